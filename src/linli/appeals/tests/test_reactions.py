"""What happens by itself when a clock runs out."""

from __future__ import annotations

from datetime import timedelta

from linli.appeals.actions import asking
from linli.appeals.models import Appeal
from linli.appeals.tests.factories import CLUTTER, NOW, handled, registered
from linli.duties import jobs as duties
from linli.duties import queries as duty_queries
from linli.journal import queries as journal
from linli.notices.models import Message


def test_a_question_nobody_answers_ends_the_waiting(here):
    receipt = registered(here, CLUTTER)
    until = asking.ask_info(actor=here.agent, appeal_id=receipt.id, question="几号楼?", now=NOW)
    assert until is not None
    duties.sweep(until - timedelta(minutes=1))
    assert Appeal.objects.get(id=receipt.id).state == "need_info"
    duties.sweep(until + timedelta(minutes=1))
    assert Appeal.objects.get(id=receipt.id).state == "terminated"
    assert journal.facts_of(receipt.id)[-1].actor_name == "system:appeals.timers"
    duties.sweep(until + timedelta(minutes=2))
    assert [fact.kind for fact in journal.facts_of(receipt.id)].count("appeals.ended_without_info") == 1


def test_the_accountable_unit_hears_that_the_answer_is_due(here):
    appeal_id = handled(here)
    (clock,) = [duty for duty in duty_queries.of(("appeals", appeal_id)) if duty.deed == "appeals.interim_reply"]
    duties.sweep(clock.yellow_at)
    duties.sweep(clock.due_at + timedelta(minutes=1))
    told = Message.objects.filter(unit_id=here.company).order_by("at")
    assert [message.template for message in told] == ["duty.yellow", "duty.red"]
