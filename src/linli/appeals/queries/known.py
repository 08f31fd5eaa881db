"""What appeals tells the room people: through which reports a contact is known, and where a report lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from linli.appeals.models import Appeal
from linli.people.actions import Known


def of_contacts(ids: Collection[UUID]) -> Iterable[Known]:
    """Return the reports through which the contacts are known. One statement."""
    rows = Appeal.objects.filter(reporter_id__in=ids).values_list("reporter_id", "id", "area_path")
    return [Known(contact, ("appeals", id_), area) for contact, id_, area in rows if contact is not None]


def area_of(appeal_id: UUID) -> str | None:
    """Return where a report lies, or None where there is none. One statement."""
    return Appeal.objects.filter(id=appeal_id).values_list("area_path", flat=True).first()


def contact_of(appeal_id: UUID) -> UUID | None:
    """Return the contact of a report's reporter, if there is one. One statement."""
    return Appeal.objects.filter(id=appeal_id).values_list("reporter_id", flat=True).first()
