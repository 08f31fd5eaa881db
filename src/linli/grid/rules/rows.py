"""What the grid hands out: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.words import AreaKind, Certainty, Ending, EstateKind, GridType, MentionKind, Mode, PropertyMode, Rung


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One node of the territorial tree in one span of time."""

    id: UUID
    code: str
    kind: AreaKind
    name: str
    name_en: str
    path: str
    parent_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None
    grid_type: GridType | None = None
    declared_households: int | None = None
    declared_population: int | None = None
    name_aliases: tuple[str, ...] = ()

    def holds(self, at: datetime) -> bool:
        """Say whether the area exists at `at`."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class EstateRow:
    """An estate; `is_old` is None when the year of building, or the moment asked about, is not known."""

    id: UUID
    name: str
    name_en: str
    kind: EstateKind
    property_mode: PropertyMode
    built_year: int | None
    is_old: bool | None
    community_id: UUID
    community_path: str
    has_elevator: bool | None
    declared_households: int | None
    declared_buildings: int | None
    lon: float | None
    lat: float | None
    closed_at: datetime | None = None
    closed_as: Ending | None = None


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building and where it lies at the moment asked about (`area_path` '' before its first place and once gone)."""

    id: UUID
    code: str
    number: str
    estate_id: UUID | None
    area_id: UUID | None
    area_path: str
    lon: float | None
    lat: float | None
    floors: int | None
    declared_households: int | None
    closed_at: datetime | None = None
    closed_as: Ending | None = None


@dataclass(frozen=True, slots=True)
class EntranceRow:
    """An entrance with the number of dwellings behind it."""

    id: UUID
    number: str
    dwellings: int


@dataclass(frozen=True, slots=True)
class DwellingRow:
    """A dwelling with everything above it, for chains and registers."""

    id: UUID
    number: str
    entrance_id: UUID
    building_id: UUID
    estate_id: UUID | None
    area_path: str


@dataclass(frozen=True, slots=True)
class BuildingCard:
    """What a building's page shows."""

    building: BuildingRow
    estate: EstateRow | None
    areas: tuple[AreaRow, ...]
    entrances: tuple[EntranceRow, ...]
    addresses: tuple[str, ...]
    dwellings: int


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree page; counts are of the whole subtree and derived from the register."""

    area: AreaRow
    grids: int
    microgrids: int
    estates: int
    buildings: int


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone and its streets at one moment."""

    id: UUID
    code: str
    name: str
    name_en: str
    street_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModeRow:
    """How an area operates, and which area's switch says so."""

    mode: Mode
    level: int | None = None
    area_path: str = ""
    since: datetime | None = None
    is_drill: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, [start, end), and one thing it may stand for."""

    start: int
    end: int
    name: str
    kind: MentionKind
    area_path: str | None = None
    building_id: UUID | None = None
    estate_id: UUID | None = None
    district_code: str | None = None
    is_misspelt: bool = False
    alias_id: UUID | None = None
    address_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that words may mean: for a person to choose from. `confidence` is 0..1, `name` as the words have it.

    `lon`, `lat` (CGCS2000) are where it stands, None where only its area is known.
    """

    rung: Rung
    area_path: str
    building_id: UUID | None = None
    estate_id: UUID | None = None
    name: str = ""
    confidence: float = 0.0
    is_misspelt: bool = False
    lon: float | None = None
    lat: float | None = None

    @property
    def place(self) -> tuple[str, UUID | None, UUID | None]:
        """What it stands for, whatever the words."""
        return self.area_path, self.estate_id, self.building_id


@dataclass(frozen=True, slots=True)
class Located:
    """What the words of a text say about the place, by the order of R5-5. `mention` is the one that decided.

    `candidates` are the areas that the words may mean, the chosen one first; `confidence` is one over their number,
    where a name written with a slip counts as one more: it may be a place that nobody registered.
    """

    certainty: Certainty
    area_path: str | None = None
    building_id: UUID | None = None
    estate_id: UUID | None = None
    district_code: str | None = None
    mention: Mention | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something is. Never empty: the district node stands for "area unknown" (architecture §6.11)."""

    area: AreaRow
    building_id: UUID | None
    estate_id: UUID | None
    lon: float | None
    lat: float | None
    certainty: Certainty
    district_code: str | None = None
    confidence: float = 1.0
    alias_id: UUID | None = None
