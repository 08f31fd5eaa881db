"""What is known of reports by something else than their id: a contact, a number of another system."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from linli.appeals.models import Appeal
from linli.appeals.rules import numbers
from linli.appeals.words import Channel
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


def numbers_of(channel: Channel, external: Collection[str]) -> dict[str, str]:
    """Return the case number of each number of another system that was registered. One statement, none without any."""
    if not external:
        return {}
    rows = Appeal.objects.filter(channel=channel.value, external_number__in=sorted(external))
    columns = ("external_number", "area_path", "day", "serial")
    return {
        str(number): numbers.number_of(area, day, serial) for number, area, day, serial in rows.values_list(*columns)
    }
