"""Duties for tests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.duties import actions
from linli.duties.words import Owed
from linli.grid.models import Area
from linli.kernel.actor import Actor, Subject
from linli.kernel.clocks import Calendar, Term
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import calendar_2026, local
from linli.kernel.words import Text
from linli.people.models import Organisation
from linli.standards.queries.packs import FROM
from linli.standards.rules import row_id
from linli.standards.words import Limit

NOW = local("2026-03-11 09:00")
AREA = "370203/370203008"
LONG_AGO = local("2020-01-01 00:00")
CALENDAR = calendar_2026()
SOMEBODY = Actor(name="account")


def limit(term: str = "60 wm", *, step: str = "accept", escalation: str = "1 wd") -> Limit:
    """Return a limit as the standards would give it."""
    id_ = row_id(f"limit.{step}.normal", FROM)
    return Limit(id_, step, Term.parse(term), "§ 1", Text("时限", "Limit"), escalation=Term.parse(escalation))


def subject(room: str = "works") -> Subject:
    """Return a thing."""
    return (room, new_id())


def owed(
    about: Subject | None = None, term: str = "60 wm", *, deed: str = "dispatch.accept", step: str = "accept",
    owed_by: UUID | None = None, role: str = "unit", area: str = AREA, start: datetime = NOW, escalation: str = "1 wd",
) -> Owed:  # fmt: skip
    """Return a duty to come."""
    return Owed(
        subject=about or subject(),
        deed=deed,
        step=step,
        limit=limit(term, step=step, escalation=escalation),
        owed_role=role,
        area_path=area,
        start=start,
        owed_by=owed_by,
    )


def owe(*duties: Owed, now: datetime = NOW, calendar: Calendar = CALENDAR) -> list[UUID]:
    """Put duties down; one that mentions nothing if none are given."""
    return actions.owe_many(duties or (owed(),), actor=SOMEBODY, now=now, calendar=calendar)


def unit(area_path: str = AREA) -> UUID:
    """Open an office in a street."""
    street = area_path.rpartition("/")[2]
    area, _ = Area.objects.get_or_create(
        code=street, defaults={"kind": "street", "name": street, "path": area_path, "valid_from": LONG_AGO}
    )
    made = Organisation.objects.create(
        kind="street_city_mgmt", name_zh="城管办", name_en="Office", level=3, area=area, area_path=area_path,
        valid_from=LONG_AGO,
    )  # fmt: skip
    return made.id
