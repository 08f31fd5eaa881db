"""A town with a reception day every Wednesday from nine to eleven, before its Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.places import actions
from linli.places.actions import Setting
from linli.places.models import Sitting
from linli.places.rules.recurring import Recurrence
from linli.places.words import Every, OnHoliday, PlanKind
from linli.standards import queries as standards

HOURS = Setting(begins_min=540, ends_min=660, place="天惠苑", slot_min=30, sits="综合执法中队")
WEDNESDAYS = Recurrence(Every.WEEK, date(2026, 3, 16), weekday=2, on_holiday=OnHoliday.NEXT)


@dataclass
class Day:
    """The town, its reception day, and 王阿姨, who has an account."""

    town: Town
    plan: UUID
    wang: Actor

    @property
    def first(self) -> Sitting:
        """Return the first sitting: Wednesday the 18th, nine to eleven, four slots."""
        return Sitting.objects.filter(plan_id=self.plan).order_by("starts_at")[0]

    def plan_for(self, **more: Any) -> UUID:
        """Plan another one."""
        given: dict[str, Any] = {
            "kind": PlanKind.MOBILE_OFFICE, "unit_id": self.town.units["committee"], "rule": WEDNESDAYS,
            "setting": HOURS, "now": MONDAY, "actor": self.town.zhao,
        }  # fmt: skip
        return actions.make_plan(**{**given, **more})


def plant() -> Day:
    """Found the town and plan its reception day for the street's enforcement office."""
    town = factories.town()
    plan = actions.make_plan(
        actor=town.street, kind=PlanKind.RECEPTION_DAY, unit_id=town.units["enforcement"], rule=WEDNESDAYS,
        setting=HOURS, now=MONDAY,
    )  # fmt: skip
    return Day(town, plan, people.actor_for(cast.account("王阿姨", phone="13900000001"), now=MONDAY))


@pytest.fixture
def day(db: None, settings: object, tmp_path: Path) -> Iterator[Day]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield plant()
    for room in (grid, people, standards):
        room.forget()
