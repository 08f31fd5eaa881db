"""The staff's list and a case at 100,000 cases: time and statements of the interface and of the pages."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import django
import stage

STAFF = "district"


def main() -> None:
    """Fill the tables, ask every list and page, print one JSON object."""
    given = argparse.ArgumentParser()
    given.add_argument("--cases", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=30)
    asked = given.parse_args()
    with stage.stage() as here:
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('standard', print, cases=0)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        django.setup()
        began = time.perf_counter()
        measure(here.owner_url, asked.cases, asked.rounds, began)


def measure(owner_url: str, cases: int, rounds: int, began: float) -> None:
    """Measure in this process, one request after the other."""
    import crowd
    from django.test import Client
    from django.utils import timezone

    from linli.kernel.pages import encode

    now = timezone.now()
    filled = crowd.fill(owner_url, cases, now)
    sys.stderr.write(f"{filled.rows} in {time.perf_counter() - began:.0f} s\n")
    token, client = _staff(now), Client()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    deep = encode((str(filled.ids[-50 * 999]),)) if len(filled.ids) > 50 * 999 else ""
    found: dict[str, object] = {}
    for name, wanted in _filters(filled, cases, now).items():
        query = urlencode(wanted)
        found[f"list: {name}"] = timed(lambda q=query: client.get(f"/api/v1/appeals/?{q}", **bearer), rounds)
        found[f"counts: {name}"] = timed(lambda q=query: client.get(f"/api/v1/appeals/counts?{q}", **bearer), rounds)
    found["list: page 1000"] = timed(lambda: client.get(f"/api/v1/appeals/?cursor={deep}", **bearer), rounds)
    some = filled.ids[-3000::100]
    found["case with timeline"] = _each(lambda one: client.get(f"/api/v1/appeals/{one}", **bearer), some)
    _pages(found, filled, some, rounds)
    stage.show(
        "lists",
        {
            "goal": "list <= 8 statements, p50 <= 60 ms; case <= 10, <= 25 ms",
            "cases": cases,
            "rows": filled.rows,
            **found,
        },
    )


def _filters(filled: object, cases: int, now: datetime) -> dict[str, dict[str, object]]:
    return {
        "all": {},
        "area": {"area": filled.area},
        "state": {"state": "in_progress"},
        "category": {"category": "util.heat"},
        "group": {"group": "street"},
        "unit": {"unit": str(filled.unit)},
        "urgency, open": {"urgency": "emergency", "only_open": True},
        "overdue": {"due": "overdue"},
        "due soon": {"due": "soon"},
        "common words": {"text": "污水管又堵了"},
        "rare words": {"text": f"第{cases // 2}件"},
        "two words, area": {"text": "电梯 老人", "area": filled.area.rpartition("/")[0]},
        "days": {"since": str((now - timedelta(days=200)).date()), "until": str((now - timedelta(days=193)).date())},
    }


def _pages(found: dict[str, object], filled: object, some: list[object], rounds: int) -> None:
    from django.test import Client

    person = Client()
    sign_in(person, STAFF)
    area = getattr(filled, "area", "")
    for name, query in {
        "open": "", "everything": "open=0", "area": f"area={area}", "overdue": "due=overdue", "words": "q=污水管又堵了",
        "group": "group=street&open=0",
    }.items():  # fmt: skip
        found[f"page of the queue: {name}"] = timed(lambda q=query: person.get(f"/desk/queue/?{q}"), rounds)
    found["page of a case"] = _each(lambda one: person.get(f"/desk/case/{one}/"), some)
    found["page of the inbox"] = timed(lambda: person.get("/desk/"), rounds)


def sign_in(person: object, role: str) -> None:
    """Let the client work as the account of the demo that has this role."""
    from django.contrib.auth import get_user_model

    account = get_user_model().objects.get(id=_account(role))
    person.force_login(account, backend="linli.people.backends.NameOrPhoneBackend")


def _account(role: str) -> object:
    from linli.people.models import Grant

    return Grant.objects.filter(role=role).values_list("account_id", flat=True).first()


def _staff(now: object) -> str:
    from linli.people import actions, queries

    actor = queries.actor_for(_account(STAFF), now=now)
    _, token = actions.issue_token(
        actor=actor, label="bench", scopes=["appeals.view"], expires_at=now + timedelta(days=1), now=now
    )
    return token


def timed(ask: Callable[[], object], rounds: int) -> dict[str, object]:
    """Return p50, p95 and CPU in ms and the statements of one answer, asked `rounds` times after three to warm up."""
    return _each(lambda _: ask(), [None] * rounds)


def _each(ask: Callable[[object], object], things: list[object]) -> dict[str, object]:
    """Return p50, p95 and CPU (this process and the database) in ms, and the number of statements of one answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for thing in things[:3]:
        ask(thing)
    took = []
    spent = _cpu_s()
    for thing in things:
        began = time.perf_counter()
        answer = ask(thing)
        took.append((time.perf_counter() - began) * 1000)
        status = answer.status_code
        if status != 200:
            return {"status": status}
    spent = _cpu_s() - spent
    with CaptureQueriesContext(connection) as asked:
        ask(things[-1])
    took.sort()
    return {
        "p50_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "cpu_ms": round(spent * 1000 / len(took), 1),
        "statements": len(asked),
    }


def _cpu_s() -> float:
    """Return the CPU time of this process and of its database process; it hardly depends on what else runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
