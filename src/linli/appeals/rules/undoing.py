"""Which deeds of a case can be taken back within seconds, and when no longer. Source: ADR 0027; design language.

A deed is taken back by a counter-fact; what it told waits meanwhile (ADR 0021). So only deeds stand here whose whole
effect lies in the house. Left out on purpose: what somebody was told by mouth (contact, calls, explaining, answering
at once), what left for another house (hand-over, a line that was told, a notice served), what happened outdoors
(visits, reporting in, rechecks), what opened or closed a door (a new link, leave to look, publishing), and what has a
way back of its own at any time (joining and separating). In an emergency nothing waits, so nothing is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.words import Urgency
from linli.kernel.errors import Conflict, Forbidden, Refused
from linli.kernel.words import Text

UNDOABLE: Mapping[str, frozenset[str]] = {
    deed: frozenset(facts.split())
    for deed, facts in {
        "triage": "appeals.triaged",
        "ask_info": "appeals.info_asked",
        "refuse": "appeals.refusal_proposed",
        "confirm_refuse": "appeals.refused appeals.refusal_rejected",
        "change_urgency": "appeals.urgency_changed appeals.urgency_lowering_asked",
        "decide_urgency": "appeals.urgency_changed appeals.urgency_kept",
        "change_mode": "appeals.mode_changed",
        "correct": "appeals.correction_asked",
        "dispatch": "appeals.dispatched",
        "dispatch_again": "appeals.dispatched_again",
        "self_handle": "appeals.self_handled",
        "split": "appeals.split",
        "whistle": "appeals.whistled",
        "escalate": "appeals.escalated",
        "accept": "appeals.accepted dispatch.order_taken",
        "log_action": "appeals.action_logged",
        "file_plan": "appeals.action_logged",
        "interim_reply": "appeals.interim_replied",
        "reassign_person": "appeals.person_reassigned",
        "request_bounce": "appeals.bounce_requested",
        "decide_bounce": "appeals.bounced appeals.bounce_rejected",
        "designate": "appeals.designated",
        "request_extension": "appeals.extension_requested",
        "decide_extension": "appeals.extended appeals.extension_rejected",
        "request_suspend": "appeals.suspension_requested",
        "decide_suspend": "appeals.suspended appeals.suspension_rejected dispatch.part_suspended",
        "resume": "appeals.resumed dispatch.part_resumed",
        "submit_result": "appeals.handled dispatch.part_submitted",
        "approve_result": "appeals.replied appeals.part_done appeals.parts_done appeals.follow_up_ordered",
        "return_result": "appeals.result_returned dispatch.part_returned",
        "request_terminate": "appeals.action_logged",
        "terminate": "appeals.terminated appeals.request_decided",
    }.items()
}
"""The deeds, each with the facts it may leave; a deed that left any other fact told more than can be taken back."""

BESIDE = frozenset({"appeals.file_added"})
"""What may come with any of them and stays: a photo was taken, whatever becomes of the step."""


class UndoTooLate(Refused):
    """The seconds are over and the messages are out."""

    code = "appeals.undo_too_late"
    says = Text(
        "已经超过可以撤回的时间，消息已发出。请再办一步，把情况说明。",
        "It is too late to take this back: the messages are out. Mend it with a new step.",
    )


class MovedOn(Refused):
    """Somebody did something in the case meanwhile; taking the earlier step back would take theirs back too."""

    code = "appeals.undo_moved_on"
    says = Text(
        "这件诉求已经往下办了，前一步不能再撤回。",
        "The case has moved on meanwhile, so the earlier step cannot be taken back.",
    )


class TakenBackBefore(Conflict):
    """It was taken back before."""

    code = "appeals.undone_before"
    says = Text("这一步已经撤回过了。", "This step was taken back before.")


class NotYourStep(Forbidden):
    """Only whoever did it may take it back."""

    code = "appeals.not_your_step"
    says = Text(
        "只有办这一步的本人可以撤回；别人请按流程退回或更正。",
        "Only whoever took this step may take it back; others return it or have it corrected.",
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """A deed that may still be taken back. `facts` counts all facts of the case when it was done."""

    until: datetime
    facts: int
    taken_back_at: datetime | None = None


def is_undoable(deed: str, kinds: Collection[str], urgencies: Collection[str]) -> bool:
    """Say whether what a deed left can be taken back: its facts, and how urgent the case was before and is after.

    A deed that left no fact (a press sent twice) did nothing, so there is nothing to take back.
    """
    own = set(kinds) - BESIDE
    return bool(own) and own <= UNDOABLE.get(deed, frozenset()) and Urgency.EMERGENCY.value not in urgencies


def check(taken: Taken, *, facts_now: int, now: datetime) -> None:
    """Return quietly when the deed may be taken back now. What is over is told before what is late.

    :raises TakenBackBefore: it was. MovedOn: the case has a fact that it had not then. UndoTooLate: `now` >= `until`.
    """
    if taken.taken_back_at is not None:
        raise TakenBackBefore
    if facts_now != taken.facts:
        raise MovedOn
    if now >= taken.until:
        raise UndoTooLate
