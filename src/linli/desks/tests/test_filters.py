"""Kept filters: only known keys, nothing that leads to a person, one's own or the unit's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from linli.desks.actions import filters as actions
from linli.desks.models import SavedFilter
from linli.desks.queries import filters as queries
from linli.desks.rules import filters as rules
from linli.desks.words import Listed
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.tests.calendars import local
from linli.people import actions as people_actions
from linli.people.queries.own_data import own_data
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, STREET, plant

NOW = local("2026-03-11 10:00")
DUE = [("due", "overdue"), ("state", "in_progress")]


@pytest.mark.parametrize("what, given, kept", [
    ("sorted, so that the same filter is the same", [("state", "handled"), ("due", "soon")], "due=soon&state=handled"),
    ("unknown keys go", [("due", "soon"), ("case", "1"), ("after", "x")], "due=soon"),
    ("empty values go", [("due", "soon"), ("area", " ")], "due=soon"),
    ("words are kept", [("q", "飞线 12")], "q=%E9%A3%9E%E7%BA%BF+12"),
    ("four digits are no phone", [("q", "1234")], "q=1234"),
])  # fmt: skip
def test_what_is_kept(what: str, given: list[tuple[str, str]], kept: str) -> None:
    assert rules.canonical(Listed.QUEUE, given) == kept
    assert rules.canonical(Listed.QUEUE, reversed(given)) == kept


@pytest.mark.parametrize("what, given, error", [
    ("nothing", [], rules.NothingToKeep),
    ("what the list shows anyway", [("open", "1")], rules.NothingToKeep),
    ("only what the list does not know", [("case", "1")], rules.NothingToKeep),
    ("a phone", [("q", "13900000001")], Invalid),
    ("five digits", [("q", "12345")], Invalid),
    ("too long", [("q", "字" * 60)], Invalid),
])  # fmt: skip
def test_what_is_not_kept(what: str, given: list[tuple[str, str]], error: type[Exception]) -> None:
    with pytest.raises(error):
        rules.canonical(Listed.QUEUE, given)


@pytest.mark.parametrize("raw", ["", "  ", "名" * 31])
def test_a_name_is_short_and_there(raw: str) -> None:
    with pytest.raises(Invalid):
        rules.named(raw)
    assert rules.named("  超期  的 ") == "超期 的"


@pytest.fixture
def office(db: None) -> UUID:
    plant()
    return cast.unit("street_city_mgmt", STREET, "城管办")


@pytest.fixture
def clerk(office: UUID) -> Actor:
    return cast.staff("郑经办", "unit", DISTRICT, unit=office)


@pytest.fixture
def colleague(office: UUID) -> Actor:
    return cast.staff("何经办", "unit", DISTRICT, unit=office)


def test_the_own_ones_and_those_of_the_unit(office: UUID, clerk: Actor, colleague: Actor) -> None:
    own = actions.keep(actor=clerk, listed=Listed.QUEUE, name="超期的", given=DUE, now=NOW)
    shared = actions.keep(actor=clerk, listed=Listed.QUEUE, name="快到期", given=DUE[:1], now=NOW, unit_id=office)
    assert {row.id for row in queries.of(clerk, Listed.QUEUE)} == {shared, own}
    assert [(row.id, row.is_own) for row in queries.of(colleague, Listed.QUEUE)] == [(shared, False)]
    assert queries.of(clerk, Listed.INBOX) == []
    stranger = cast.staff("局外人", "agent", DISTRICT)
    assert queries.of(stranger, Listed.QUEUE) == []
    assert Fact.objects.filter(kind="desks.filter_kept").count() == 2


def test_the_same_name_again_changes_it(clerk: Actor) -> None:
    first = actions.keep(actor=clerk, listed=Listed.QUEUE, name="我的", given=DUE, now=NOW)
    again = actions.keep(actor=clerk, listed=Listed.QUEUE, name="我的", given=DUE[:1], now=NOW + timedelta(days=1))
    assert first == again
    assert [row.query for row in queries.of(clerk, Listed.QUEUE)] == ["due=overdue"]


def test_who_may_not(office: UUID, clerk: Actor) -> None:
    other = cast.unit("gas", DISTRICT, "燃气公司")
    for actor, unit in ((clerk, other), (cast.resident(), None)):
        with pytest.raises(Forbidden):
            actions.keep(actor=actor, listed=Listed.QUEUE, name="我的", given=DUE, now=NOW, unit_id=unit)
    assert not SavedFilter.objects.exists()
    assert not Fact.objects.filter(room="desks").exists()


def test_only_twenty(clerk: Actor) -> None:
    for number in range(rules.MOST_OF_ONE):
        actions.keep(actor=clerk, listed=Listed.QUEUE, name=str(number), given=DUE, now=NOW)
    actions.keep(actor=clerk, listed=Listed.QUEUE, name="3", given=DUE[:1], now=NOW)
    with pytest.raises(rules.TooMany):
        actions.keep(actor=clerk, listed=Listed.QUEUE, name="再一个", given=DUE, now=NOW)
    assert SavedFilter.objects.count() == rules.MOST_OF_ONE


def test_only_the_owner_removes(office: UUID, clerk: Actor, colleague: Actor) -> None:
    kept = actions.keep(actor=clerk, listed=Listed.QUEUE, name="快到期", given=DUE, now=NOW, unit_id=office)
    with pytest.raises(NotFound):
        actions.remove(actor=colleague, filter_id=kept, now=NOW)
    assert SavedFilter.objects.count() == 1
    actions.remove(actor=clerk, filter_id=kept, now=NOW)
    with pytest.raises(NotFound):
        actions.remove(actor=clerk, filter_id=kept, now=NOW)
    assert Fact.objects.filter(kind="desks.filter_removed").count() == 1


def test_they_go_with_the_account_and_into_its_export(clerk: Actor) -> None:
    actions.keep(actor=clerk, listed=Listed.QUEUE, name="我的", given=DUE, now=NOW)
    (row,) = own_data(account_id=clerk.account_id)["desks_savedfilter"]
    assert (row["name"], row["list"]) == ("我的", "queue")
    people_actions.close_account(actor=clerk, account_id=clerk.account_id, now=NOW)
    assert not SavedFilter.objects.exists()
