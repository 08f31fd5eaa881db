"""Rows of the read model as the facts would have left them; a test mentions only what matters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.dashboards.actions import shift
from linli.dashboards.models import CaseFigure, DaySum, KindSum, OrderFigure
from linli.dashboards.rules.periods import Period
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local

DISTRICT = "370203"
STREETS = (f"{DISTRICT}/370203008", f"{DISTRICT}/370203009")
COMMUNITY = f"{STREETS[0]}/370203008002"
GRID = f"{COMMUNITY}/370203008002003"
SINCE, UNTIL = local("2026-03-01 00:00"), local("2026-04-01 00:00")
MARCH = Period(SINCE, UNTIL)
UNIT = UUID(int=7)


def case(*, area: str = GRID, at: datetime = SINCE, closed: bool = False, **more: Any) -> CaseFigure:
    """Return an appeal registered at `at`; `closed`: a day later, at level 2."""
    end = at + timedelta(days=1)
    fields: dict[str, Any] = {
        "id": new_id(), "area_path": area, "channel": "web", "kind": "help", "category": "util.sewer", "group": "util",
        "urgency": "normal", "mode": "fast", "state": "in_progress", "is_hazard": False, "is_found": False,
        "unit_id": UNIT, "units_count": 1, "hops": 1, "bounce_count": 0, "reopen_count": 0, "suspend_count": 0,
        "found_at": at, "registered_at": at, "supervise_count": 0, "is_withdrawn": False, "is_spot_checked": False,
    }  # fmt: skip
    if closed:
        fields |= {
            "state": "closed", "closed_level": 2, "outcome": "solved", "called_at": at, "responded_at": at,
            "handled_at": end, "answered_at": end, "ended_at": end, "closed_at": end, "is_closed_in_time": True,
            "close_due_at": end, "response_min": 0, "response_working_min": 0, "answer_min": 1440,
        }  # fmt: skip
    return CaseFigure(**{**fields, **more})


def order(*, area: str = GRID, ended_at: datetime | None = SINCE, **more: Any) -> OrderFigure:
    """Return an approved lead order whose reporter was contacted in time."""
    fields: dict[str, Any] = {
        "id": new_id(), "appeal_id": new_id(), "area_path": area, "unit_id": UNIT, "role": "lead", "state": "approved",
        "level": 3, "dispatched_at": SINCE, "ended_at": ended_at, "is_exempt": False, "is_contacted_in_time": True,
        "is_in_time": True, "is_bounce_asked": False,
    }  # fmt: skip
    return OrderFigure(**{**fields, **more})


def store(*rows: CaseFigure | OrderFigure) -> None:
    """Store the rows and add them to the sums of their days, as the follower does."""
    CaseFigure.objects.bulk_create([row for row in rows if isinstance(row, CaseFigure)])
    OrderFigure.objects.bulk_create([row for row in rows if isinstance(row, OrderFigure)])
    orders = [row for row in rows if isinstance(row, OrderFigure)]
    shift({row.id for row in rows if isinstance(row, CaseFigure)} | {row.appeal_id for row in orders}, 1)


def clear() -> None:
    """Leave nothing counted."""
    for table in (CaseFigure, OrderFigure, DaySum, KindSum):
        table.objects.all().delete()
