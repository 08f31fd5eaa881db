"""Which open report is the likeliest same matter, and what a person is told of it (R5-6, ADR 0035)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.appeals.actions.placing import Place
from linli.appeals.models import Appeal
from linli.appeals.queries import nearby
from linli.appeals.scoring import civic
from linli.appeals.tests.factories import CLUTTER, NOW, registered
from linli.appeals.triage.same.places import Agreement, agreeing, fading, same_address, score
from linli.appeals.triage.same.reports import FIRM, NO_WORDS, Told, Words, compared

NOTHING = Agreement(None, same_building=False, same_leaf=False, closeness=0.0, freshness=0.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("延安路 3号", "延安路３号", True), ("延安路3号", "延安路5号", False), ("", "延安路5号", None), ("  ", "", None)],
)
def test_addresses_are_compared_as_written(one: str, other: str, same: bool | None) -> None:
    assert same_address(one, other) is same


def test_every_agreement_adds() -> None:
    base = score(NOTHING)
    for better in (
        replace(NOTHING, same_address=True),
        replace(NOTHING, same_building=True),
        replace(NOTHING, same_leaf=True),
        replace(NOTHING, words=Words(1.0, same_thing=False, same_trouble=False)),
        replace(NOTHING, closeness=0.5),
        replace(NOTHING, freshness=0.5),
    ):
        assert score(better) > base
    assert score(replace(NOTHING, same_address=False)) < base


def test_what_agrees_is_said_the_weightiest_first() -> None:
    assert agreeing(NOTHING) == ()
    both = Words(2.0, same_thing=True, same_trouble=True)
    found = agreeing(replace(NOTHING, same_address=True, same_leaf=True, words=both))
    assert [text.zh for text in found] == ["写的地址相同", "同一类问题", "说的是同一处", "说的问题相同"]


def test_nearness_fades() -> None:
    assert (fading(0, 15), fading(15, 15), fading(40, 15), fading(1, 0)) == (1.0, 0.0, 0.0, 0.0)


def told(words: str, leaf: str | None = None) -> Told:
    return Told(words, leaf, NOW)


def test_words_tell_one_matter_from_its_neighbours() -> None:
    """Other words of one matter stand before the same turns about another thing."""
    own = told("碧桐湾3号楼一楼烧烤店油烟直排，熏得睡不着", "env.oil_smoke")
    same, elsewhere, other, silent = compared(
        own,
        [
            told("投诉碧桐湾烧烤店，油烟从早到晚往楼上窜", "env.oil_smoke"),
            told("望潮台7号楼一楼面馆油烟直排，熏得睡不着", "env.oil_smoke"),
            told("碧桐湾3号楼一楼电梯停运，上下楼困难", "prop.elevator"),
            told(""),
        ],
    )
    assert FIRM > same.odds > elsewhere.odds > 0
    assert same.same_trouble
    assert not other.same_trouble
    assert silent == NO_WORDS
    assert compared(told(""), [own]) == [NO_WORDS]
    assert compared(own, []) == []


def test_what_is_compared_does_not_stay() -> None:
    own = told("碧桐湾3号楼一楼烧烤店油烟直排")
    assert compared(own, [own]) == compared(own, [own])


@pytest.mark.django_db
def test_the_likest_comes_first_and_says_why(here, django_assert_num_queries):
    other = registered(here, "楼道里堆满旧家具和鞋柜，老人过不去。", now=NOW + timedelta(minutes=2))
    alike = registered(here, CLUTTER, now=NOW + timedelta(minutes=1))
    asked = registered(here, CLUTTER, now=NOW + timedelta(minutes=3))
    appeal = Appeal.objects.get(id=asked.id)
    nearby.nearness(NOW)
    with django_assert_num_queries(1):
        found = nearby.likely_same(nearby.spot_of(appeal), now=NOW + timedelta(hours=1), exclude=appeal.id)
    assert [one.id for one in found] == [alike.id, other.id]
    assert found[0].score > found[1].score
    assert "说的问题相同" in [text.zh for text in found[0].agrees]
    assert {one.id for one in asked.duplicates} == {alike.id, other.id}


@pytest.mark.django_db
def test_the_same_written_address_is_told(here):
    place = Place(address="延安路东侧报刊亭旁")
    first = registered(here, CLUTTER, place=place)
    second = registered(here, CLUTTER, place=place, now=NOW + timedelta(minutes=1))
    spot = replace(nearby.spot_of(Appeal.objects.get(id=second.id)), area_path=first.area_path)
    for near in nearby.likely_same(spot, now=NOW + timedelta(hours=1), exclude=second.id):
        assert near.agrees[0].zh == "写的地址相同"


def test_requests_of_a_city_are_suggested_while_open_and_at_one_address() -> None:
    base = {"lat": "36.07", "lon": "120.33", "subtype": "", "address": "1 A ST", "closed": ""}
    found = dict(
        (case.id, [other.id for other in others])
        for case, others in civic.suggested(
            civic._cases(
                [
                    {**base, "id": "a", "created": "2026-01-01", "closed": "2026-01-03"},
                    {**base, "id": "b", "created": "2026-01-02"},
                    {**base, "id": "c", "created": "2026-01-04"},
                    {**base, "id": "d", "created": "2026-01-04", "address": "3 A ST"},
                    {**base, "id": "e", "created": "2026-01-20"},
                    {**base, "id": "f", "created": "2026-01-04", "lat": ""},
                ]
            ),
            civic.by_score,
        )
    )
    assert found == {"a": [], "b": ["a"], "c": ["b"], "d": [], "e": []}
