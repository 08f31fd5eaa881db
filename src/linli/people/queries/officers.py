"""Who answers for people's data, for the public page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.people.models import DataOfficer


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """The named person in charge, as the public reads it."""

    name: str
    phone: str
    email: str
    since: datetime


def officer(*, at: datetime) -> OfficerRow | None:
    """Return the person in charge of people's data at `at`, if one was named. One statement."""
    row = DataOfficer.objects.filter(valid_from__lte=at).order_by("-valid_from", "-id").first()
    return OfficerRow(row.name, row.phone, row.email, row.valid_from) if row else None
