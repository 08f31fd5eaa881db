"""How often one kind of matter came again at a place, before and after something was decided (S-097)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from linli.dashboards.models import CaseFigure
from linli.people.queries import within

DAYS = 30


@dataclass(frozen=True, slots=True)
class Repeats:
    """Reports, and those that repeat an earlier one (`repeat_rate` of the definitions)."""

    reports: int
    repeats: int

    @property
    def percent(self) -> int | None:
        """Return the share of repeats in whole per cent; None without reports."""
        return round(100 * self.repeats / self.reports) if self.reports else None


def around(area_path: str, category: str, at: datetime, *, days: int = DAYS) -> tuple[Repeats, Repeats]:
    """Return the same leaf in the same area within `days` before and after `at`. One statement."""
    span = timedelta(days=days)
    rows = CaseFigure.objects.filter(
        within("area_path", area_path), category=category, registered_at__gt=at - span, registered_at__lte=at + span
    )
    before, again = Q(registered_at__lte=at), Q(repeats_id__isnull=False)
    found = rows.aggregate(
        before=Count("id", filter=before), before_again=Count("id", filter=before & again),
        after=Count("id", filter=~before), after_again=Count("id", filter=~before & again),
    )  # fmt: skip
    return Repeats(found["before"], found["before_again"]), Repeats(found["after"], found["after_again"])
