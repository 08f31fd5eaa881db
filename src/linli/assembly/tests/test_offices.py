"""Elections, committees, notices, rule sets: boundaries of each, and who is stricter."""

from datetime import date

import pytest

from linli.assembly.rules import rulesets
from linli.assembly.rules.calling import NoticeTooLate, is_demanded, notice_day
from linli.assembly.rules.committees import is_fit_size, resolve
from linli.assembly.rules.deciding import Impossible
from linli.assembly.rules.electing import elect
from linli.assembly.rules.shares import Threshold
from linli.assembly.words import Weight
from linli.standards.queries import packs

SETS = rulesets.known(packs.parameters())
LAW = SETS["national"].majorities
ESTATE, PART = Weight(9000_00, 90), Weight(6000_00, 60)


def elected(seats: int, **votes: tuple[int, int]):
    return elect(ESTATE, PART, {name: Weight(*yes) for name, yes in votes.items()}, seats=seats, majorities=LAW)


def test_fewer_elected_than_seats_leaves_seats_open():
    """C25: A is in, B misses by a head, C by area; nobody is put in as next best."""
    outcome = elected(5, A=(3100_00, 31), B=(3500_00, 30), C=(2999_99, 40))
    assert (outcome.seated, outcome.tied, outcome.open_seats) == (("A",), (), 4)
    assert [outcome.verdicts[name].passed for name in "ABC"] == [True, False, False]


def test_more_than_seats_go_by_heads_then_area_and_equals_wait_for_a_run_off():
    outcome = elected(3, A=(3500_00, 40), B=(3600_00, 40), C=(3500_00, 35), D=(3500_00, 35), E=(3100_00, 32))
    assert (outcome.seated, outcome.tied, outcome.open_seats) == (("B", "A"), ("C", "D"), 1)
    outcome = elected(2, A=(3500_00, 40), B=(3600_00, 40), C=(3500_00, 35))
    assert (outcome.seated, outcome.tied, outcome.open_seats) == (("B", "A"), (), 0)


@pytest.mark.parametrize("members, present, agreed, qingdao, shandong", [
    (7, 4, 4, (True, True), (False, False)),
    (7, 4, 3, (True, False), (False, False)),
    (7, 5, 4, (True, True), (True, True)),
    (7, 3, 3, (False, False), (False, False)),
    (6, 3, 3, (False, False), (False, False)),
    (6, 4, 4, (True, True), (True, True)),
    (6, 4, 3, (True, False), (True, False)),
])  # fmt: skip
def test_committees(members: int, present: int, agreed: int, qingdao: tuple, shandong: tuple):
    """C23, and the neighbours of each boundary."""
    for name, want in (("qingdao", qingdao), ("shandong", shandong)):
        found = resolve(members, present, agreed, SETS[name].committee)
        assert (found.quorum, found.passed) == want, name


@pytest.mark.parametrize("members, present, agreed", [(0, 0, 0), (5, 6, 3), (5, 3, 4), (5, 3, -1)])
def test_a_committee_of_impossible_numbers(members: int, present: int, agreed: int):
    with pytest.raises(Impossible):
        resolve(members, present, agreed, SETS["qingdao"].committee)


@pytest.mark.parametrize(
    "members, qingdao, shandong", [(1, False, False), (3, True, False), (4, False, False), (5, True, True)]
)
def test_the_size_of_a_committee(members: int, qingdao: bool, shandong: bool):
    assert is_fit_size(members, SETS["qingdao"].committee) is qingdao
    assert is_fit_size(members, SETS["shandong"].committee) is shandong


def test_a_fifth_may_demand_an_assembly():
    """C22."""
    assert [is_demanded(asking, 123, SETS["national"].demand) for asking in (24, 25)] == [False, True]
    assert is_demanded(25, 125, SETS["national"].demand)


@pytest.mark.parametrize(
    "notice, is_sure", [(date(2026, 3, 4), True), (date(2026, 3, 5), True), (date(2026, 3, 6), False)]
)
def test_the_notice_hangs_fifteen_full_days(notice: date, is_sure: bool):
    """C24."""
    found = notice_day(notice, date(2026, 3, 21), days=15)
    assert (found.latest_sure, found.is_sure) == (date(2026, 3, 5), is_sure)


def test_a_notice_that_is_too_late():
    with pytest.raises(NoticeTooLate) as caught:
        notice_day(date(2026, 3, 7), date(2026, 3, 21), days=15)
    assert "2026-03-05" in caught.value.text.zh


def test_the_stricter_text_binds_and_differences_are_shown():
    both = rulesets.stricter([SETS["qingdao"], SETS["shandong"]])
    assert (both.name, both.numbers["committee_fewest"], both.numbers["reelection_days"]) == ("qingdao+shandong", 5, 90)
    assert both.numbers["handover_days"] == 10
    assert both.committee.present == Threshold(2, 3, is_strict=False)
    shown = rulesets.differences([SETS["qingdao"], SETS["shandong"]])
    assert [(one.what, one.stricter) for one in shown] == [
        ("committee_present", "shandong"),
        ("committee_fewest", "shandong"),
        ("reelection_days", "shandong"),
    ]
    assert rulesets.stricter([SETS["national"]]) == SETS["national"]


@pytest.mark.parametrize("one, other, is_stricter", [
    ((1, 2, True), (1, 2, False), True),
    ((1, 2, False), (1, 2, True), False),
    ((2, 3, False), (1, 2, True), True),
    ((1, 2, True), (2, 3, False), False),
    ((2, 4, False), (1, 2, False), True),
])  # fmt: skip
def test_which_threshold_is_stricter(one, other, is_stricter: bool):
    assert Threshold(*one).is_at_least(Threshold(*other)) is is_stricter


@pytest.mark.parametrize("value, field", [
    ([], "x"),
    ({"quorum": [2, 3]}, "x.quorum"),
    ({"quorum": [3, 2, "more"]}, "x.quorum"),
    ({"quorum": [2, 3, "at_least"], "ordinary": [1, 2, "more"], "special": [3, 4, "at_least"]}, "x.demand"),
    (packs.parameters()[-1].value | {"notice_days": 0}, "x.notice_days"),
    (packs.parameters()[-1].value | {"notice_days": True}, "x.notice_days"),
])  # fmt: skip
def test_a_row_that_is_no_rule_set(value, field: str):
    with pytest.raises(rulesets.WrongRuleSet) as caught:
        rulesets.rule_set("x", "1", "-", value)
    assert caught.value.field == field


def test_the_national_text_is_silent_on_committees():
    with pytest.raises(rulesets.WrongRuleSet):
        _ = SETS["national"].committee
