"""What the grid tells: ids, codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class AreasOpened(Event):
    """Areas exist from a moment on; `id` is the district. `digest` is over the sorted codes."""

    kind: ClassVar[str] = "grid.areas_opened"
    count: int
    by_kind: dict[str, int]
    digest: str
    source: str
    valid_from: datetime


@dataclass(frozen=True)
class AreaRenamed(Event):
    """An area carries another name; the old one is kept as an alias."""

    kind: ClassVar[str] = "grid.area_renamed"
    code: str


@dataclass(frozen=True)
class ZonesSet(Event):
    """The streets are in these zones from a moment on; `id` is the district."""

    kind: ClassVar[str] = "grid.zones_set"
    zones: dict[str, list[str]]
    valid_from: datetime


@dataclass(frozen=True)
class ModeSwitched(Event):
    """An area switched between normal and emergency (平/急); `id` is the area."""

    kind: ClassVar[str] = "grid.mode_switched"
    mode: str
    level: int | None
    is_drill: bool


@dataclass(frozen=True)
class EstatesRegistered(Event):
    """Estates were registered; `id` is the first of them."""

    kind: ClassVar[str] = "grid.estates_registered"
    estates: list[UUID]


@dataclass(frozen=True)
class BuildingsRegistered(Event):
    """Buildings were registered and placed; `id` is the first of them."""

    kind: ClassVar[str] = "grid.buildings_registered"
    count: int
    digest: str
    placed_from: datetime


@dataclass(frozen=True)
class DwellingsRegistered(Event):
    """Dwellings were registered; `id` is the first building."""

    kind: ClassVar[str] = "grid.dwellings_registered"
    count: int
    buildings: int


@dataclass(frozen=True)
class OccupancyRecorded(Event):
    """Who lives in some dwellings was recorded; `id` is the building."""

    kind: ClassVar[str] = "grid.occupancy_recorded"
    count: int
    as_of: date


@dataclass(frozen=True)
class PropertyModeSet(Event):
    """Somebody else looks after an estate's common parts."""

    kind: ClassVar[str] = "grid.property_mode_set"
    before: str
    after: str
    since: date


@dataclass(frozen=True)
class EstateConverted(Event):
    """An estate changed its kind, such as from open courtyard to gated (开转封)."""

    kind: ClassVar[str] = "grid.estate_converted"
    before: str
    after: str
    since: date


@dataclass(frozen=True)
class GovernanceUnitSet(Event):
    """Buildings are governed together from a moment on."""

    kind: ClassVar[str] = "grid.governance_unit_set"
    unit_kind: str
    buildings: list[UUID]
    valid_from: datetime


@dataclass(frozen=True)
class BuildingClosed(Event):
    """A building left the register; whoever keeps who lives there ends it (`households` dwellings)."""

    kind: ClassVar[str] = "grid.building_closed"
    ending: str
    gone_since: datetime
    buildings: list[UUID]
    households: int


@dataclass(frozen=True)
class EstateClosed(Event):
    """An estate left the register with all that still stood in it."""

    kind: ClassVar[str] = "grid.estate_closed"
    ending: str
    gone_since: datetime
    buildings: list[UUID]
    households: int


@dataclass(frozen=True)
class NamesRegistered(Event):
    """Roads, doors or junctions were registered; `id` is the district."""

    kind: ClassVar[str] = "grid.names_registered"
    what: str
    count: int


@dataclass(frozen=True)
class AliasLearnt(Event):
    """A place is also known by another name; confirmed so many times."""

    kind: ClassVar[str] = "grid.alias_learnt"
    times_confirmed: int


@dataclass(frozen=True)
class NamePut(Event):
    """So many confirmed cases give a place a name that a person now decides on; `id` is the proposal."""

    kind: ClassVar[str] = "grid.name_put"
    cases: int


@dataclass(frozen=True)
class NameDecided(Event):
    """A person took a name up as an alias, or did not; `id` is the proposal."""

    kind: ClassVar[str] = "grid.name_decided"
    is_accepted: bool
    is_edited: bool


@dataclass(frozen=True)
class NameTakenBack(Event):
    """A decision on a name was taken back; `id` is the proposal."""

    kind: ClassVar[str] = "grid.name_taken_back"
    was_accepted: bool


@dataclass(frozen=True)
class AliasEnded(Event):
    """A place is no longer known by a familiar name; `id` is the alias."""

    kind: ClassVar[str] = "grid.alias_ended"


@dataclass(frozen=True)
class RevisionDrafted(Event):
    """A community drew its grids anew."""

    kind: ClassVar[str] = "grid.revision_drafted"
    community: str
    effective_from: datetime


@dataclass(frozen=True)
class RevisionReviewed(Event):
    """The street reviewed a re-delineation."""

    kind: ClassVar[str] = "grid.revision_reviewed"


@dataclass(frozen=True)
class RevisionWithdrawn(Event):
    """A re-delineation was given up."""

    kind: ClassVar[str] = "grid.revision_withdrawn"


@dataclass(frozen=True)
class GridsRedrawn(Event):
    """The district approved: from a moment on the community is cut anew. Whoever keeps paths re-points open work."""

    kind: ClassVar[str] = "grid.grids_redrawn"
    community: str
    effective_from: datetime
    opened: list[str]
    closed: list[str]
    moved: dict[str, str]


@dataclass(frozen=True)
class ThematicImported(Event):
    """A department's net was read; `id` is the district."""

    kind: ClassVar[str] = "grid.thematic_imported"
    domain: str
    count: int
    proposals: int


@dataclass(frozen=True)
class ThematicMerged(Event):
    """A thematic grid became a view on base grids; its duties are items there."""

    kind: ClassVar[str] = "grid.thematic_merged"
    domain: str
    grids: list[str]
    duties: int


@dataclass(frozen=True)
class MergeDeclined(Event):
    """A merge proposal was not taken up."""

    kind: ClassVar[str] = "grid.merge_declined"
    domain: str


@dataclass(frozen=True)
class FindingRaised(Event):
    """The audit found something wrong with the net; `id` is the finding."""

    kind: ClassVar[str] = "grid.finding_raised"
    finding: str
    amount: int


@dataclass(frozen=True)
class FindingResolved(Event):
    """What the audit had found is gone; `id` is the finding."""

    kind: ClassVar[str] = "grid.finding_resolved"
    finding: str
