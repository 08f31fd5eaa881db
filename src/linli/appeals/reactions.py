"""What happens here because something happened: clocks that run out."""

from __future__ import annotations

from uuid import UUID

from linli.appeals.actions import archiving, asking, owing
from linli.journal.words import FactRow
from linli.people import actions as people


def on_overdue(fact: FactRow) -> None:
    """Go on without the reporter's addition when its time is over (T05)."""
    if fact.data.get("subject_room") == "appeals" and fact.data.get("deed") == owing.ADD_INFO:
        asking.end_waiting(appeal_id=UUID(str(fact.data["subject_id"])), now=fact.at)


people.register_hold("appeals", archiving.contacts_in_use)

REACTIONS = (("duties.overdue", on_overdue),)
