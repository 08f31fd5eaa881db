"""Personal data planted in whatever people and systems say, and every exit walked: nothing plain comes out (D-11, §13).

The walk is made from the addresses themselves: every route that answers a GET, every GET of the interface. A route with
a parameter that nobody gave an example for fails; so does a module that speaks to the outside and is not in SPEAKERS.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.appeals.models import Appeal
from linli.appeals.queries import learning, links
from linli.channels.rules import feedback
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from tests.invariants.planting import CONTACT, SECRETS, WORDS, plain_in, planted
from tests.invariants.test_kept_away import Insider, insider


@pytest.fixture(autouse=True)
def at_monday(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT, settings.LINLI_REQUESTS_PER_MINUTE, settings.LINLI_REPORTS_PER_MINUTE = tmp_path, 0, 0
    with patch("django.utils.timezone.now", return_value=MONDAY):
        yield
    people.forget()


NOTHING_SAID = frozenset(
    [
        "account_id",
        "alias_id",
        "answer_id",
        "broadcast_id",
        "building_id",
        "claim_id",
        "dwelling_id",
        "estate_id",
        "file_id",
        "filter_id",
        "finding_id",
        "grant_id",
        "group_id",
        "identity_id",
        "letter_id",
        "need_id",
        "note_id",
        "objection_id",
        "photo_id",
        "post_id",
        "proposal_id",
        "removal_id",
        "subscription_id",
        "thread_id",
        "token_id",
        "unit_id",
        "supervision_id",
        "duty_id",
        "area_id",
        "code_id",
        "undo_id",
        "sitting_id",
        "plan_id",
        "booking_id",
    ]
)
"""Parameters of things of which none is planted here: their pages are asked for with an id that nobody has."""
WAYS: dict[str, list[str]] = {
    "request_id": ["7", str(uuid4())],
    "code": ["370203", GRID.rpartition("/")[2], "street.mobile_vendor", "registered"],
    "form": ["csv", "xlsx", "json", "xml"],
    "key": ["ratings"],
    "name": ["queue", "inbox", "add"],
    "kind": ["reply", "in_progress"],
    "what": ["estates"],
    "every": ["week"],
    "purpose": ["publish"],
    "area_path": [COMMUNITY, STREET],
    "secret": ["x"],
    "raw": ["x"],
    "verdict": ["topic", "dismiss"],
    "year": ["2026"],
    "number": ["370203-260316-00001"],
    "day": ["2026-03-16"],
    "list_name": ["category"],
}


OPEN311 = {"form": ["json", "xml"], "code": ["street.mobile_vendor"]}


def routes() -> list[str]:
    """Return every address of the house, its parameters as ``<name>``."""

    def below(resolver: Any, before: str = "") -> Iterator[str]:
        for one in resolver.url_patterns:
            path = before + re.sub(r"^\^|\$$|\\(?=[./])", "", str(one.pattern))
            if isinstance(one, URLResolver):
                yield from below(one, path)
            elif isinstance(one, URLPattern):
                yield path

    found = {re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", r"<\1\2>", path) for path in below(get_resolver())}
    return sorted(path.replace("(?:v2/)?", "") for path in found)


def addresses(examples: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the addresses with the examples put in, each example of the longest list once."""
    for route in routes():
        names = re.findall(r"<(\w+)>", route)
        if NOTHING_SAID.intersection(names):
            continue
        of_route = OPEN311 | {"request_id": examples["appeal_id"]} if route.startswith("open311/") else {}
        several = [of_route.get(name) or examples.get(name) or WAYS.get(name) or [str(uuid4())] for name in names]
        for chosen in list(product(*several))[: 4 if examples.keys() & set(names) else 2]:
            path = route
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"<{name}>", value, 1)
            yield f"/{path}"


def said_by(answer: Any) -> str:
    """Return all words of an answer, unpacked, and with escapes of JSON read."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(archive.read(part).decode(errors="replace") for part in archive.namelist())
    text = str(body.decode(errors="replace"))
    if "json" in answer.headers.get("Content-Type", ""):
        return json.dumps(json.loads(text), ensure_ascii=False)
    return text


def test_every_parameter_of_an_address_has_an_example() -> None:
    names = {name for route in routes() for name in re.findall(r"<(\w+)>", route)}
    planted_here = {
        "appeal_id",
        "order_id",
        "token",
        "connection_id",
        "exchange_id",
        "device_id",
        "alert_id",
        "spot_id",
    }
    new = names - planted_here - {"notice_id", "item_id"} - NOTHING_SAID - set(WAYS)
    assert new == set(), "plant something there (planting.py), or say in NOTHING_SAID that nobody's words come out"
    assert len(routes()) > 400


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def staff_of_all(town: Town) -> Actor:
    """Return somebody with every role that reads cases as they were written."""
    account = cast.account("什么都管")
    for role, area, unit in (
        ("agent", DISTRICT, None), ("community", COMMUNITY, "committee"),
        ("unit", DISTRICT, "enforcement"), ("unit_head", DISTRICT, "enforcement"), ("revisitor", DISTRICT, None),
        ("supervisor", DISTRICT, None), ("leader", DISTRICT, None), ("district", DISTRICT, None),
    ):  # fmt: skip
        cast.grant(account, role, area, unit=town.units[unit] if unit else None)
    return people.actor_for(account, now=MONDAY)


def keeper_of_all() -> Actor:
    """Return a neighbour with every role that keeps the house and reads no case."""
    account = cast.account("管系统的")
    for role in ("admin", "security_admin", "auditor"):
        cast.grant(account, role, DISTRICT)
    return people.actor_for(account, now=MONDAY)


def viewers(town: Town) -> Iterator[tuple[str, Insider | None, Mapping[str, str]]]:
    """Yield (who, with what session and key, what must not come out)."""
    contact = dict(zip(("reporter", "reporter's phone"), CONTACT, strict=True))
    all_of_it = SECRETS | contact
    yield "a stranger", None, all_of_it
    yield "who is complained of", insider(town.of("office")), all_of_it
    yield "who keeps the house", insider(keeper_of_all()), all_of_it
    yield "who handles it", insider(staff_of_all(town)), contact


NOBODYS = ("/api/v1/openapi.json", "/api/v1/standards/", "/api/v1/grid/", "/metrics", "/office/standard")
"""The document of the interface, counts of requests, rules and the ground: nobody's words.

Addresses with the reporter's own key are left out, too.
"""


def asked(seen: Insider | None, path: str) -> tuple[Any, str]:
    """Ask for an address, undo what that did; return the answer and its words."""
    client = seen.client if seen else Client(headers={"Accept-Language": "zh"})
    extra: dict[str, Any] = {}
    if seen and path.startswith("/api/"):
        extra["HTTP_AUTHORIZATION"] = f"Bearer {seen.token}"
    with transaction.atomic():
        answer = client.get(path, **extra)
        text = said_by(answer)
        transaction.set_rollback(True)
    return answer, text


def test_nothing_plain_comes_out_of_any_address(town: Town) -> None:
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    examples = planted(town)
    own = tuple(f"/{route.partition('<token>')[0]}" for route in routes() if "<token>" in route)
    every = [path for path in addresses(examples) if not path.startswith((*own, *NOBODYS))]
    leaks, answered, deaf = set[tuple[str, str, str]](), 0, set[str]()
    papers: list[str] = []
    with patch("linli.web.paper.pdf", lambda template, **given: papers.append(str(given)) or b"%PDF"):
        for who, seen, forbidden in viewers(town):
            for path in every:
                if path in deaf:
                    continue
                answer, text = asked(seen, path)
                deaf |= {path} if answer.status_code == 405 else set()
                answered += answer.status_code == 200
                assert answer.status_code < 500 or path == "/readyz", (who, path)
                leaks |= {(who, path, kind) for kind in plain_in(text, forbidden)}
            leaks |= {(who, "paper", kind) for kind in plain_in("".join(papers), forbidden)}
            papers.clear()
    logging.getLogger().removeHandler(kept)
    assert sorted(leaks) == []
    assert answered > 200, "the walk looked at pages, not at refusals only"
    assert plain_in("".join(kept.lines), SECRETS | {"reporter": CONTACT[0]}) == []
    _behind_the_pages()


def _behind_the_pages() -> None:
    """Assert that no job, fact, message or delivery, no file for learning and no feedback holds a plain value."""
    wanted = SECRETS | dict(zip(("reporter", "reporter's phone"), CONTACT, strict=True))
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "journal_fact", "notices_message", "notices_delivery", "hooks_delivery",
                      "journal_parcel"):  # fmt: skip
            if table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(row_)::text, ' '), '') FROM {table} row_")
                assert plain_in(cursor.fetchone()[0], wanted) == [], table
    told = feedback.body_of(kind="appeals.replied", number="QD-1", case="1", at=MONDAY, data={}, words=WORDS)
    assert plain_in(json.dumps(told, ensure_ascii=False), wanted) == []
    Appeal.objects.filter(triaged_at__isnull=False).update(state="closed", outcome="solved")
    rows = list(learning.closed_cases())
    assert rows
    assert plain_in(json.dumps(rows, ensure_ascii=False), wanted) == []


def test_the_walk_would_have_found_it(town: Town) -> None:
    """The one who handles it reads the words, and the reporter with the own key everything."""
    examples = planted(town)
    staff = insider(staff_of_all(town))
    answer = staff.client.get(f"/desk/case/{examples['appeal_id'][0]}/")
    page = said_by(answer)
    assert answer.status_code == 200
    assert set(plain_in(page, SECRETS)) == set(SECRETS)
    own = said_by(Client().get(f"/r/{examples['token'][0]}"))
    assert set(plain_in(own, SECRETS)) == set(SECRETS)


SPEAKERS = {
    "channels/actions/pictures.py": "asks for a picture that a report points to; says nothing but its address",
    "channels/robots.py": "robots of groups and people: our words only, through the gate (notices/rules/messages.py)",
    "channels/senders.py": "e-mail, SMS and pushes: our words only, through the gate",
    "channels/speaking.py": "platforms: bodies of feedback, covered (below)",
    "hooks/sending.py": "webhooks: codes and ids only (hooks/tests)",
    "hooks/actions/delivering.py": "hands those over",
    "web/oidc.py": "sign-in elsewhere: no words of residents",
}
"""Every module that speaks to the outside, and what is said there."""
SPEAKS = re.compile(
    r"^\s*(?:import|from) (requests|httpx|smtplib|socket|http\.client|urllib\.request|urllib3|apprise|pywebpush|paho|"
    r"django\.core\.mail|aiohttp|ftplib|websockets?|linli\.hooks\.sending)\b|^from linli\.hooks import .*\bsending\b",
    re.MULTILINE,
)


def test_nobody_else_speaks_to_the_outside() -> None:
    home = Path(links.__file__).parents[2]
    found = {
        str(file.relative_to(home))
        for file in home.rglob("*.py")
        if "tests" not in file.parts
        and file.parts[len(home.parts)] not in ("config", "demo")
        and SPEAKS.search(file.read_text())
    }
    assert found == set(SPEAKERS)
