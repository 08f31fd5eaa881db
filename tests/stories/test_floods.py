"""A flood at each public door: it meets its limit, honest reports pass, danger is taken and marked (ADR 0045)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.channels import actions as channels
from linli.channels.actions import NewConnection
from linli.channels.models import Exchange, FaultDay
from linli.channels.words import System
from linli.grid import queries as grid
from linli.hooks.rules import signing
from linli.people import queries as people
from linli.people.actions import rates
from linli.people.tests import factories as cast
from linli.standards import queries as standards
from tests.api.open311 import form, system_key
from tests.api.town import Town, found_town

MOST, FLOODERS, EACH, HONEST = 5, 2, 6, 3
FLOODER, OTHERS = "203.0.113.7", [f"198.51.100.{one}" for one in range(HONEST)]
SPAM, LAMP, DANGER = "加微信领红包", "17号楼东头的路灯三天不亮了", "三楼着火了，有人困在里面，快救命"
Send = Callable[[str, str], Any]
"""Sends (who, words) at a door."""


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    settings.LINLI_REPORTS_PER_MINUTE, settings.MEDIA_ROOT = MOST, tmp_path
    # The minute stands still, or a turn of it would let twice as many through (ADR 0030).
    still = rates.COUNT.replace("floor(extract(epoch FROM now()) / 60)::int", "29000000")
    assert still != rates.COUNT
    monkeypatch.setattr(rates, "COUNT", still)
    yield found_town()
    for room in (grid, people, standards):
        room.forget()


def web(town: Town) -> Send:
    def send(who: str, words: str) -> Any:
        given = {"client_id": str(uuid4()), "words": words, "address": "辽阳西路184号"}
        return Client().post("/report/send/", given, REMOTE_ADDR=who)

    return send


def open311(town: Town) -> Send:
    key = system_key(town)

    def send(who: str, words: str) -> Any:
        given = form(town, key, description=words, device_id=who, client_id=str(uuid4()))
        return Client().generic(
            "POST", "/open311/v2/requests.json", urlencode(given), "application/x-www-form-urlencoded"
        )

    return send


def group(town: Town) -> Send:
    admin = cast.actor("admin", town.small.district, account_id=cast.account("管理员"))
    new = NewConnection(system=System.GROUP, name="业主群", area_path=town.here)
    made: tuple[UUID, str] = channels.open_connection(actor=admin, new=new, now=timezone.now())

    def send(who: str, words: str) -> Any:
        raw = json.dumps({"id": str(uuid4()), "group": "g1", "sender": who, "text": words}).encode()
        signed = {signing.HEADER: signing.sign(made[1], raw, at=timezone.now())}
        return Client().post(f"/connect/{made[0]}/messages/", raw, content_type="application/json", headers=signed)

    return send


def at_once(runs: list[tuple[Send, str, list[str]]]) -> list[tuple[str, str, Any]]:
    """Let everybody send on a database connection of their own; return (who, words, answer)."""
    start, found = Barrier(len(runs)), list[tuple[str, str, Any]]()

    def run(send: Send, who: str, said: list[str]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            found.extend((who, words, send(who, words)) for words in said)
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return found


def is_taken(answer: Any) -> bool:
    return answer.status_code in (200, 302)


@pytest.mark.parametrize("door", [web, open311, group])
def test_a_flood_ends_honest_reports_pass_and_danger_is_taken(door: Callable[[Town], Send], town: Town) -> None:
    send = door(town)
    flood = [(send, FLOODER, [SPAM] * EACH) for _ in range(FLOODERS)]
    honest = [(send, who, [LAMP, LAMP + "，请修"]) for who in OTHERS]
    found = at_once(flood + honest)
    assert len(found) == FLOODERS * EACH + 2 * HONEST

    taken = Counter(who for who, _, answer in found if is_taken(answer))
    assert taken == {FLOODER: MOST} | dict.fromkeys(OTHERS, 2)
    refused = [answer for _, _, answer in found if not is_taken(answer)]
    assert {answer.status_code for answer in refused} == {429}
    assert all(1 <= int(answer["Retry-After"]) <= 61 for answer in refused)
    dangers = at_once([(send, FLOODER, [DANGER]) for _ in range(FLOODERS)])
    assert all(is_taken(answer) for _, _, answer in dangers)
    _stands(door, len(refused))


def _stands(door: Callable[[Town], Send], refused: int) -> None:
    """Assert what is stored: what was taken, each once, and which of it is marked."""
    taken = MOST + 2 * HONEST + FLOODERS
    if door is group:
        assert Exchange.objects.count() == taken
        assert Exchange.objects.filter(is_urgent=True).count() == FLOODERS
        assert FaultDay.objects.get(fault="flood").count == refused
        return
    assert Appeal.objects.count() == taken
    marked = Appeal.objects.filter(proposal__over_limit=True)
    assert [one.urgency for one in marked] == ["emergency"] * FLOODERS
