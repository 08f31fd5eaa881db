"""The same matter often (R5-7): suggestions only, a person decides. The same matter twice is judged in `same`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOTSPOT_REPORTS = 3
HOTSPOT_DAYS = 30
_COMMUNITY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A report that counts for a hotspot."""

    category: str
    area_path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hotspot:
    """One leaf, often, in one community: to be proposed for deliberation or a project."""

    category: str
    community_path: str
    reports: int


def hotspots(
    told: Sequence[Told], *, now: datetime, least: int = HOTSPOT_REPORTS, days: int = HOTSPOT_DAYS
) -> tuple[Hotspot, ...]:
    """Return leaves reported at least `least` times in one community during the last `days` days, most first (R5-7)."""
    since = now - timedelta(days=days)
    counts: Counter[tuple[str, str]] = Counter()
    for row in told:
        community = _community(row.area_path)
        if community is not None and since <= row.at <= now:
            counts[(row.category, community)] += 1
    chosen = [Hotspot(code, path, times) for (code, path), times in counts.items() if times >= least]
    return tuple(sorted(chosen, key=lambda spot: (-spot.reports, spot.category, spot.community_path)))


def _community(path: str) -> str | None:
    parts = path.split("/")
    return "/".join(parts[:_COMMUNITY_DEPTH]) if len(parts) >= _COMMUNITY_DEPTH else None
