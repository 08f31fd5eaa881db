"""Where a person's contact is known: the rooms above say it, so that nobody's word about an area is taken for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Forbidden
from linli.people.models import Residence


@dataclass(frozen=True, slots=True)
class Known:
    """A thing through which a contact is known, and where that thing lies."""

    contact_id: UUID
    subject: Subject
    area_path: str


@dataclass(frozen=True, slots=True)
class Things:
    """What a room says: the things of contacts, and where one of its things lies (None: there is no such thing)."""

    of_contacts: Callable[[Collection[UUID]], Iterable[Known]]
    area_of: Callable[[UUID], str | None]


_rooms: dict[str, Things] = {}


def register_things(room: str, things: Things) -> None:
    """Let a room above say through which of its things contacts are known; wiring calls this."""
    _rooms[room] = things


def things_of(contact_id: UUID) -> list[Known]:
    """Return every thing through which a contact is known. One statement per room."""
    return [known for things in _rooms.values() for known in things.of_contacts([contact_id])]


def place_of(subject: Subject) -> str:
    """Return where a thing lies; the district where its room says nothing of it, so that a stranger learns nothing."""
    room, subject_id = subject
    found = _rooms[room].area_of(subject_id) if room in _rooms else None
    return settings.LINLI_DISTRICT if found is None else found


def require_wherever_known(actor: Actor, deed: str, contact_id: UUID) -> None:
    """Return quietly when the actor may do `deed` in every place where the contact is known.

    A contact that is known nowhere is the district's.

    :raises Forbidden: one of the places is beyond the actor's reach.
    """
    places = {known.area_path for known in things_of(contact_id)}
    places |= set(Residence.objects.filter(contact_id=contact_id).values_list("area_path", flat=True))
    for place in sorted(places) or [settings.LINLI_DISTRICT]:
        actor.require(deed, place)


def require_through(actor: Actor, deed: str, contact_id: UUID, subject: Subject) -> None:
    """Return quietly when the contact is really known through `subject` and the actor may do `deed` there.

    :raises Forbidden: it is not, or the actor may not.
    """
    for known in things_of(contact_id):
        if known.subject == subject:
            actor.require(deed, known.area_path, subject=subject)
            return
    raise Forbidden(deed=deed)
