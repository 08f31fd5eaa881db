"""How regularly a plan was held: weeks held of weeks planned. Pure. Source: S-210, measure "held weeks / planned"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from linli.places.words import OffReason, SittingState


@dataclass(frozen=True, slots=True)
class Sat:
    """A sitting as the measure sees it; `by_rule` is the day on which the plan put it."""

    by_rule: date
    state: SittingState
    reason: OffReason | None = None


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks with a sitting planned, and those in which one was held."""

    planned: int
    held: int

    @property
    def per_cent(self) -> int | None:
        """Return the share in percent, rounded half up; None where nothing was planned."""
        return (200 * self.held + self.planned) // (2 * self.planned) if self.planned else None


def weeks_of(sittings: Iterable[Sat]) -> Weeks:
    """Return weeks planned and held. A sitting that was moved counts for the week of its rule.

    What was called off counts as planned and not held; what fell because the plan had ended counts as neither.
    """
    planned: set[date] = set()
    held: set[date] = set()
    for one in sittings:
        if one.reason is OffReason.ENDED:
            continue
        monday = one.by_rule - timedelta(days=one.by_rule.weekday())
        planned.add(monday)
        if one.state is SittingState.HELD:
            held.add(monday)
    return Weeks(len(planned), len(held))
