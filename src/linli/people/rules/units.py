"""Which unit is competent: the most specific area first, main before assisting (domain-spec §5.2 R5-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.people.words import CompetenceRank, UnitKind

ANY = "*"

LEVELS = {
    UnitKind.GRID_WORKER: 1,
    UnitKind.COMMUNITY: 2,
    UnitKind.ESTATE_BRANCH: 1,
    UnitKind.PROPERTY: 1,
    UnitKind.OWNERS_COMMITTEE: 1,
    UnitKind.STREET_CITY_MGMT: 3,
    UnitKind.STREET_SAFETY: 3,
    UnitKind.STREET_SOCIAL: 3,
    UnitKind.STREET_JUSTICE: 3,
    UnitKind.STREET_OFFICE_LEADER: 3,
    UnitKind.ENFORCEMENT: 3,
    UnitKind.POLICE: 3,
    UnitKind.TRAFFIC_POLICE: 3,
    UnitKind.FIRE: 3,
    UnitKind.STREET_WORK_COMMITTEE: 3,
    UnitKind.COMMUNITY_COMMITTEE: 2,
    UnitKind.GRID_BRANCH: 1,
    UnitKind.ESTATE_GENERAL_BRANCH: 1,
    UnitKind.BUILDING_GROUP: 1,
    UnitKind.CORE_HOUSEHOLD: 1,
}
"""Level of a unit kind where it is not 4 (domain-spec §5.1; levels 1 grid, 2 community, 3 street, 4 district)."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An organisation as others see it."""

    id: UUID
    kind: str
    name: Text
    level: int
    area_path: str
    phone: str
    is_24h: bool
    estate_id: UUID | None
    building_id: UUID | None
    parent_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Say whether the organisation exists at `at`."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """What an organisation is competent for, or which objects it owns."""

    organisation_id: UUID
    category: str
    area_path: str
    rank: str
    valid_from: datetime
    valid_to: datetime | None

    def covers(self, category: str, at: datetime) -> bool:
        """Say whether it covers the leaf `category` at `at`: the leaf itself, its group, or everything."""
        in_time = self.valid_from <= at and (self.valid_to is None or at < self.valid_to)
        return in_time and (self.category in {category, ANY} or category.startswith(f"{self.category}."))

    @property
    def is_owner(self) -> bool:
        """Say whether the row says who owns the objects of this kind, not who is competent."""
        return self.rank == CompetenceRank.OWNER

    @property
    def precision(self) -> int:
        """Return how exactly the category is named: 0 everything, 1 a group, 2 a leaf."""
        return 0 if self.category == ANY else 1 + ("." in self.category)


def level_of(kind: UnitKind) -> int:
    """Return the level of a unit kind: 1 grid, 2 community, 3 street, 4 district."""
    return LEVELS.get(kind, 4)


def prefixes(area_path: str) -> Iterator[str]:
    """Yield `area_path` and every path above it, the most specific first."""
    while area_path:
        yield area_path
        area_path = area_path.rpartition("/")[0]


class UnknownRank(Invalid):
    """The register says who leads, who helps and who owns."""

    code = "people.unknown_rank"
    says = Text("请选择主办、协办或权属单位，没有“{rank}”。", "Choose main, assist or owner; “{rank}” is none of them.")


def rank_of(value: str) -> CompetenceRank:
    """Return the rank of that name.

    :raises UnknownRank: there is none.
    """
    for rank in CompetenceRank:
        if rank.value == value:
            return rank
    raise UnknownRank(field="rank", rank=value)


def ranked(competences: Iterable[CompetenceRow]) -> list[UUID]:
    """Return the organisations, each once: deepest area first, main before assisting, exact category before broad."""
    order = sorted(
        competences,
        key=lambda row: (
            -row.area_path.count("/"),
            row.rank != CompetenceRank.MAIN,
            -row.precision,
            str(row.organisation_id),
        ),
    )
    return list(dict.fromkeys(row.organisation_id for row in order))
