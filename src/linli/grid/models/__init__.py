"""Tables of the grid."""

from linli.grid.models.areas import Area, ForeignArea, GridVersion, OperatingMode, Shape, Zone, ZoneStreet
from linli.grid.models.estates import (
    Building,
    BuildingPlacement,
    Dwelling,
    Entrance,
    Estate,
    GovernanceMember,
    GovernanceUnit,
)
from linli.grid.models.findings import GridFinding
from linli.grid.models.names import Address, Alias, AliasProposal, Junction, NameHeard, Road, RoadArea
from linli.grid.models.revisions import GridRevision
from linli.grid.models.thematic import MergeProposal, ThematicDuty, ThematicGrid

__all__ = [
    "Address",
    "Alias",
    "AliasProposal",
    "Area",
    "Building",
    "BuildingPlacement",
    "Dwelling",
    "Entrance",
    "Estate",
    "ForeignArea",
    "GovernanceMember",
    "GovernanceUnit",
    "GridFinding",
    "GridRevision",
    "GridVersion",
    "Junction",
    "MergeProposal",
    "NameHeard",
    "OperatingMode",
    "Road",
    "RoadArea",
    "Shape",
    "ThematicDuty",
    "ThematicGrid",
    "Zone",
    "ZoneStreet",
]
