"""One number across one boundary, all else safely inside; and who stands where in the routing order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appeals.words import Outcome
from linli.dispatch.rules import bounces, extensions, joint, levels, results, routing, steps
from linli.dispatch.rules.routing import Matter, Nearby, Place
from linli.dispatch.words import OrderState, TopReason
from linli.kernel.actor import Actor, Scope
from linli.kernel.clocks import Clock, Term
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people.rules.units import UnitRow

UNTIL = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
DISTRICT, STREET, COMMUNITY = "370203", "370203/370203008", "370203/370203008/370203008002"


def unit(kind: str, area: str = STREET, level: int = 3, estate: UUID | None = None) -> UnitRow:
    return UnitRow(new_id(), kind, Text(kind, kind), level, area, "", False, estate, None, None, UNTIL, None)


def decided(check: Callable[..., None], *args: Any, **named: Any) -> type[Exception] | None:
    """Return the name of the refusal, or None."""
    try:
        check(*args, **named)
    except Exception as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    "what, change, after, refusal",
    [
        ("the last moment", {}, timedelta(0), None),
        ("one moment too late", {}, timedelta.resolution, bounces.BounceTooLate),
        ("a result is there", {"has_result": True}, timedelta(0), bounces.AlreadyHandled),
        ("designated", {"is_designated": True}, timedelta(0), bounces.Designated),
        ("the unit asked before", {"asked_by_unit": 1}, timedelta(0), bounces.UnitBouncedBefore),
        ("the second of the appeal", {"on_appeal": 1}, timedelta(0), None),
        ("the third of the appeal", {"on_appeal": 2}, timedelta(0), bounces.TooManyBounces),
        ("no basis", {"basis": " "}, timedelta(0), bounces.NoBasis),
    ],
)
def test_bounce(what, change, after, refusal):
    facts: dict[str, Any] = {
        "until": UNTIL,
        "has_result": False,
        "is_designated": False,
        "asked_by_unit": 0,
        "on_appeal": 0,
    }
    given_facts = bounces.Bounce(**{**facts, "basis": "三定方案", **change})
    assert (
        decided(bounces.check_bounce, given_facts, now=UNTIL + after, most_per_appeal=2, most_per_unit=1) is refusal
    ), what


@pytest.mark.parametrize(
    "what, is_dispute, before, refusal",
    [("first", False, 0, bounces.NoDispute), ("dispute", True, 0, None), ("second", False, 1, None)],
)
def test_designation(what, is_dispute, before, refusal):
    check = bounces.check_designation
    assert decided(check, is_dispute=is_dispute, bounces_before=before, most_per_appeal=2) is refusal, what


@pytest.mark.parametrize(
    "what, days, before, after, plan, refusal",
    [
        ("ten days", 10, 0, 0, "计划", None),
        ("eleven days", 11, 0, 0, "计划", extensions.TooLong),
        ("no day", 0, 0, 0, "计划", extensions.TooLong),
        ("the second time", 1, 1, 0, "计划", extensions.AlreadyExtended),
        ("a minute after due", 1, 0, 1, "计划", extensions.PastDue),
        ("no plan", 1, 0, 0, "", extensions.NoPlan),
    ],
)
def test_extension(what, days, before, after, plan, refusal):
    facts = extensions.Extension(UNTIL, before, days, Term(Clock.WORKING_DAYS, 10), plan)
    assert decided(extensions.check_extension, facts, now=UNTIL + timedelta(minutes=after)) is refusal, what


@pytest.mark.parametrize(
    "what, urgency, before, day, plan, refusal",
    [
        ("the latest day", "urgent", 0, 15, "计划", None),
        ("a day later", "urgent", 0, 16, "计划", extensions.WrongReviewDate),
        ("tomorrow", "urgent", 0, -14, "计划", None),
        ("today", "urgent", 0, -15, "计划", extensions.WrongReviewDate),
        ("the second renewal", "urgent", 2, 1, "计划", None),
        ("the third renewal", "urgent", 3, 1, "计划", extensions.TooManyRenewals),
        ("an emergency", "emergency", 0, 1, "计划", extensions.NotSuspendable),
        ("no plan", "low", 0, 1, " ", extensions.NoPlan),
    ],
)
def test_suspension(what, urgency, before, day, plan, refusal):
    today, latest = date(2026, 3, 16), date(2026, 4, 15)
    facts = extensions.Suspension(urgency, before, date(2026, 3, 31) + timedelta(days=day), plan)
    check = extensions.check_suspension
    assert decided(check, facts, today=today, latest=latest, most_renewals=2) is refusal, what


TRIGGERS = joint.TopTriggers(joint_rounds=2, reopened=3, repeats=5, households=100)


@pytest.mark.parametrize(
    "reason, name, least",
    [
        (TopReason.JOINT_FAILED, "joint_rounds", 2),
        (TopReason.REOPENED, "reopened", 3),
        (TopReason.REPEATED, "repeats", 5),
        (TopReason.HOUSEHOLDS, "households", 100),
    ],
)
def test_top_by_number(reason, name, least):
    none = {"joint_rounds": 0, "reopened": 0, "repeats": 0, "households": 0}
    enough, short = joint.TopFacts(**{**none, name: least}), joint.TopFacts(**{**none, name: least - 1})
    assert decided(joint.check_top, reason, enough, TRIGGERS, is_leader=False) is None
    assert decided(joint.check_top, reason, short, TRIGGERS, is_leader=True) is joint.ReasonDoesNotHold


@pytest.mark.parametrize(
    "what, calls, overdue, failed",
    [
        ("nobody was whistled for", [], None, 0),
        ("it still runs", [(0, 1, None)], None, 0),
        ("they came, it still runs", [(0, 1, "on_site"), (0, 1, "opinion")], None, 0),
        ("one of them did not come: the lead goes on", [(0, 1, "on_site"), (0, 1, "no_show")], None, 0),
        ("nobody came", [(0, 1, "no_show"), (0, 1, "no_show")], None, 1),
        ("whistled for again: the first failed", [(0, 1, "on_site"), (1, 1, "on_site")], None, 1),
        ("three times: two failed", [(0, 1, "on_site"), (1, 1, "on_site"), (2, 1, None)], None, 2),
        ("reopened after it", [(0, 0, "on_site")], None, 1),
        ("its time ran out", [(0, 1, "on_site")], 1, 1),
        ("called when time had run out before", [(2, 1, "on_site")], 1, 0),
        ("each counts once", [(0, 0, "no_show"), (1, 1, "no_show")], 2, 2),
    ],
)
def test_failed_joint_rounds(what, calls, overdue, failed):
    day = timedelta(days=1)
    made = [joint.Call(UNTIL + at * day, round, arrival) for at, round, arrival in calls]
    since = UNTIL + overdue * day if overdue is not None else None
    assert joint.failed_rounds(made, round=1, overdue_since=since) == failed, what
    assert joint.failed_rounds(made[::-1], round=1, overdue_since=since) == failed, what


@pytest.mark.parametrize("is_leader, refusal", [(True, None), (False, joint.NotTheLeader)])
def test_an_instruction_is_a_leaders(is_leader, refusal):
    facts = joint.TopFacts(0, 0, 0, 0)
    assert decided(joint.check_top, TopReason.INSTRUCTION, facts, TRIGGERS, is_leader=is_leader) is refusal


@pytest.mark.parametrize(
    "level, new, tried, refusal",
    [
        (1, 2, ["劝导"], None),
        (1, 4, ["劝导"], None),
        (3, 3, ["劝导"], steps.NotHigher),
        (4, 4, ["劝导"], steps.TopOfLadder),
        (2, 3, ["  "], steps.NothingTried),
        (2, 3, [], steps.NothingTried),
    ],
)
def test_escalation(level, new, tried, refusal):
    assert decided(steps.check_escalation, level=level, new_level=new, tried=tried) is refusal


@pytest.mark.parametrize(
    "times, same, level, new, refusal",
    [
        (1, True, 2, 2, None),
        (1, False, 2, 3, steps.OtherUnit),
        (2, False, 2, 3, None),
        (2, True, 2, 2, steps.NotHigher),
        (2, True, 4, 4, None),
    ],
)
def test_again(times, same, level, new, refusal):
    check = steps.check_again
    assert decided(check, times_reopened=times, is_same_unit=same, level=level, new_level=new) is refusal


@pytest.mark.parametrize(
    "roles, area, expected",
    [
        ({"district"}, DISTRICT, 4),
        ({"street"}, STREET, 3),
        ({"street"}, DISTRICT, 3),
        ({"district"}, STREET, 3),
        ({"community"}, COMMUNITY, 2),
        ({"grid_worker"}, f"{COMMUNITY}/x", 1),
        ({"unit"}, DISTRICT, 1),
    ],
)
def test_the_level_is_that_of_role_and_area(roles, area, expected):
    actor = Actor("account", roles=frozenset(roles), scopes={"dispatch.dispatch": (Scope(area),)})
    assert levels.level_of(actor, "dispatch.dispatch", f"{COMMUNITY}/x") == expected
    assert levels.level_of(actor, "dispatch.split", COMMUNITY) == 0
    assert levels.level_of(actor, "dispatch.dispatch", "370202") == 0


@pytest.mark.parametrize("order, reviewer, above", [(1, 2, 2), (2, 2, 3), (3, 3, 4), (4, 4, 4)])
def test_who_reviews_and_who_extends(order, reviewer, above):
    assert (levels.reviewer_level(order), levels.one_up(order)) == (reviewer, above)


@pytest.mark.parametrize(
    "what, outcome, reply, records, files, words, personal, refusal",
    [
        ("complete", "solved", "已经处理完毕", 1, 1, False, (), None),
        ("no photo", "solved", "已经处理完毕", 1, 0, False, (), results.NoEvidence),
        ("words are enough", "solved", "已经处理完毕", 1, 0, True, (), None),
        ("no record", "solved", "已经处理完毕", 0, 1, True, (), results.NoEvidence),
        ("five characters", "solved", "已经处理完", 1, 1, False, (), results.NoReply),
        ("a name", "solved", "已经处理完毕", 1, 1, False, ("姓名",), results.ReplyShowsOthers),
        ("no outcome", "", "已经处理完毕", 1, 1, False, (), results.UnknownOutcome),
    ],
)
def test_result(what, outcome, reply, records, files, words, personal, refusal):
    given_result = results.Result(outcome, reply, records, files, words)
    assert decided(results.check_result, given_result, personal) is refusal, what


@pytest.mark.parametrize(
    "due, complied, refusal", [(1, False, results.TooEarly), (1, True, None), (0, False, None), (-1, False, None)]
)
def test_recheck(due, complied, refusal):
    today = date(2026, 3, 19)
    check = results.check_recheck
    assert decided(check, due_on=today + timedelta(days=due), today=today, is_complied=complied) is refusal


@given(st.lists(st.sampled_from([outcome.value for outcome in Outcome]), min_size=1, max_size=5), st.booleans())
def test_the_whole_is_solved_only_when_every_part_is(outcomes, has_suspended):
    whole = joint.merged_outcome(outcomes, has_suspended=has_suspended)
    assert (whole is Outcome.SOLVED) == (set(outcomes) == {"solved"} and not has_suspended)
    for other in permutations(outcomes):
        assert joint.merged_outcome(other, has_suspended=has_suspended) is whole


@given(st.lists(st.sampled_from(list(OrderState)), max_size=5))
def test_parts_are_over_when_each_is(states):
    over = {OrderState.APPROVED, OrderState.CANCELLED, OrderState.PAUSED}
    assert joint.are_parts_over(states) == all(state in over for state in states)


ESTATE = new_id()
HERE = f"{COMMUNITY}/g"
COMPANY, TEAM, OFFICE = unit("property", COMMUNITY, 1, ESTATE), unit("enforcement"), unit("street_city_mgmt")
COMMITTEE, LAMPS = unit("community", COMMUNITY, 2), unit("municipal", DISTRICT, 4)


@pytest.mark.parametrize(
    "what, lead, has_property, near, expected",
    [
        ("by law", "enforcement", None, Nearby((TEAM,), TEAM, (), (), OFFICE), [TEAM, OFFICE]),
        ("nobody by law", "enforcement", None, Nearby((), None, (), (), OFFICE), [OFFICE]),
        ("the company", "property", True, Nearby((), None, (COMPANY,), (), OFFICE), [COMPANY, OFFICE]),
        ("no company", "property", False, Nearby((), None, (COMPANY,), (), OFFICE), [OFFICE]),
        ("the owner", "enforcement", None, Nearby((), None, (), (LAMPS,), OFFICE), [LAMPS, OFFICE]),
        ("not on the list", "community", None, Nearby((), COMMITTEE, (), (), OFFICE), [OFFICE]),
    ],
)
def test_routes_in_order(what, lead, has_property, near, expected):
    routes = routing.propose(Matter("x.y", lead, False), Place(HERE, ESTATE, has_property), near)
    assert [route.unit for route in routes] == expected, what
    assert all(route.why.zh and route.why.en for route in routes)


@given(st.sets(st.sampled_from([TEAM.id, OFFICE.id, LAMPS.id, COMPANY.id])))
def test_nobody_complained_of_is_proposed(complained):
    near = Nearby((TEAM, LAMPS), TEAM, (COMPANY,), (LAMPS,), OFFICE)
    matter = Matter("x.y", "enforcement", False, frozenset(complained))
    units = [route.unit.id for route in routing.propose(matter, Place(HERE, ESTATE, True), near)]
    assert not complained & set(units)
    assert len(set(units)) == len(units)


@pytest.mark.parametrize(
    "what, level, own, estates, is_area, refusal",
    [
        ("an area's dispatcher", 2, (), (), True, None),
        ("out of reach", 0, (), (), True, routing.OutsideScope),
        ("a grid worker to the own unit", 1, (TEAM.id,), (), False, None),
        ("a grid worker to others", 1, (), (), False, routing.OutsideScope),
        ("the own estate", 1, (), (ESTATE,), False, None),
        ("another estate", 1, (), (new_id(),), False, routing.OutsideScope),
    ],
)
def test_scope(what, level, own, estates, is_area, refusal):
    place = Place(HERE, ESTATE, True)
    assert decided(
        routing.check_scope, level=level, own_units=own, own_estates=estates, place=place, unit=TEAM,
        is_area_dispatcher=is_area,
    ) is refusal, what  # fmt: skip
