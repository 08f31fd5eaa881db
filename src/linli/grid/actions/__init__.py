"""Deeds on the grid. Each asks for `grid.<deed>` at the area it touches."""

from linli.grid.actions.areas import open_area, open_areas, rename_area, set_mode, set_zones
from linli.grid.actions.estates import (
    convert_estate,
    record_occupancy,
    register_buildings,
    register_dwellings,
    register_estates,
    set_governance_unit,
    set_property_mode,
)
from linli.grid.actions.names import (
    learn_alias,
    register_addresses,
    register_junctions,
    register_roads,
    set_foreign_areas,
)

__all__ = [
    "convert_estate",
    "learn_alias",
    "open_area",
    "open_areas",
    "record_occupancy",
    "register_addresses",
    "register_buildings",
    "register_dwellings",
    "register_estates",
    "register_junctions",
    "register_roads",
    "rename_area",
    "set_foreign_areas",
    "set_governance_unit",
    "set_mode",
    "set_property_mode",
    "set_zones",
]
