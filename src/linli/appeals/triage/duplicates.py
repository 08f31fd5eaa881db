"""The same matter twice (R5-6) and the same matter often (R5-7). Suggestions only; a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.rules.merging import Nearness, Spot, is_likely_same, metres
from linli.appeals.triage.topics import fold

HOTSPOT_REPORTS = 3
HOTSPOT_DAYS = 30
_COMMUNITY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An open report to compare with."""

    id: UUID
    spot: Spot
    text: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """An open report that may be the same matter; `score` 0..1 orders the suggestions, best first."""

    id: UUID
    score: float
    same_leaf: bool
    same_building: bool
    distance_m: int | None
    alike: float


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


def likely_same(text: str, spot: Spot, earlier: Iterable[Earlier], near: Nearness) -> tuple[Likeness, ...]:
    """Return the earlier reports that R5-6 suggests to merge, likest first.

    Place, matter and time decide (`rules.merging`); the likeness of the words only orders.
    """
    found = [_likeness(text, spot, other) for other in earlier if is_likely_same(spot, other.spot, near)]
    return tuple(sorted(found, key=lambda likeness: (-likeness.score, str(likeness.id))))


def alike(one: str, other: str) -> float:
    """Return 0..1: the share of pairs of characters that two texts have in common (Dice)."""
    first, second = _pairs(one), _pairs(other)
    together = sum((first & second).values())
    whole = sum(first.values()) + sum(second.values())
    return 2 * together / whole if whole else 0.0


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


def _likeness(text: str, spot: Spot, other: Earlier) -> Likeness:
    same_leaf = spot.category is not None and spot.category == other.spot.category
    same_building = spot.building_id is not None and spot.building_id == other.spot.building_id
    words = alike(text, other.text)
    score = 0.35 + 0.25 * same_leaf + 0.2 * same_building + 0.2 * words
    return Likeness(other.id, round(score, 3), same_leaf, same_building, _distance(spot, other.spot), round(words, 3))


def _distance(one: Spot, other: Spot) -> int | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return round(metres(one.lon, one.lat, other.lon, other.lat))


def _pairs(text: str) -> Counter[str]:
    plain = "".join(char for char in fold(text) if char.isalnum())
    return Counter(plain[index : index + 2] for index in range(len(plain) - 1))


def _community(path: str) -> str | None:
    parts = path.split("/")
    return "/".join(parts[:_COMMUNITY_DEPTH]) if len(parts) >= _COMMUNITY_DEPTH else None
