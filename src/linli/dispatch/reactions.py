"""What dispatch does because something became true elsewhere: a clock ran out, an appeal ended, its urgency changed."""

from __future__ import annotations

from uuid import UUID

from linli.dispatch.actions import changing, ending, escalating, suspending, taking, whistling
from linli.dispatch.queries import orders
from linli.journal.words import FactRow

HANDLING_DEEDS = frozenset({"dispatch.submit_result", "dispatch.accept"})
DANGER = "danger"


def on_overdue(fact: FactRow) -> None:
    """Take an order late (T16), mark a no-show (T33), take up a suspended order on its review date (T40)."""
    if fact.data.get("subject_room") != "dispatch":
        return
    order_id, deed = UUID(str(fact.data["subject_id"])), str(fact.data["deed"])
    if deed == "dispatch.accept":
        taking.accept_late(order_id=order_id, now=fact.at)
    elif deed == "dispatch.report_in":
        whistling.mark_no_show(order_id=order_id, now=fact.at)
    elif deed == "dispatch.resume":
        suspending.resume_on_review(order_id=order_id, now=fact.at)


def on_escalate(fact: FactRow) -> None:
    """Put a handling that stayed overdue one level up, and a review that did (T27)."""
    subject_id = UUID(str(fact.data["subject_id"]))
    if fact.data.get("deed") == "dispatch.approve_result":
        escalating.raise_review(order_id=subject_id, now=fact.at)
        return
    if fact.data.get("deed") not in HANDLING_DEEDS and fact.data.get("step") != DANGER:
        return
    if fact.data.get("subject_room") == "appeals":
        escalating.mark_overdue(appeal_id=subject_id, order_id=None, now=fact.at)
        return
    appeal_id = orders.appeal_of(subject_id)
    if appeal_id is not None:
        escalating.mark_overdue(appeal_id=appeal_id, order_id=subject_id, now=fact.at)


def on_ended(fact: FactRow) -> None:
    """Cancel the orders of an appeal that its reporter withdrew, or that was joined with another."""
    ending.cancel_all(appeal_id=fact.subject_id, now=fact.at)


def on_urgency_changed(fact: FactRow) -> None:
    """Count the closing clocks anew under the new urgency; never later (T56)."""
    changing.tighten_appeal(appeal_id=fact.subject_id, now=fact.at)


REACTIONS = (
    ("duties.overdue", on_overdue),
    ("duties.escalate", on_escalate),
    ("appeals.withdrawn", on_ended),
    ("appeals.merged", on_ended),
    ("appeals.urgency_changed", on_urgency_changed),
)
