"""Estates: what is old, what the counts say, who lives there in what share.

Source: domain-spec §12.3 (largest remainder).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.grid.words import Occupancy

K = 5
"""Smallest group shown to the public (S-018)."""


@dataclass(frozen=True, slots=True)
class OldRule:
    """When an estate is old: built before `before`, or more than `over_years` ago (parameter `grid.old_estate`)."""

    before: int = 2000
    over_years: int = 20


def is_old(built_year: int | None, year: int, rule: OldRule) -> bool | None:
    """Say whether an estate built in `built_year` is old in `year`; None when the year is not known.

    Source: parameter `grid.old_estate` (老旧小区: built before 2000, or older than 20 years), S-015.
    """
    if built_year is None:
        return None
    return built_year < rule.before or year - built_year > rule.over_years


@dataclass(frozen=True, slots=True)
class CountDifference:
    """A declared number that the derived one does not bear out (S-017)."""

    subject: str
    declared: int
    derived: int
    source: str

    @property
    def difference(self) -> int:
        """Return declared minus derived."""
        return self.declared - self.derived


def differences(counts: Iterable[tuple[str, int | None, int, str]]) -> list[CountDifference]:
    """Return those of (subject, declared, derived, source) where both are known and differ. Source: S-017."""
    return [
        CountDifference(subject, declared, derived, source)
        for subject, declared, derived, source in counts
        if declared is not None and declared != derived
    ]


@dataclass(frozen=True, slots=True)
class OccupancyShare:
    """One kind of occupancy: dwellings and per mille of the recorded ones."""

    occupancy: Occupancy
    dwellings: int
    permille: int


def occupancy_shares(counts: Mapping[Occupancy, int], *, k: int = K) -> tuple[OccupancyShare, ...] | None:
    """Return the structure of recorded occupancy, or None when showing it would point at single households.

    Hidden when fewer than `k` dwellings are recorded or any non-empty kind has fewer than `k`, since the rest would
    give the small one away. Shares sum to 1000 by largest remainder. Source: S-018.
    """
    recorded = {kind: counts.get(kind, 0) for kind in Occupancy if kind is not Occupancy.UNKNOWN}
    total = sum(recorded.values())
    if total < k or any(0 < count < k for count in recorded.values()):
        return None
    shares = largest_remainder(list(recorded.values()), 1000)
    return tuple(
        OccupancyShare(kind, count, share) for (kind, count), share in zip(recorded.items(), shares, strict=True)
    )


def largest_remainder(weights: list[int], whole: int) -> list[int]:
    """Return `whole` cut in proportion to `weights` (not all zero); parts are integers and sum to `whole`."""
    total = sum(weights)
    parts = [weight * whole // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(weights[place] * whole % total), place))
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts
