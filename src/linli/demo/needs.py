"""Who answers for what the last week needed most (S-071)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.dashboards import actions
from linli.dashboards.queries import needs
from linli.demo.cast import Town
from linli.grid import queries as grid
from linli.people import queries as people
from linli.people.words import UnitKind

ZONE = ZoneInfo("Asia/Shanghai")
NAMED, DAYS = 2, 5


def name_owners(town: Town, *, now: datetime) -> int:
    """Name the district's city management bureau for the first needs of last week; return how many there were."""
    district = grid.district(now).path
    dispatcher = people.actor_for(town.accounts["district"], now=now)
    unit = people.unit_of_kind(UnitKind.URBAN_MGMT.value, district, at=now)
    week = needs.week_of(district, now)
    for row in week.rows[:NAMED] if unit is not None else ():
        actions.name_owner(
            actor=dispatcher, area_path=district, category=row.category, week=week.monday, unit_id=unit.id,  # type: ignore[union-attr]
            due_on=now.astimezone(ZONE).date() + timedelta(days=DAYS), now=now,
        )  # fmt: skip
    return len(week.rows)
