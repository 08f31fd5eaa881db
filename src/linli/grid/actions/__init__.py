"""Deeds on the grid. Each asks for `grid.<deed>` at the area it touches."""

from linli.grid.actions.areas import open_area, open_areas, rename_area, set_mode, set_zones
from linli.grid.actions.closing import close_building, close_estate
from linli.grid.actions.estates import (
    convert_estate,
    record_occupancy,
    register_buildings,
    register_dwellings,
    register_estates,
    set_governance_unit,
    set_property_mode,
)
from linli.grid.actions.imports import import_areas
from linli.grid.actions.names import (
    learn_alias,
    register_addresses,
    register_junctions,
    register_roads,
    set_foreign_areas,
)
from linli.grid.actions.registers import import_buildings, import_estates
from linli.grid.actions.revisions import (
    approve_revision,
    current_plan,
    draw_revision,
    review_revision,
    withdraw_revision,
)
from linli.grid.actions.thematic import NewThematic, accept_merge, decline_merge, import_thematic

__all__ = [
    "NewThematic",
    "accept_merge",
    "approve_revision",
    "close_building",
    "close_estate",
    "convert_estate",
    "current_plan",
    "decline_merge",
    "draw_revision",
    "import_areas",
    "import_buildings",
    "import_estates",
    "import_thematic",
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
    "review_revision",
    "set_foreign_areas",
    "set_governance_unit",
    "set_mode",
    "set_property_mode",
    "set_zones",
    "withdraw_revision",
]
