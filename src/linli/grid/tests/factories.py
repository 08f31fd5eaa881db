"""A small district for tests: 2 streets x 2 communities x 2 grids, one estate of 2 buildings with 2 entrances each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid import actions, queries
from linli.grid.rules.drafts import NewArea, NewBuilding, NewEstate
from linli.grid.rules.polygons import degrees, rectangle
from linli.grid.words import AreaKind, EstateKind, PropertyMode
from linli.kernel.actor import Actor

DEEDS = (
    "grid.import_areas",
    "grid.draw",
    "grid.review",
    "grid.approve",
    "grid.set_zone",
    "grid.set_mode",
    "grid.name_alias",
    "grid.register_estate",
    "grid.record_occupancy",
    "grid.set_property_mode",
    "grid.set_governance",
    "grid.import_thematic",
    "grid.merge_thematic",
)
KEEPER = Actor.system("grid.keeper", DEEDS)

WEST, SOUTH = 120_310_000, 36_060_000
WIDE, HIGH = 4_000, 4_000
"""One grid is 4000 x 4000 micro-degrees, about 360 m x 445 m."""

STREETS = {
    "370203008": ("延安路街道", {"370203008002": "上清路社区", "370203008012": "延安一路社区"}),
    "370203005": ("辽宁路街道", {"370203005011": "贮水山社区", "370203005015": "无棣路社区"}),
}


@dataclass(frozen=True, slots=True)
class SmallDistrict:
    """Ids and paths; lists are in code order. `estate` lies in `grids[4]` (延安路街道 上清路社区 第一网格)."""

    district: str
    streets: tuple[str, ...]
    communities: tuple[str, ...]
    grids: tuple[str, ...]
    ids: dict[str, UUID]
    estate_id: UUID
    estate_community: str
    estate_grid: str
    building_ids: tuple[UUID, ...]
    entrance_ids: tuple[UUID, ...]

    def inside(self, path: str) -> tuple[float, float]:
        """Return (lon, lat) CGCS2000 of a point inside the grid at `path`."""
        place = self.grids.index(path)
        return degrees(WEST + (place % 2) * WIDE + WIDE // 2), degrees(SOUTH + (place // 2) * HIGH + HIGH // 2)


def outline(west: int, south: int, east: int, north: int) -> tuple[tuple[float, float], ...]:
    """Return a box of micro-degrees as corners in degrees."""
    return tuple((degrees(x), degrees(y)) for x, y in rectangle(west, south, east, north))


def areas(district: str = "370203", name: str = "市北区") -> list[NewArea]:
    """Return the areas of the small district: rows of two grids, one row per community, south to north by code."""
    rows: list[NewArea] = []
    streets = sorted(STREETS)
    box = outline(WEST, SOUTH, WEST + 2 * WIDE, SOUTH + 4 * HIGH)
    rows.append(NewArea(AreaKind.DISTRICT, district, name, None, "Shibei District", box))
    row = 0
    for street in streets:
        label, communities = STREETS[street]
        south = SOUTH + row * HIGH
        box = outline(WEST, south, WEST + 2 * WIDE, south + 2 * HIGH)
        code = district + street[6:]
        rows.append(NewArea(AreaKind.STREET, code, label, district, outline=box))
        for community in sorted(communities):
            rows += _community(district + community[6:], communities[community], code, SOUTH + row * HIGH)
            row += 1
    return rows


def _community(code: str, name: str, street: str, south: int) -> list[NewArea]:
    box = outline(WEST, south, WEST + 2 * WIDE, south + HIGH)
    rows = [NewArea(AreaKind.COMMUNITY, code, name, street, outline=box)]
    for number, label in ((1, "第一网格"), (2, "第二网格")):
        west = WEST + (number - 1) * WIDE
        box = outline(west, south, west + WIDE, south + HIGH)
        rows.append(NewArea(AreaKind.GRID, f"{code}{number:03d}", label, code, outline=box, declared_households=400))
    return rows


def small_district(now: datetime) -> SmallDistrict:
    """Make the small district through the real actions, in force from `now`."""
    made = actions.open_areas(actor=KEEPER, areas=areas(), crs="CGCS2000", source="示意", valid_from=now, now=now)
    rows = queries.below("", now)
    ids = {row.path: made[row.code] for row in rows}
    paths = {kind: tuple(row.path for row in rows if row.kind is kind) for kind in AreaKind}
    grid = next(path for path in paths[AreaKind.GRID] if path.endswith("370203008002001"))
    estate = NewEstate("370203008002", "天惠苑小区", EstateKind.GATED, PropertyMode.PROPERTY, built_year=1998)
    (estate_id,) = actions.register_estates(actor=KEEPER, estates=[estate], now=now).values()
    x, y = WEST + WIDE // 2, SOUTH + 2 * HIGH + HIGH // 2
    buildings = [
        NewBuilding(
            str(number),
            estate_id,
            "370203008002001",
            (degrees(x + number * 100), degrees(y)),
            floors=6,
            entrances=("1", "2"),
            addresses=(("上清路", str(10 + number)),),
        )
        for number in (1, 2)
    ]
    building_ids = actions.register_buildings(
        actor=KEEPER, buildings=buildings, crs="CGCS2000", source="示意", placed_from=now, now=now
    )
    entrances = [entrance.id for building in building_ids for entrance in queries.entrances_of(building)]
    return SmallDistrict(
        district=paths[AreaKind.DISTRICT][0],
        streets=paths[AreaKind.STREET],
        communities=paths[AreaKind.COMMUNITY],
        grids=paths[AreaKind.GRID],
        ids=ids,
        estate_id=estate_id,
        estate_community=grid.rpartition("/")[0],
        estate_grid=grid,
        building_ids=tuple(building_ids),
        entrance_ids=tuple(entrances),
    )
