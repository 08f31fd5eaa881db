"""Pages with figures at 100,000 cases: time, CPU and statements of the pages, and what one batch of facts costs."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django
import stage

YEAR_DAYS = 365
LEAVES = 60


def main() -> None:
    """Fill the read model, ask every page, print one JSON object."""
    given = argparse.ArgumentParser()
    given.add_argument("--cases", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=25)
    asked = given.parse_args()
    with stage.stage():
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('standard', print, cases=0)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        django.setup()
        measure(asked.cases, asked.rounds)


def measure(cases: int, rounds: int) -> None:
    """Measure in this process, one request after the other."""
    import lists
    from django.test import Client
    from django.utils import timezone

    from linli.dashboards import queries
    from linli.dashboards.rules.periods import period
    from linli.dashboards.words import Span

    now = timezone.now()
    began = time.perf_counter()
    ids, street = fill(cases, now)
    filled_s = round(time.perf_counter() - began)
    district = street.partition("/")[0]
    _checked(district, now)
    public, staff = Client(), Client()
    lists.sign_in(staff, lists.STAFF)
    found_s: dict[str, Any] = {}
    for code in ("30d", "quarter", "12m", "all"):
        for name, client, url in (
            ("public: district", public, "/figures/"), ("public: street", public, f"/figures/{street}/"),
            ("public: file of the streets", public, "/figures/table.csv"),
            ("desk: all indicators of the district", staff, "/desk/figures/"),
            ("desk: all indicators of a street", staff, f"/desk/figures/?area={street}"),
            ("desk: the district at a glance", staff, "/desk/brain/"),
            ("desk: file with medians of each row", staff, "/desk/figures/table.csv"),
        ):  # fmt: skip
            address = f"{url}{'&' if '?' in url else '?'}period={code}"
            found_s[f"{name}, {code}"] = lists.timed(lambda c=client, a=address: c.get(a), rounds)
    assert queries.figures(district, period(Span.YEAR, now)).registered
    stage.show(
        "figures",
        {
            "goal": "p50 <= 60 ms", "cases": cases, "filled_s": filled_s, "rows_of_sums": _rows(),
            "sums_moved_for_200_appeals": _shifted(ids), **found_s,
        },
    )  # fmt: skip


def _checked(district: str, now: datetime) -> None:
    """Compare the kept sums with what the rows say, for every way of grouping them."""
    from linli.dashboards.queries import tables
    from linli.dashboards.rules.periods import period
    from linli.dashboards.words import By, Span

    for by in (None, By.STREET, By.COMMUNITY, By.UNIT):
        for span in (Span.MONTH, Span.YEAR):
            asked = period(span, now)
            found = tables._table(by, district, asked, None, False)
            assert found.whole == tables.counted(by, district, asked).whole, (by, span)


def _rows() -> dict[str, int]:
    """Return how many rows the kept sums have."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM dashboards_daysum), (SELECT count(*) FROM dashboards_kindsum)")
        return dict(zip(("days", "kinds"), cursor.fetchone(), strict=True))


def _shifted(ids: list[UUID]) -> dict[str, int]:
    """Take 200 appeals out of the sums and put them back; return what that cost."""
    from linli.dashboards import actions

    some = random.Random(5).sample(ids, 200)
    spent = time.process_time()
    wall = time.perf_counter()
    actions.shift(some, -1)
    actions.shift(some, 1)
    return {"ms": round((time.perf_counter() - wall) * 1000), "cpu_ms": round((time.process_time() - spent) * 1000)}


def fill(count: int, now: datetime) -> tuple[list[UUID], str]:
    """Write a year of rows of the read model and add them to the sums; return their ids and a street."""
    from django.db import connection

    from linli.dashboards import actions
    from linli.dashboards.models import CaseFigure, OrderFigure
    from linli.grid.models import Area
    from linli.people.models import Organisation

    chance = random.Random(7)
    grids = list(Area.objects.filter(kind="grid", valid_to=None).order_by("path").values_list("path", flat=True))
    units = list(Organisation.objects.order_by("id").values_list("id", flat=True))[:60]
    ids: list[UUID] = []
    for begin in range(0, count, 10_000):
        rows = [_case(chance, grids, units, now, index / count) for index in range(begin, min(count, begin + 10_000))]
        CaseFigure.objects.bulk_create(rows, batch_size=2000)
        OrderFigure.objects.bulk_create([_order(chance, row) for row in rows if row.unit_id], batch_size=2000)
        ids += [row.id for row in rows]
        for start in range(0, len(rows), 1000):
            actions.shift([row.id for row in rows[start : start + 1000]], 1)
    with connection.cursor() as cursor:
        for model in ("casefigure", "orderfigure", "daysum", "kindsum"):
            cursor.execute(f"ANALYZE dashboards_{model}")
    return ids, "/".join(grids[0].split("/")[:2])


def _case(chance: random.Random, grids: list[str], units: list[UUID], now: datetime, place: float) -> Any:
    from linli.dashboards.models import CaseFigure
    from linli.kernel.ids import new_id

    at = now - timedelta(days=YEAR_DAYS * (1 - place))
    response = int(chance.lognormvariate(3.4, 1.1))
    answer = response + int(chance.lognormvariate(8.0, 1.0))
    end = at + timedelta(minutes=answer + 1500)
    is_closed = end < now and chance.random() < 0.9
    responded = at + timedelta(minutes=response)
    is_responded = responded < now
    leaf = chance.randrange(LEAVES)
    return CaseFigure(
        id=new_id(at), area_path=chance.choice(grids), channel=chance.choice(["web", "phone_12345", "grid_patrol"]),
        kind="help", category=f"g{leaf % 9}.{leaf}", group=f"g{leaf % 9}", urgency="normal",
        mode=chance.choice(["instant", "fast", "joint"]), state="closed" if is_closed else "in_progress",
        is_hazard=chance.random() < 0.05, is_found=chance.random() < 0.2, unit_id=chance.choice(units),
        units_count=chance.randint(1, 3), hops=chance.randint(1, 3), bounce_count=0,
        reopen_count=int(chance.random() < 0.05), suspend_count=int(chance.random() < 0.02),
        supervise_count=int(chance.random() < 0.03), is_withdrawn=False, is_spot_checked=False, repeats_id=None,
        closed_level=chance.randint(1, 4) if is_closed else None, outcome="solved" if is_closed else None,
        solved=chance.choice(["solved", "solved", "solved", "partly", "unsolved", None]) if is_closed else None,
        satisfied=chance.choice(["satisfied", "basically", "dissatisfied"]) if is_closed else None,
        found_at=at, registered_at=at, called_at=at, responded_at=responded if is_responded else None,
        handled_at=end if is_closed else None, answered_at=end if is_closed else None,
        ended_at=end if is_closed else None, closed_at=end if is_closed else None,
        close_due_at=at + timedelta(days=7), is_closed_in_time=answer < 7 * 1440 if is_closed else None,
        response_min=response if is_responded else None,
        response_working_min=response // 3 if is_responded else None, answer_min=answer if is_closed else None,
    )  # fmt: skip


def _order(chance: random.Random, case: Any) -> Any:
    from linli.dashboards.models import OrderFigure
    from linli.kernel.ids import new_id

    is_done = case.closed_at is not None
    return OrderFigure(
        id=new_id(case.registered_at), appeal_id=case.id, area_path=case.area_path, unit_id=case.unit_id, role="lead",
        state="approved" if is_done else "working", level=3, dispatched_at=case.registered_at, ended_at=case.closed_at,
        is_exempt=chance.random() < 0.02, is_contacted_in_time=chance.random() < 0.9,
        is_in_time=case.is_closed_in_time, is_bounce_asked=chance.random() < 0.03,
    )  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
