"""The interface of the grid: the tree, point to grid, address to place, zones, mode; opening areas and switching modes.

This room knows of no accounts; `desk_router` is put behind a token by the room that composes the interface.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from linli.grid import actions, queries
from linli.grid.rules.reading import ImportReport
from linli.grid.rules.rows import AreaRow, BuildingRow, EstateRow, ModeRow, Placed, TreeRow, ZoneRow
from linli.grid.words import AreaKind, Certainty, Ending, EstateKind, GridType, LineOutcome, Mode, PropertyMode
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.pages import Page, decode, page_of
from linli.kernel.words import Text

router = Router()
desk_router = Router()
Longitude = Annotated[float, Param(ge=-180, le=180, allow_inf_nan=False, description="经度 · longitude in degrees")]
Latitude = Annotated[float, Param(ge=-90, le=90, allow_inf_nan=False, description="纬度 · latitude in degrees")]
System = Annotated[
    str, Param(max_length=12, description="坐标系 · coordinate system: EPSG:4490, EPSG:4326, GCJ02, BD09")
]
Path = Annotated[str, Param(max_length=120, description="区域路径 · path of an area, e.g. 370203/370203008")]
EARLIEST, LATEST = 2000, 2100


class Shown(BaseModel):
    """Base of what is shown."""

    model_config = ConfigDict(from_attributes=True)


class Area(Shown):
    """A node of the territorial tree in force."""

    id: UUID
    code: str = Field(examples=["370203008"])
    kind: AreaKind
    name: str = Field(examples=["辽源路街道"])
    name_en: str
    path: str = Field(examples=["370203/370203008"])
    parent_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None
    grid_type: GridType | None


class Branch(Shown):
    """A line of the tree with derived counts of the whole subtree."""

    area: Area
    grids: int
    microgrids: int
    estates: int
    buildings: int


class Branches(Shown):
    """A page of the tree, in path order."""

    rows: list[Branch]
    next: str | None = Field(description="下一页标记 · cursor of the next page; null on the last")


class Zone(Shown):
    """A label on streets."""

    id: UUID
    code: str
    name: str
    name_en: str
    street_paths: list[str]


class Operating(Shown):
    """How an area operates: normal or emergency (平/急)."""

    mode: Mode
    level: int | None
    area_path: str
    since: datetime | None
    is_drill: bool


class Somewhere(Shown):
    """Where something is, and how it was found; the district's node means "area unknown"."""

    area: Area
    building_id: UUID | None
    estate_id: UUID | None
    lon: float | None
    lat: float | None
    certainty: Certainty


class Estate(Shown):
    """An estate or courtyard."""

    id: UUID
    name: str
    name_en: str
    kind: EstateKind
    property_mode: PropertyMode
    built_year: int | None
    community_path: str
    declared_households: int | None
    lon: float | None
    lat: float | None


class Building(Shown):
    """A building and the grid it is in."""

    id: UUID
    code: str
    number: str
    estate_id: UUID | None
    area_path: str
    lon: float | None
    lat: float | None
    floors: int | None


@router.get("/areas", response=Branches, summary="区域树 · The tree")
def areas(
    request: HttpRequest,
    path: Path = "",
    depth: Annotated[int, Param(ge=0, le=4, description="向下几级 · how many levels down")] = 1,
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=2000)] = 500,
) -> Page[TreeRow]:
    """Return an area and what lies below it, with derived counts, in path order."""
    rows = queries.tree(path or settings.LINLI_DISTRICT, timezone.now(), depth=depth)
    if cursor:
        (last,) = decode(cursor, 1)
        rows = [row for row in rows if row.area.path > str(last)]
    return page_of(rows[: size + 1], size, lambda row: (row.area.path,))


@router.get("/areas/{uuid:area_id}", response=Area, summary="区域 · One area")
def area(request: HttpRequest, area_id: UUID) -> AreaRow:
    """Return one area, past ones included."""
    return queries.area(area_id)


@router.get("/at", response=Area, summary="坐标属于哪个网格 · Point to grid")
def at(request: HttpRequest, lon: Longitude, lat: Latitude, crs: System) -> AreaRow:
    """Return the most specific area around a point; 404 outside the district. The coordinate system must be named:
    taken for another one, a point is off by several streets.
    """
    found = queries.grid_at(lon, lat, crs=crs, at=timezone.now())
    if found is None:
        raise Outside
    return found


@router.get("/place", response=Somewhere, summary="地址在哪里 · Address to place")
def place(
    request: HttpRequest,
    address: Annotated[str, Param(max_length=200)] = "",
    building_code: Annotated[str, Param(max_length=40)] = "",
) -> Placed:
    """Return where an address or a scanned building code is; the district where nothing is known."""
    if not address and not building_code:
        raise Invalid(field="address", why_zh="请给出地址或楼栋码", why_en="give an address or a building code")
    return queries.place(address=address or None, building_code=building_code or None, at=timezone.now())


@router.get("/zones", response=list[Zone], summary="片区 · Zones")
def zones(request: HttpRequest) -> list[ZoneRow]:
    """Return the zones in force with their streets."""
    return queries.zones(timezone.now())


@router.get("/mode", response=Operating, summary="平急状态 · Normal or emergency")
def mode(request: HttpRequest, path: Path = "") -> ModeRow:
    """Return how an area operates now."""
    return queries.operating_mode(path or settings.LINLI_DISTRICT, timezone.now())


@router.get("/estates", response=list[Estate], summary="小区和楼院 · Estates")
def estates(request: HttpRequest, path: Path) -> list[EstateRow]:
    """Return the estates and courtyards at and below an area."""
    return queries.estates(path, timezone.now())


@router.get("/estates/{uuid:estate_id}/buildings", response=list[Building], summary="楼栋 · Buildings of an estate")
def buildings(request: HttpRequest, estate_id: UUID) -> list[BuildingRow]:
    """Return the buildings of an estate with their grids."""
    return queries.buildings_of(estate_id, timezone.now())


class Outside(NotFound):
    """The point lies outside the district."""

    code = "grid.outside"
    says = Text(
        "这个坐标不在本区；请核对坐标和坐标系。",
        "This point is outside the district; check the point and its coordinate system.",
    )


class Switch(BaseModel):
    """Another way of operating."""

    model_config = ConfigDict(extra="forbid")

    area_path: str = Field(max_length=120, examples=["370203/370203008"])
    mode: Mode
    level: int | None = Field(None, ge=1, le=4, description="响应级别 · level of response")
    reason: str = Field("", max_length=300)
    is_drill: bool = Field(False, description="演练 · a drill")


class Opening(BaseModel):
    """A file of areas."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=5_000_000, description="CSV 或 GeoJSON 全文 · the whole file as text")
    form: str = Field(pattern="^(csv|geojson)$", examples=["csv"])
    crs: str | None = Field(None, max_length=12, description="坐标系 · coordinate system of the outlines")
    source: str = Field(max_length=200, examples=["市北区民政局 2026-11"])
    valid_from: AwareDatetime
    is_schematic: bool = Field(False, description="示意图形 · outlines are schematic")


class Said(Shown):
    """One sentence in both languages."""

    zh: str
    en: str


class LineShown(Shown):
    """What became of one line; `text` says what would make it right."""

    number: int
    code: str
    outcome: LineOutcome
    text: Said | None


class Opened(Shown):
    """What became of every line."""

    lines: list[LineShown]


class Switched(BaseModel):
    """The mode was switched."""

    area_path: str
    mode: Mode


@desk_router.post("/mode/switch", response=Switched, summary="切换平急状态 · Switch the mode")
def set_mode(request: HttpRequest, body: Switch) -> Switched:
    """Switch an area and everything below it to normal or emergency operation. Deed: `grid.set_mode`."""
    actions.set_mode(actor=_actor(request), now=timezone.now(), **body.model_dump())
    return Switched(area_path=body.area_path, mode=body.mode)


@desk_router.post("/areas/import", response=Opened, summary="导入区域 · Import areas")
def import_areas(request: HttpRequest, body: Opening) -> ImportReport:
    """Open the areas of a file; good lines are opened, others refused with the reason, known ones left as they are."""
    _check_year(body.valid_from, "valid_from")
    return actions.import_areas(actor=_actor(request), now=timezone.now(), **body.model_dump())


class Register(BaseModel):
    """A file of the register."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=5_000_000, description="CSV 全文 · the whole file as text")
    crs: str | None = Field(None, max_length=12, description="坐标系 · coordinate system of points without one")
    source: str = Field(max_length=200, examples=["市北区住建局 2026-11"])


Form = Annotated[Literal["csv", "geojson"], Param(description="文件格式 · form of the file")]


class File(BaseModel):
    """A file of the register; imported again it changes nothing."""

    form: str
    crs: str = Field(examples=["EPSG:4490"])
    text: str


@desk_router.post("/estates/import", response=Opened, summary="导入小区 · Import estates")
def import_estates(request: HttpRequest, body: Register) -> ImportReport:
    """Register the estates of a file; known ones are left as they are. Deed: `grid.register_estate`."""
    return actions.import_estates(actor=_actor(request), now=timezone.now(), **body.model_dump())


@desk_router.post("/buildings/import", response=Opened, summary="导入楼栋 · Import buildings")
def import_buildings(request: HttpRequest, body: Register) -> ImportReport:
    """Register the buildings of a file; known ones are left as they are. Deed: `grid.register_estate`."""
    now = timezone.now()
    return actions.import_buildings(actor=_actor(request), placed_from=now, now=now, **body.model_dump())


@desk_router.get("/estates/export", response=File, summary="导出小区 · Export estates")
def export_estates(request: HttpRequest, area: Path, form: Form = "csv") -> File:
    """Return the estates at and below an area as a file. Deed: `grid.register_estate`."""
    _actor(request).require("grid.register_estate", area)
    return File(form=form, crs="EPSG:4490", text=queries.export_estates(area, timezone.now(), form=form))


@desk_router.get("/buildings/export", response=File, summary="导出楼栋 · Export buildings")
def export_buildings(request: HttpRequest, area: Path, form: Form = "csv") -> File:
    """Return the buildings at and below an area as a file. Deed: `grid.register_estate`."""
    _actor(request).require("grid.register_estate", area)
    return File(form=form, crs="EPSG:4490", text=queries.export_buildings(area, timezone.now(), form=form))


class Closing(BaseModel):
    """Since when something is gone, and why."""

    model_config = ConfigDict(extra="forbid")

    ending: Ending
    gone_since: AwareDatetime = Field(description="从何时起不在 · since when it is gone; not ahead of time")


class Closed(BaseModel):
    """It left the register; its past and every case there keep their place."""

    id: UUID
    gone_since: datetime


@desk_router.post("/estates/{uuid:estate_id}/close", response=Closed, summary="注销小区 · Close an estate")
def close_estate(request: HttpRequest, estate_id: UUID, body: Closing) -> Closed:
    """Take an estate and all that stands in it off the register. Deed: `grid.register_estate`."""
    _check_year(body.gone_since, "gone_since")
    actions.close_estate(actor=_actor(request), estate_id=estate_id, now=timezone.now(), **body.model_dump())
    return Closed(id=estate_id, gone_since=body.gone_since)


@desk_router.post("/buildings/{uuid:building_id}/close", response=Closed, summary="注销楼栋 · Close a building")
def close_building(request: HttpRequest, building_id: UUID, body: Closing) -> Closed:
    """Take a building off the register; who lived in it lives there no longer. Deed: `grid.register_estate`."""
    _check_year(body.gone_since, "gone_since")
    actions.close_building(actor=_actor(request), building_id=building_id, now=timezone.now(), **body.model_dump())
    return Closed(id=building_id, gone_since=body.gone_since)


def _check_year(moment: datetime, field: str) -> None:
    if not EARLIEST < moment.year < LATEST:
        raise Invalid(field=field, why_zh="须在 2000 至 2100 年之间", why_en="it lies between 2000 and 2100")


def _actor(request: HttpRequest) -> Actor:
    found = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else STRANGER
