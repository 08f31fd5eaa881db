"""What happens to the notes on households because something happened to a consent or a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.fieldwork import events
from linli.fieldwork.actions.households import drop
from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.journal import actions as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people.words import Purpose

KEEPER = Actor.system("fieldwork.notes", [])


def on_consent_withdrawn(fact: FactRow) -> None:
    """Delete the note that rested on a consent, in the same transaction (个人信息保护法 §15, §47)."""
    if fact.data.get("purpose") != Purpose.HOUSEHOLD:
        return
    for row in SensitiveNote.objects.filter(consent_id=fact.subject_id):
        note_id = row.id
        row.delete()
        journal.record(events.HouseholdForgotten(note_id, "consent"), actor=KEEPER, at=fact.at, area_path="")


def on_contact_erased(fact: FactRow) -> None:
    """Delete what was noted of somebody whose data is erased."""
    for row in SensitiveNote.objects.filter(contact_id=fact.subject_id):
        note_id = row.id
        drop(row, actor=KEEPER, now=fact.at)
        journal.record(events.HouseholdForgotten(note_id, "erased"), actor=KEEPER, at=fact.at, area_path="")


def forget_objected(note_id: UUID, now: datetime) -> bool:
    """Delete the note that a granted objection is about; say whether it was there."""
    if not HouseholdNote.objects.filter(id=note_id).delete()[0]:
        return False
    journal.record(events.HouseholdForgotten(note_id, "objection"), actor=KEEPER, at=now, area_path="")
    return True


people.register_forget(forget_objected)

REACTIONS = (
    ("people.consent_withdrawn", on_consent_withdrawn),
    ("people.contact_erased", on_contact_erased),
)
