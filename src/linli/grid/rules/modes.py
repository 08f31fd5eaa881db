"""Which emergencies change the clocks, and where (domain-spec §6.4, S-023; ADR 0016)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

NATURAL_LEVELS = frozenset({1, 2})
"""A warning of level I or II switches every clock to natural time (§6.4)."""


@dataclass(frozen=True, slots=True)
class Spell:
    """An emergency that runs: where it was switched on, and its level I-IV as 1-4."""

    id: UUID
    area_path: str
    level: int

    @property
    def is_natural(self) -> bool:
        """Say whether clocks run day and night under it."""
        return self.level in NATURAL_LEVELS


def nearest(spells: Iterable[Spell], path: str) -> Spell | None:
    """Return the spell that counts at `path`: the nearest switch at or above it, or None."""
    above = [spell for spell in spells if path == spell.area_path or path.startswith(spell.area_path + "/")]
    return max(above, key=lambda spell: len(spell.area_path), default=None)
