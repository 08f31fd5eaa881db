"""What is known of reports by something else than their id: a contact, a number of another system."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules import numbers
from linli.appeals.words import Channel, State, TextKind
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


def id_of(channel: Channel, external: str) -> UUID | None:
    """Return the report with a number of another system, or None. One statement."""
    return Appeal.objects.filter(channel=channel.value, external_number=external).values_list("id", flat=True).first()


def is_said(appeal_id: UUID, words: str) -> bool:
    """Say whether a report was made in just these words, or they were added to it. One statement."""
    kinds = [TextKind.REPORT.value, TextKind.ADDITION.value]
    return AppealText.objects.filter(appeal_id=appeal_id, kind__in=kinds, body=words).exists()


def words_of(text_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the words of texts, for a room that hands them on; the caller covers what others may not see.

    One statement, none without any.
    """
    if not text_ids:
        return {}
    return dict(AppealText.objects.filter(id__in=sorted(text_ids, key=str)).values_list("id", "body"))


def joined_to(masters: Collection[UUID]) -> dict[UUID, UUID]:
    """Return joined report -> its master: what is told of the one is told of the other. One statement."""
    rows = Appeal.objects.filter(master_id__in=masters, state=State.MERGED.value).values_list("id", "master_id")
    return {joined: master for joined, master in rows if master is not None}


def case_numbers(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the case number of each report. One statement."""
    rows = Appeal.objects.filter(id__in=ids).values_list("id", "area_path", "day", "serial")
    return {one: numbers.number_of(area, day, serial) for one, area, day, serial in rows}
