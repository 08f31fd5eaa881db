"""The information board: who puts up, what is proven, and that what has ended is gone by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.groups import actions, queries, rules
from linli.groups.models import BoardItem
from linli.groups.tests import town as t
from linli.groups.tests.town import NOW, Town, told
from linli.groups.words import BoardKind
from linli.journal import actions as journal
from linli.journal import queries as facts
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, NotFound

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=7)


@pytest.fixture
def town() -> Town:
    return t.found()


def put_up(actor: Actor, **more: object) -> object:
    given = {
        "kind": BoardKind.NOTICE, "title": "停水通知", "body": "周六检修，找13900000001", "area_path": t.COMMUNITY,
        "shown_until": END,
    } | more  # fmt: skip
    return actions.put_up(actor=actor, now=NOW, **given)  # type: ignore[arg-type]


def test_what_ends_is_gone_by_itself(town: Town) -> None:
    put_up(town.zhao)
    for at, count in ((END - timedelta.resolution, 1), (END, 0)):
        assert len(queries.board(t.COMMUNITY, now=at).rows) == count
    row = queries.board(t.COMMUNITY, now=NOW).rows[0]
    assert row.body == "周六检修，找〔电话〕"
    with pytest.raises(NotFound):
        queries.board_item(row.id, now=END)
    with pytest.raises(NotFound):
        actions.take_down(actor=town.zhao, item_id=row.id, now=END)


def test_its_posting_is_proven_by_the_signed_log(town: Town) -> None:
    put_up(town.zhao)
    row = queries.board(t.COMMUNITY, now=NOW).rows[0]
    journal.integrate(log="cell-370203", now=NOW)
    assert facts.proof("cell-370203", row.fact_id).size == told("groups.put_up")
    assert [fact.data["digest"] for fact in facts.facts_of(row.id)] == [row.digest]


@pytest.mark.parametrize("until, is_refused", [
    (NOW, True), (NOW + timedelta.resolution, False), (NOW + timedelta(days=366), False),
    (NOW + timedelta(days=366) + timedelta.resolution, True),
])  # fmt: skip
def test_it_hangs_at_most_a_year(town: Town, until: object, is_refused: bool) -> None:
    if not is_refused:
        put_up(town.zhao, shown_until=until)
        return
    with pytest.raises(rules.WrongPosting):
        put_up(town.zhao, shown_until=until)
    assert (BoardItem.objects.count(), told("groups.put_up")) == (0, 0)


def test_it_is_put_up_and_taken_down_by_those_of_the_place(town: Town) -> None:
    for who in (town.wang, town.li):
        with pytest.raises(Forbidden):
            put_up(who)
    assert BoardItem.objects.count() == 0
    put_up(town.li, area_path=t.GRID)
    row = queries.board(t.COMMUNITY, now=NOW).rows[0]
    with pytest.raises(Forbidden):
        actions.take_down(actor=town.wang, item_id=row.id, now=NOW)
    actions.take_down(actor=town.zhao, item_id=row.id, now=NOW)
    assert queries.board(t.COMMUNITY, now=NOW).rows == ()
    assert (told("groups.put_up"), told("groups.taken_down")) == (1, 1)
