"""Canned answers: written for an area by who leads it, offered below, the nearest first, changed by a new row."""

from __future__ import annotations

from typing import Any

import pytest

from linli.desks.actions import answers as actions
from linli.desks.actions.answers import Words
from linli.desks.models import CannedAnswer
from linli.desks.queries import answers as queries
from linli.desks.words import Step
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.tests.calendars import local
from linli.kernel.words import Text
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET, plant

NOW = local("2026-03-11 10:00")


def words(name: str = "已约上门", body: str = "您的诉求 {number} 已约好上门。") -> Words:
    return Words(Text(name, f"{name} en"), Text(body, "Your report {number}: a visit is fixed."))


@pytest.fixture
def street(db: None) -> Actor:
    plant()
    return cast.staff("街道调度员", "street", STREET)


@pytest.fixture
def district(db: None) -> Actor:
    return cast.staff("区调度员", "district", DISTRICT)


def write(actor: Actor, **more: Any) -> Any:
    given: dict[str, Any] = {"area_path": STREET, "step": Step.SUBMIT_RESULT, "words": words(), "now": NOW, **more}
    return actions.write(actor=actor, **given)


def test_the_nearest_stand_first(street: Actor, district: Actor) -> None:
    every = write(district, area_path=DISTRICT)
    group = write(street, category="env")
    leaf = write(district, area_path=DISTRICT, category="env.corridor_clutter")
    write(district, area_path=DISTRICT, category="prop")
    write(street, step=Step.ASK_INFO)
    found = queries.offered(Step.SUBMIT_RESULT, area_path=GRID, category="env.corridor_clutter")
    assert [row.id for row in found] == [leaf, group, every]
    assert [row.id for row in queries.offered(Step.SUBMIT_RESULT, area_path=GRID, category=None)] == [every]
    assert queries.offered(Step.INTERIM_REPLY, area_path=GRID, category=None) == []
    # the street's own words end at its border
    elsewhere = queries.offered(Step.SUBMIT_RESULT, area_path=f"{DISTRICT}/370203999", category="env.other")
    assert [row.id for row in elsewhere] == [every]
    assert Fact.objects.filter(kind="desks.answer_written").count() == 5


@pytest.mark.parametrize("role, area", [("street", DISTRICT), ("agent", STREET), ("unit", STREET)])
def test_who_may_not_write(db: None, role: str, area: str) -> None:
    plant()
    unit = cast.unit("gas", DISTRICT, "燃气公司") if role == "unit" else None
    actor = cast.actor(role, STREET, unit) if unit else cast.actor(role, STREET)
    with pytest.raises(Forbidden):
        write(actor, area_path=area)
    assert not CannedAnswer.objects.exists()
    assert not Fact.objects.filter(room="desks").exists()


@pytest.mark.parametrize("wrong", [
    words(body=" "), words(name=""), words(body="打 {phone}"), Words(Text("名", "name"), Text("话", "")),
])  # fmt: skip
def test_what_could_never_be_sent_is_refused(street: Actor, wrong: Words) -> None:
    with pytest.raises(Invalid):
        write(street, words=wrong)
    assert not CannedAnswer.objects.exists()


def test_a_change_is_a_new_row(street: Actor) -> None:
    first = write(street)
    second = write(street, words=words(body="改过的"), replaces=first)
    assert [row.id for row in queries.written_by(street)] == [second]
    assert CannedAnswer.objects.get(id=first).body_zh == "您的诉求 {number} 已约好上门。"
    assert CannedAnswer.objects.get(id=first).retired_at == NOW
    with pytest.raises(NotFound):
        write(street, replaces=first)
    assert CannedAnswer.objects.count() == 2


def test_taking_one_out(street: Actor, district: Actor) -> None:
    kept = write(district, area_path=DISTRICT)
    with pytest.raises(NotFound):
        actions.retire(actor=street, answer_id=kept, now=NOW)
    assert queries.written_by(street) == []
    actions.retire(actor=district, answer_id=kept, now=NOW)
    assert queries.offered(Step.SUBMIT_RESULT, area_path=COMMUNITY, category=None) == []
    with pytest.raises(NotFound):
        queries.one(district, kept)
    assert Fact.objects.filter(kind="desks.answer_retired").count() == 1
