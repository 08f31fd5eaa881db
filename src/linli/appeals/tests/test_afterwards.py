"""After the answer: rating, revisit, reopening, archive, correction, publication."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals import jobs
from linli.appeals.actions import answering, archiving, correcting, publishing, rating, reopening, requests, revisiting
from linli.appeals.models import Appeal, AppealText, Rating
from linli.appeals.queries import resident
from linli.appeals.rules import ratings, revisits
from linli.appeals.rules import reopening as window
from linli.appeals.rules.correcting import Field, WrongCorrection
from linli.appeals.tests.factories import (
    CLUTTER,
    NOW,
    answered,
    handled,
    holder,
    in_revisit,
    merged,
    rated,
    registered,
    triaged,
)
from linli.appeals.words import Outcome, Satisfied, Solved, State
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.kernel.errors import NotFound
from linli.kernel.moves import NotPossible
from linli.kernel.tests.calendars import local
from linli.notices.models import Message, Notice
from linli.people.models import Contact
from linli.people.tests import factories as people
from linli.standards import queries as standards

DAY = timedelta(days=1)


def live(appeal_id: UUID) -> set[str]:
    return {duty.deed for duty in duties.of(("appeals", appeal_id)) if duty.is_live}


def kinds(appeal_id: UUID) -> list[str]:
    return [fact.kind for fact in journal.facts_of(appeal_id)]


def rate(
    appeal_id: UUID, solved: Solved = Solved.SOLVED, satisfied: Satisfied = Satisfied.SATISFIED, **fields: Any
) -> ratings.Verdict | None:
    given: dict[str, Any] = {"actor": holder(appeal_id), "now": NOW + 2 * DAY} | fields
    return rating.rate(appeal_id=appeal_id, solved=solved, satisfied=satisfied, **given)


def test_the_answer_reaches_everybody_and_asks_for_a_rating(here):
    master = handled(here, text=CLUTTER)
    Appeal.objects.filter(id=master).update(state="triaged")
    second = merged(here, master)
    Appeal.objects.filter(id=master).update(state="handled")
    answering.answer(
        Appeal.objects.get(id=master),
        actor=here.community,
        reply="楼道已清理。",
        outcome=Outcome.SOLVED,
        closed_level=2,
        now=NOW + DAY,
    )
    told = Message.objects.filter(template="appeal.feedback")
    assert {message.subject_id for message in told} == {master, second}
    appeal = Appeal.objects.get(id=master)
    assert (appeal.state, appeal.closed_level, appeal.outcome) == ("feedback", 2, "solved")
    assert "appeals.start_revisit" in live(master)
    own = resident.view(holder(second), second, now=NOW + DAY)
    assert own.standing is State.FEEDBACK
    assert own.may == ("appeals.rate",)
    assert [text.body for text in own.texts if text.kind == "reply"] == ["楼道已清理。"]


def test_a_good_rating_closes_and_sets_how_long_data_is_kept(here):
    appeal_id = answered(here)
    assert rate(appeal_id, words="很好", client_id="g1") is ratings.Verdict.SETTLED
    assert rate(appeal_id, client_id="g1") is None
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.state, appeal.solved, appeal.satisfied) == ("closed", "solved", "satisfied")
    assert kinds(appeal_id)[-2:] == ["appeals.rated", "appeals.closed"]
    assert live(appeal_id) == set()
    assert str(Contact.objects.get(id=appeal.reporter_id or "").retain_until) == "2028-03-13"


def test_the_statements_of_a_rating_are_counted(here, django_assert_num_queries):
    first, second = answered(here), answered(here)
    rate(first)
    with django_assert_num_queries(15):
        rate(second)


def test_a_bad_rating_waits_for_a_person(here):
    appeal_id = answered(here)
    assert rate(appeal_id, Solved.UNSOLVED, Satisfied.DISSATISFIED) is ratings.Verdict.TO_JUDGE
    assert Appeal.objects.get(id=appeal_id).state == "revisit"
    assert live(appeal_id) == {"appeals.record_revisit"}
    with pytest.raises(ratings.RatedBefore):
        rate(appeal_id)
    assert Rating.objects.count() == 1


def test_there_is_nothing_to_rate_before_the_answer(here):
    with pytest.raises(ratings.NotYet):
        rate(registered(here).id)
    with pytest.raises(NotFound):
        rate(answered(here), actor=here.stranger)
    assert Rating.objects.count() == 0


def test_everybody_joined_rates_the_own_report(here):
    master = triaged(here)
    second = merged(here, master)
    with pytest.raises(ratings.NotYet):
        rate(second)
    Appeal.objects.filter(id=master).update(
        state="feedback", accountable_id=here.company, outcome="solved", closed_level=2
    )
    rate(master)
    rate(second, Solved.UNSOLVED, Satisfied.DISSATISFIED)
    assert Rating.objects.get(appeal_id=second).solved == "unsolved"
    assert [Appeal.objects.get(id=id_).state for id_ in (master, second)] == ["closed", "merged"]
    with pytest.raises(ratings.RatedBefore):
        rate(second)


def test_a_call_with_a_good_word_closes(here):
    appeal_id = in_revisit(here)
    state = revisiting.record_revisit(
        actor=here.revisitor, appeal_id=appeal_id, solved=Solved.SOLVED, satisfied=None, now=NOW + 2 * DAY
    )
    assert state is State.CLOSED
    assert Rating.objects.get().source == "call"


def test_a_call_with_a_bad_word_sends_it_back_and_takes_the_level(here):
    appeal_id = in_revisit(here)
    revisiting.record_revisit(
        actor=here.revisitor,
        appeal_id=appeal_id,
        solved=Solved.UNSOLVED,
        satisfied=Satisfied.DISSATISFIED,
        now=NOW + 2 * DAY,
    )
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.state, appeal.reopen_count, appeal.closed_level, appeal.outcome) == ("reopened", 1, None, None)
    assert live(appeal_id) == {"dispatch.dispatch_again"}
    assert journal.facts_of(appeal_id)[-1].data["more"] == {"times": 1, "step": "same_unit"}


def test_who_handled_it_does_not_ask_how_it_went(here):
    appeal_id = answered(here)
    with pytest.raises(revisits.HandledIt):
        revisiting.start_revisit(
            actor=people.actor("revisitor", here.small.district, here.company), appeal_id=appeal_id, now=NOW + 2 * DAY
        )
    assert Appeal.objects.get(id=appeal_id).state == "feedback"


def test_three_calls_in_different_half_days_close_it_unreached(here):
    appeal_id = in_revisit(here)
    moments = ["2026-03-12 11:30", "2026-03-12 11:45", "2026-03-12 15:00", "2026-03-13 09:30"]
    closed = [
        revisiting.record_attempt(actor=here.revisitor, appeal_id=appeal_id, now=local(moment)) for moment in moments
    ]
    assert closed == [False, False, False, True]
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.state, appeal.solved, appeal.satisfied) == ("closed", None, None)
    assert kinds(appeal_id)[-1] == "appeals.closed_unreached"


def test_two_explanations_and_two_people_close_an_unjustified_demand(here):
    appeal_id = in_revisit(here)
    now = NOW + 2 * DAY
    fields: dict[str, Any] = {"appeal_id": appeal_id, "now": now}
    said: dict[str, Any] = {"solved": Solved.UNSOLVED, "satisfied": Satisfied.DISSATISFIED}
    revisiting.record_revisit(actor=here.revisitor, is_justified=False, **said, **fields)
    with pytest.raises(revisits.NotExplained):
        revisiting.ask_explained_close(actor=here.district, reason="要求不合理", **fields)
    for times in (1, 2):
        assert revisiting.explain(actor=here.revisitor, body="依据如下", **fields) == times
    revisiting.ask_explained_close(actor=here.district, reason="要求不合理", **fields)
    with pytest.raises(requests.SamePerson):
        revisiting.decide_explained_close(actor=here.district, approve=True, **fields)
    second = people.actor("district", here.small.district)
    revisiting.decide_explained_close(actor=second, approve=True, **fields)
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.state, appeal.satisfied) == ("closed", "dissatisfied")


def test_a_resident_reopens_within_fifteen_calendar_days(here):
    appeal_id = rated(here)
    with pytest.raises(window.NoReason):
        reopening.reopen(actor=holder(appeal_id), appeal_id=appeal_id, reason=" ", now=NOW + 3 * DAY)
    last_moment = window.window_ends(NOW + 2 * DAY, days=15, calendar=standards.calendar(NOW))
    with pytest.raises(window.TooLate):
        reopening.reopen(
            actor=holder(appeal_id), appeal_id=appeal_id, reason="又堵了", now=last_moment + timedelta(microseconds=1)
        )
    step = reopening.reopen(actor=holder(appeal_id), appeal_id=appeal_id, reason="又堵了", now=last_moment)
    assert step is window.Step.SAME_UNIT
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.state, appeal.closed_level) == ("reopened", None)


def test_the_third_time_goes_to_the_top(here):
    appeal_id = rated(here)
    Appeal.objects.filter(id=appeal_id).update(reopen_count=2)
    step = reopening.reopen(actor=here.supervisor, appeal_id=appeal_id, reason="仍未解决", now=NOW + 3 * DAY)
    assert step is window.Step.TOP
    assert Appeal.objects.get(id=appeal_id).state == "top_review"
    assert live(appeal_id) == {"dispatch.take_top"}
    assert kinds(appeal_id)[-2:] == ["appeals.reopened", "appeals.top_requested"]
    assert journal.facts_of(appeal_id)[-2].data["role"] == "supervisor"


def test_what_is_over_goes_to_the_archive_with_those_joined(here):
    appeal_id = triaged(here)
    merged(here, appeal_id)
    Appeal.objects.filter(id=appeal_id).update(state="feedback", accountable_id=here.company, outcome="solved")
    rate(appeal_id)
    assert jobs.archive(NOW + 10 * DAY) == 0
    assert jobs.archive(NOW + 40 * DAY) == 2
    assert set(Appeal.objects.values_list("state", flat=True)) == {"archived"}
    assert jobs.archive(NOW + 40 * DAY) == 0


def test_words_go_when_their_time_has_come_and_facts_stay(here):
    appeal_id = rated(here)
    jobs.archive(NOW + 40 * DAY)
    assert jobs.erase(NOW + 400 * DAY) == 0
    assert jobs.erase(NOW + 740 * DAY) == 1
    assert set(AppealText.objects.filter(appeal_id=appeal_id).values_list("body", flat=True)) == {""}
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.preview, appeal.lon, appeal.category) == ("", None, "util.sewer")
    assert kinds(appeal_id)[0] == "appeals.registered"
    assert jobs.erase(NOW + 740 * DAY) == 0


def test_open_cases_hold_their_contacts(here):
    open_one, archived = registered(here), rated(here)
    Appeal.objects.filter(id=archived).update(state="archived")
    ids = list(Appeal.objects.values_list("reporter_id", flat=True))
    assert list(archiving.contacts_in_use(ids)) == [Appeal.objects.get(id=open_one.id).reporter_id]


def test_a_record_is_corrected_by_two_and_nothing_is_overwritten_unseen(here):
    appeal_id = rated(here)
    first, second = here.admins
    fields: dict[str, Any] = {"appeal_id": appeal_id, "now": NOW + 3 * DAY}
    with pytest.raises(WrongCorrection):
        correcting.ask_correction(actor=first, field=Field.KIND, value="gossip", reason="填错", **fields)
    correcting.ask_correction(actor=first, field=Field.CATEGORY, value="util.gas", reason="填错", **fields)
    with pytest.raises(requests.SamePerson):
        correcting.decide_correction(actor=first, approve=True, **fields)
    correcting.decide_correction(actor=second, approve=True, **fields)
    assert Appeal.objects.get(id=appeal_id).category == "util.gas"
    more: Any = journal.facts_of(appeal_id)[-1].data["more"]
    assert (more["field"], more["before"], more["after"]) == ("category", "util.sewer", "util.gas")


def test_a_case_is_drafted_for_publication_once_and_covered(here):
    appeal_id = rated(here)
    fields: dict[str, Any] = {"actor": here.editor, "appeal_id": appeal_id, "title": "楼道通了", "now": NOW + 3 * DAY}
    body = publishing.suggested(appeal_id)
    with pytest.raises(publishing.NoConsent):
        publishing.publish_case(body=body, is_identifiable=True, **fields)
    notice_id = publishing.publish_case(body=body + "张三 13912345678", is_identifiable=False, **fields)
    notice = Notice.objects.get(id=notice_id)
    assert "13912345678" not in notice.body
    assert notice.area_path == here.small.estate_community
    with pytest.raises(publishing.PublishedBefore):
        publishing.publish_case(body=body, is_identifiable=False, **fields)
    open_one = registered(here).id
    with pytest.raises(NotPossible):
        publishing.publish_case(body=body, is_identifiable=False, **(fields | {"appeal_id": open_one}))
