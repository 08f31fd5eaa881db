"""What happens here because something happened: clocks that run out."""

from __future__ import annotations

from uuid import UUID

from linli.appeals.actions import alerting, archiving, asking, consenting, naming, owing
from linli.appeals.queries import known
from linli.journal.words import FactRow
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.words import Purpose


def on_overdue(fact: FactRow) -> None:
    """Go on without the reporter's addition when its time is over (T05)."""
    if fact.data.get("subject_room") == "appeals" and fact.data.get("deed") == owing.ADD_INFO:
        asking.end_waiting(appeal_id=UUID(str(fact.data["subject_id"])), now=fact.at)


def on_card(fact: FactRow) -> None:
    """Tell the accountable unit that the legal answer is due soon, or overdue (yellow and red card)."""
    if fact.data.get("subject_room") == "appeals" and fact.data.get("deed") == owing.INTERIM:
        is_red = fact.kind == "duties.overdue"
        alerting.remind(UUID(str(fact.data["subject_id"])), due_at=str(fact.data["due_at"]), is_red=is_red, now=fact.at)


def on_consent_withdrawn(fact: FactRow) -> None:
    """Take down what was published with a consent that its giver took back among the own data."""
    if fact.data.get("purpose") == Purpose.PUBLISH_CASE:
        appeal_id = consenting.appeal_of(contacts.consent_scope(fact.subject_id))
        if appeal_id is not None:
            consenting.hide(appeal_id, now=fact.at)


people.register_hold("appeals", archiving.contacts_in_use)
people.register_things("appeals", people.Things(known.of_contacts, known.area_of))

REACTIONS = (
    ("duties.overdue", on_overdue),
    ("duties.overdue", on_card),
    ("duties.yellow", on_card),
    ("people.consent_withdrawn", on_consent_withdrawn),
)

FOLLOWERS = (("appeals.naming", naming.KINDS, naming.follow),)
