"""Knowing a household: noting, forgetting, looking with a reason, objecting (S-046, ADR 0031)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.fieldwork import events
from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.fieldwork.queries import homes
from linli.fieldwork.queries.homes import NOTE, ROOM, SEE, NoteRow
from linli.fieldwork.rules import knowing
from linli.fieldwork.words import NotePurpose, Tag
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.notices import actions as notices
from linli.notices.actions import Recipient
from linli.people import actions as people
from linli.people import queries as known
from linli.people.words import Purpose, RequestKind

BY_VISIT = "visit"
MOST_WORDS = 500


def note(
    *,
    actor: Actor,
    dwelling_id: UUID,
    tag: Tag,
    purpose: NotePurpose,
    until: date,
    contact_id: UUID | None = None,
    has_agreed: bool = False,
    now: datetime,
) -> UUID:
    """Note a tag of a household until a day, or renew it; return the note.

    What is sensitive is somebody's (`contact_id`, verified to live there), who heard the words in force and agreed to
    this one thing: the consent is kept with its text and told to the person, who takes it back with one tap (§29).

    :raises NotFound: there is no such dwelling in the grid the actor works.
    :raises Invalid: the day or the purpose does not fit. NeedsConsent, NotOfHere:
    """
    with transaction.atomic():
        home = homes.home_of(actor, dwelling_id, now, NOTE)
        knowing.check_purpose(tag, purpose)
        knowing.check_until(until, today=homes.today(now))
        if actor.account_id is None:
            raise Forbidden(deed=NOTE)
        if knowing.is_sensitive(tag):
            made = SensitiveNote(id=new_id(), dwelling_id=dwelling_id, noted_by_id=actor.account_id, at=now)
            made.tag_sealed, made.purpose, made.until = tag.value, purpose.value, until
            made_id = _keep_sensitive(made, contact_id if has_agreed else None, actor=actor, now=now)
        else:
            given = {"purpose": purpose.value, "until": until, "noted_by_id": actor.account_id, "at": now}
            kept, _ = HouseholdNote.objects.update_or_create(dwelling_id=dwelling_id, tag=tag.value, defaults=given)
            made_id = kept.id
        told = events.HouseholdNoted(made_id, knowing.is_sensitive(tag), until)
        journal.record(told, actor=actor, at=now, area_path=home.area_path)
        return made_id


def _keep_sensitive(made: SensitiveNote, contact_id: UUID | None, *, actor: Actor, now: datetime) -> UUID:
    """Keep a sensitive note with the consent given for it; an earlier one of the same tag goes with its consent."""
    text = known.consent_text(Purpose.HOUSEHOLD, at=now)
    if contact_id is None or text is None:
        raise knowing.NeedsConsent
    living = known.living_in([made.dwelling_id], at=now)
    masked = known.contacts_masked([contact_id]).get(contact_id)
    if (made.dwelling_id, contact_id) not in living or masked is None or masked.is_minor:
        raise knowing.NotOfHere
    made.contact_id = contact_id
    made.consent_id = people.consent_give(
        actor=actor, contact_id=contact_id, purpose=Purpose.HOUSEHOLD, text_id=text.id, channel=BY_VISIT,
        scope=knowing.scope_of(made.id), now=now,
    )  # fmt: skip
    earlier = SensitiveNote.objects.filter(dwelling_id=made.dwelling_id, contact_id=contact_id)
    for row in earlier:
        if row.tag_sealed == made.tag_sealed:
            drop(row, actor=actor, now=now)
    made.save(force_insert=True)
    notices.tell(
        to=Recipient(contact_id=contact_id), text="data.household_noted",
        params={"until_on": made.until.isoformat(), "link": "/my/household/"}, subject=(ROOM, made.id),
        key=f"data.household_noted:{made.id}", now=now,
    )  # fmt: skip
    return made.id


def drop(row: SensitiveNote, *, actor: Actor, now: datetime) -> None:
    """Delete a sensitive note; the consent it rested on ends with it. Not a deed by itself."""
    note_id = row.id
    row.delete()
    people.end_consents(actor=actor, purpose=Purpose.HOUSEHOLD, scope=knowing.scope_of(note_id), now=now)


def forget_note(*, actor: Actor, note_id: UUID, now: datetime) -> None:
    """Delete a note that is not true or not needed any more; with a sensitive one its consent ends.

    :raises NotFound: there is no such note in the grid the actor works.
    """
    with transaction.atomic():
        plain = HouseholdNote.objects.select_for_update().filter(id=note_id).first()
        sealed = None if plain else SensitiveNote.objects.select_for_update().filter(id=note_id).first()
        if plain is None and sealed is None:
            raise NotFound
        dwelling_id = plain.dwelling_id if plain else sealed.dwelling_id  # type: ignore[union-attr]
        home = homes.home_of(actor, dwelling_id, now, NOTE)
        if plain is not None:
            plain.delete()
        if sealed is not None:
            drop(sealed, actor=actor, now=now)
        told = events.HouseholdForgotten(note_id, "worker")
        journal.record(told, actor=actor, at=now, area_path=home.area_path)


def look_at(*, actor: Actor, dwelling_id: UUID, purpose: str, now: datetime) -> tuple[NoteRow, ...]:
    """Return everything noted of a household to the worker of its grid, who says why; each look is written down.

    It stands in the reveal log for everybody who lives there, and so does a look that was refused. Not for use inside
    another transaction.

    :raises NotFound: there is no such dwelling in the grid the actor works. NeedsPurpose:
    """
    home = grid.dwelling(dwelling_id, now)
    may = knowing.may_know(actor, SEE, home.area_path)
    sealed = homes.standing([dwelling_id], now)
    living = {contact_id for _, contact_id in known.living_in([dwelling_id], at=now)}
    people.look(
        actor=actor, contact_ids=living | {row.contact_id for row in sealed}, subject=(ROOM, dwelling_id),
        purpose=purpose, area_path=home.area_path, refusal=None if may else NotFound(), now=now,
    )  # fmt: skip
    return (*homes.plain_of(dwelling_id, now), *(homes.opened(row) for row in sealed))


def object_to_note(*, actor: Actor, note_id: UUID, words: str = "", now: datetime) -> UUID:
    """Object to a note on the own household: from now on nobody works with it, and a named person decides.

    Agreed to, it is deleted by itself; refused, there is a reason (个人信息保护法 §46-§47, §50). What is sensitive
    needs no objection: taking the consent back deletes it. Return the request.

    :raises NotFound: it is no note on the own household. Conflict: it was objected to before.
    """
    with transaction.atomic():
        row = HouseholdNote.objects.select_for_update().filter(id=note_id).first()
        own = known.homes_of(actor.account_id, at=now) if row and actor.account_id else {}
        if row is None or row.dwelling_id not in own:
            raise NotFound
        if known.objected([note_id]):
            raise Conflict
        said = f"{Tag(row.tag).zh}：{clean(words.strip())[:MOST_WORDS]}"
        return people.ask_data(
            actor=actor, kind=RequestKind.NOTE, contact_id=own[row.dwelling_id], words=said, about_id=note_id,
            now=now,
        )  # fmt: skip
