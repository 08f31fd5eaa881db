"""The rules, boundary by boundary."""

from __future__ import annotations

import hmac
from base64 import b64decode
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appeals.rules import (
    ending,
    intake,
    leaving,
    links,
    merging,
    numbers,
    ratings,
    reasons,
    reopening,
    revisits,
    searching,
    seeing,
    triaging,
)
from linli.appeals.words import OPEN_STATES, Channel, Kind, Satisfied, Solved, State, Urgency
from linli.kernel.actor import Actor, Scope
from linli.kernel.clocks import Term
from linli.kernel.errors import NotFound
from linli.kernel.tests.calendars import calendar_2026, local
from linli.kernel.words import Text
from linli.people.tests import factories as people

CALENDAR = calendar_2026()
CLOSED = local("2026-09-16 10:00")
TICK = timedelta(microseconds=1)
KEY = b"k" * 32
ONE, TWO = UUID(int=1), UUID(int=2)


class TestReopening:
    def test_the_window_ends_after_the_holiday(self):
        """K12: fifteen calendar days from 16 September end on 8 October, the first working day."""
        until = reopening.window_ends(CLOSED, days=15, calendar=CALENDAR)
        assert until == local("2026-10-09 00:00")

    @pytest.mark.parametrize("what, late, refused", [("last moment", 0 * TICK, False), ("one too late", TICK, True)])
    def test_the_last_moment_is_inside(self, what, late, refused):
        now = reopening.window_ends(CLOSED, days=15, calendar=CALENDAR) + late
        if refused:
            with pytest.raises(reopening.TooLate):
                reopening.check_window(CLOSED, now=now, days=15, calendar=CALENDAR)
        else:
            reopening.check_window(CLOSED, now=now, days=15, calendar=CALENDAR)

    @pytest.mark.parametrize(
        "times, step",
        [(1, reopening.Step.SAME_UNIT), (2, reopening.Step.LEVEL_UP), (3, reopening.Step.TOP), (4, reopening.Step.TOP)],
    )
    def test_who_handles_it_the_next_time(self, times, step):
        assert reopening.step(times, top_after=3) is step


class TestRevisits:
    @pytest.mark.parametrize(
        "what, calls, enough",
        [
            ("three half-days, two days", ("03-11 09:00", "03-11 15:00", "03-12 09:00"), True),
            ("one day only", ("03-11 09:00", "03-11 11:59", "03-11 15:00"), False),
            ("two in one half-day", ("03-11 09:00", "03-11 10:00", "03-12 09:00"), False),
            ("two calls", ("03-11 09:00", "03-12 15:00"), False),
            ("noon begins the afternoon", ("03-11 11:59", "03-11 12:00", "03-12 09:00"), True),
            ("three mornings", ("03-11 09:00", "03-12 09:00", "03-13 09:00"), True),
        ],
    )
    def test_when_nobody_was_reached(self, what, calls, enough):
        moments = [local(f"2026-{call}") for call in calls]
        assert revisits.is_unreached(moments, attempts=3, days=2, calendar=CALENDAR) is enough

    @given(st.lists(st.integers(0, 20 * 24 * 60), max_size=8))
    def test_one_more_call_never_undoes_it_and_order_does_not_matter(self, minutes):
        calls = [CLOSED + timedelta(minutes=one) for one in minutes]

        def enough(moments: list[datetime]) -> bool:
            return revisits.is_unreached(moments, attempts=3, days=2, calendar=CALENDAR)

        assert enough(calls) == enough(sorted(calls)) == enough(calls[::-1])
        assert not enough(calls[:-1]) or enough(calls)

    @pytest.mark.parametrize("explained, refused", [(0, True), (1, True), (2, False), (3, False)])
    def test_two_explanations(self, explained, refused):
        if refused:
            with pytest.raises(revisits.NotExplained):
                revisits.check_explained(explained)
        else:
            revisits.check_explained(explained)


SETTLED, TO_JUDGE = ratings.Verdict.SETTLED, ratings.Verdict.TO_JUDGE


@pytest.mark.parametrize(
    "solved, satisfied, verdict",
    [
        (Solved.SOLVED, Satisfied.SATISFIED, SETTLED),
        (Solved.SOLVED, Satisfied.BASICALLY, SETTLED),
        (Solved.SOLVED, None, SETTLED),
        (Solved.SOLVED, Satisfied.DISSATISFIED, TO_JUDGE),
        (Solved.PARTLY, Satisfied.BASICALLY, SETTLED),
        (Solved.PARTLY, None, TO_JUDGE),
        (Solved.PARTLY, Satisfied.DISSATISFIED, TO_JUDGE),
        (Solved.UNSOLVED, Satisfied.SATISFIED, TO_JUDGE),
        (Solved.UNSOLVED, None, TO_JUDGE),
    ],
)
def test_what_a_rating_leads_to(solved, satisfied, verdict):
    assert ratings.verdict(solved, satisfied) is verdict


class TestUrgency:
    @given(st.sampled_from(list(Urgency)) | st.none(), st.sampled_from(list(Urgency)) | st.none())
    def test_it_is_only_ever_raised_and_never_below_normal(self, proposed, asked):
        found = intake.urgency_at_once(proposed, asked)
        assert found.rank <= Urgency.NORMAL.rank
        assert all(found.rank <= one.rank for one in (proposed, asked) if one is not None)
        assert intake.urgency_at_once(asked, proposed) is found

    @pytest.mark.parametrize("decided", [Urgency.URGENT, Urgency.NORMAL, Urgency.LOW])
    def test_triage_keeps_an_emergency(self, decided):
        with pytest.raises(triaging.LowersEmergency):
            triaging.check_urgency(Urgency.EMERGENCY, decided)
        triaging.check_urgency(Urgency.URGENT, decided)


@pytest.mark.parametrize(
    "what, roles, channel, may, role",
    [
        ("a resident on the web", {"resident"}, Channel.WEB, False, "resident"),
        ("staff on the web are residents", {"resident", "agent"}, Channel.WEB, True, "resident"),
        ("an agent at the desk", {"resident", "agent"}, Channel.DESK, True, "agent"),
        ("the system's import", {"system"}, Channel.FILE, True, "system"),
        ("nobody", set(), Channel.WEB, False, None),
        ("system without the right", {"system"}, Channel.FILE, False, None),
    ],
)
def test_under_which_role_a_report_is_registered(what, roles, channel, may, role):
    assert intake.acting_role(roles, channel, may_submit=may) == role


class TestMerging:
    NEAR = merging.Nearness(150, 72, 6)
    AT = local("2026-03-11 10:00")
    NORTH_150_M = 150 / 111_195.0797

    def spot(self, **fields: Any) -> merging.Spot:
        return merging.Spot(
            **{
                "category": "util.sewer",
                "area_path": "370203/1/2/3",
                "building_id": None,
                "lon": 120.3,
                "lat": 36.06,
                "urgency": Urgency.NORMAL,
                "at": self.AT,
            }
            | fields
        )

    @pytest.mark.parametrize(
        "what, fields, same",
        [
            ("the same spot", {}, True),
            ("149.9 m", {"lat": 36.06 + NORTH_150_M * 0.9993}, True),
            ("150.1 m", {"lat": 36.06 + NORTH_150_M * 1.0007}, False),
            ("another leaf of the group", {"category": "util.gas"}, True),
            ("another group", {"category": "env.oil_smoke"}, False),
            ("72 hours", {"at": AT + timedelta(hours=72)}, True),
            ("a moment more", {"at": AT + timedelta(hours=72) + TICK}, False),
            ("emergency, 6 hours", {"urgency": Urgency.EMERGENCY, "at": AT + timedelta(hours=6)}, True),
            ("emergency, a moment more", {"urgency": Urgency.EMERGENCY, "at": AT + timedelta(hours=6) + TICK}, False),
            ("no point, same community", {"lon": None, "lat": None}, True),
            ("no point, other community", {"lon": None, "lat": None, "area_path": "370203/1/9/3"}, False),
            ("no point, street only", {"lon": None, "lat": None, "area_path": "370203/1"}, False),
        ],
    )
    def test_what_is_suggested(self, what, fields, same):
        one, other = self.spot(), self.spot(**fields)
        assert merging.is_likely_same(one, other, self.NEAR) is same
        assert merging.is_likely_same(other, one, self.NEAR) is same

    def test_the_same_building_is_the_same_place_however_far_the_pins(self):
        one, other = self.spot(building_id=ONE), self.spot(building_id=ONE, lat=36.2)
        assert merging.is_likely_same(one, other, self.NEAR)

    def test_a_person_may_join_later_too(self):
        late = self.spot(at=self.AT + timedelta(days=9))
        merging.check_merge(late, self.spot(), self.NEAR, master_state=State.IN_PROGRESS, has_merged=False)

    @pytest.mark.parametrize("state", sorted(State))
    def test_only_an_open_one_is_a_master(self, state):
        if state in OPEN_STATES:
            merging.check_merge(self.spot(), self.spot(), self.NEAR, master_state=state, has_merged=False)
            return
        with pytest.raises(merging.MasterEnded):
            merging.check_merge(self.spot(), self.spot(), self.NEAR, master_state=state, has_merged=False)

    def test_one_with_others_is_not_joined(self):
        with pytest.raises(merging.HasMerged):
            merging.check_merge(self.spot(), self.spot(), self.NEAR, master_state=State.TRIAGED, has_merged=True)


class TestLeaving:
    @pytest.mark.parametrize(
        "what, hazard, urgency, joined, found",
        [
            ("nothing holds it", False, Urgency.URGENT, False, leaving.Leaving.WITHDRAW),
            ("a danger", True, Urgency.NORMAL, False, leaving.Leaving.DETACH),
            ("an emergency", False, Urgency.EMERGENCY, False, leaving.Leaving.DETACH),
            ("others joined", False, Urgency.NORMAL, True, leaving.Leaving.DETACH),
        ],
    )
    def test_what_withdrawing_does(self, what, hazard, urgency, joined, found):
        assert leaving.what_leaves(is_hazard=hazard, urgency=urgency, has_joined=joined) is found

    def test_a_fifth_is_sampled(self):
        assert sum(leaving.is_sampled(serial, 20) for serial in range(1000)) == 200


class TestEnding:
    @pytest.mark.parametrize("late, refused", [(0 * TICK, False), (TICK, True)])
    def test_an_objection_in_time(self, late, refused):
        term = Term.parse("5 wd")
        now = CALENDAR.due(CLOSED, term) + late
        if refused:
            with pytest.raises(ending.ObjectionTooLate):
                ending.check_objection(CLOSED, term=term, now=now, calendar=CALENDAR)
        else:
            ending.check_objection(CLOSED, term=term, now=now, calendar=CALENDAR)

    @pytest.mark.parametrize(
        "what, fields, archived",
        [
            ("window over", {}, True),
            ("last moment of the window", {"now": local("2026-10-09 00:00")}, False),
            ("open follow-up", {"has_open_duty": True}, False),
            ("joined, master open", {"state": State.MERGED, "master": State.IN_PROGRESS}, False),
            ("joined, master archived", {"state": State.MERGED, "master": State.ARCHIVED}, True),
        ],
    )
    def test_the_archive(self, what, fields, archived):
        given_ = {
            "state": State.CLOSED,
            "ended_at": CLOSED,
            "now": local("2026-10-09 00:00") + TICK,
            "days": 15,
            "calendar": CALENDAR,
            "has_open_duty": False,
            "master": None,
        } | fields
        assert ending.may_archive(**given_) is archived


class TestSeeing:
    STANDING = seeing.Standing(("appeals", ONE), "370203/1/2/3", frozenset({TWO}), frozenset())

    def test_the_reporter_sees_the_own_case(self):
        assert seeing.sight(people.resident(("appeals", ONE)), self.STANDING) is seeing.REPORTER

    def test_others_see_nothing(self):
        assert seeing.sight(people.resident(("appeals", TWO)), self.STANDING) is None
        assert seeing.sight(people.actor("community", "370203/1/9"), self.STANDING) is None
        assert seeing.sight(people.actor("unit", "370203", ONE), self.STANDING) is None

    def test_the_handling_unit_sees_what_it_needs(self):
        assert seeing.sight(people.actor("unit", "370203", TWO), self.STANDING) is seeing.STAFF

    def test_who_keeps_away_sees_nothing(self):
        away = people.actor("agent", "370203", recusals=[("appeals", ONE)])
        assert seeing.sight(away, self.STANDING) is None

    @given(
        st.sampled_from(["370203", "370203/1", "370203/1/2/3", "370203/9"]),
        st.frozensets(st.sampled_from([ONE, TWO])),
        st.frozensets(st.sampled_from([ONE, TWO])),
        st.booleans(),
    )
    def test_a_member_of_the_complained_of_unit_never_sees_the_reporter(self, area, units, complained, minor):
        actor = Actor("x", units=units, scopes={"appeals.view": (Scope(area),)})
        standing = seeing.Standing(("appeals", ONE), "370203/1/2/3", units, complained, minor)
        seen = seeing.sight(actor, standing)
        if seen is not None and units & complained:
            assert seen == seeing.COMPLAINED_OF
        if seen is not None and minor:
            assert not seen.contact

    @pytest.mark.parametrize("path, coarse", [("1/2/3/4", "1/2/3"), ("1/2/3", "1/2/3"), ("1", "1")])
    def test_the_community_is_all_that_is_told_of_the_place(self, path, coarse):
        assert seeing.coarse(path) == coarse


class TestReasons:
    def test_the_sentence_is_whole_or_refused(self):
        sentence = Text("已转 {target}", "passed to {target}")
        assert reasons.told(sentence, {"target": "市南区"}).zh == "已转 市南区"
        with pytest.raises(reasons.MissingPlace) as refused:
            reasons.told(sentence, {"target": " "})
        assert refused.value.field == "target"

    @pytest.mark.parametrize("kind", sorted(Kind))
    def test_what_is_answered_at_once(self, kind):
        fields: dict[str, Any] = {"urgency": Urgency.NORMAL, "knowledge": "KB"}
        reasons.check_answerable(kind, category_mode="answer", **fields)
        if kind in reasons.ANSWERABLE_KINDS:
            reasons.check_answerable(kind, category_mode="fast", **fields)
            return
        with pytest.raises(reasons.NotAnswerable):
            reasons.check_answerable(kind, category_mode="fast", **fields)


class TestSearching:
    @given(st.text(max_size=60), st.integers(0, 59), st.integers(2, 20))
    def test_every_part_of_a_text_is_found(self, text, start, length):
        part = searching.normal(text)[start : start + length]
        assert set(searching.bigrams(part)) <= set(searching.bigrams(text))

    def test_width_and_case_do_not_matter(self):
        assert searching.bigrams("ＡＢ 栋") == searching.bigrams("ab栋")
        assert searching.bigrams("煤") == []


class TestNumbersAndLinks:
    @given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 10**7))
    def test_a_number_leads_back(self, day, serial):
        assert numbers.parse(numbers.number_of("370203/1/2", day, serial)) == (day, serial)

    @pytest.mark.parametrize("raw", ["", "1", "370203-261340-00001", "370203-261121-1", "x" * 40])
    def test_what_is_no_number(self, raw):
        with pytest.raises(NotFound):
            numbers.parse(raw)

    @given(st.uuids(), st.integers(0, links.MOST_ROUNDS))
    def test_a_link_leads_back_and_no_other_key_makes_it(self, appeal_id, times):
        token = links.link_of(appeal_id, KEY, times)
        assert len(token) == 38
        assert links.claimed_id(token) == appeal_id
        links.check(token, [KEY], times)
        links.check(token, [b"new" * 11, KEY], times)
        with pytest.raises(NotFound):
            links.check(links.link_of(appeal_id, b"x" * 32, times), [KEY], times)
        with pytest.raises(NotFound):
            links.check(token, [KEY], times + 1)

    def test_the_form_of_links_people_already_have_is_kept(self):
        link = "AAAAAAAAAAAAAAAAAAAAAQ"  # what stood in front of the proof
        assert links.link_of(UUID(int=1), KEY).startswith(link[:21])
        proof = hmac.new(KEY, b"linli receipt " + UUID(int=1).bytes, "sha256").digest()[:12]
        assert b64decode(links.link_of(UUID(int=1), KEY) + "==", b"-_")[16:] == proof

    @given(st.text(max_size=60))
    def test_no_other_text_is_a_link(self, raw):
        with pytest.raises(NotFound):
            links.check(raw, [KEY])
