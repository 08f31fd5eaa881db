"""Laying out the ground of the demo: areas, zones, estates, buildings, addresses, junctions, names of the sources.

Estates "X苑/X院" are invented except those the five newspaper pages print (domain-spec §18.4); geometry is schematic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.demo import plan
from linli.grid import queries as grid
from linli.grid.actions import areas, estates, names
from linli.grid.rules.drafts import NewAddress, NewArea, NewBuilding, NewDwelling, NewEstate, NewJunction
from linli.grid.words import AreaKind, Crs, EstateKind, GridType, Occupancy, PropertyMode
from linli.kernel.actor import Actor

GRID_DEEDS = frozenset(
    f"grid.{deed}"
    for deed in (
        "import_areas",
        "set_zone",
        "set_mode",
        "register_estate",
        "record_occupancy",
        "set_property_mode",
        "set_governance",
        "name_alias",
    )
)
SURVEYOR = Actor.system("demo.ground", GRID_DEEDS)
SOURCE = "示意（演示数据）"
SYLLABLES = "安康福和锦华景丽明瑞盛泰祥馨兴雅怡永裕悦"
LARGE = 450
KINDS = (EstateKind.GATED, EstateKind.OPEN_COURTYARD)


@dataclass(frozen=True, slots=True)
class Printed:
    """A place that the sources print: in which community, what it is."""

    community: str
    name: str
    kind: EstateKind
    mode: PropertyMode
    built: int
    buildings: int
    households: int = 0
    road: str = ""
    number: str = ""
    alias: str = ""


PRINTED = (
    Printed("370203008012", "天惠苑", EstateKind.GATED, PropertyMode.PROPERTY, 1998, 6, alias="天惠苑小区"),
    Printed(
        "370203005011", "登州路24号院", EstateKind.OPEN_COURTYARD, PropertyMode.SELF_MANAGED, 1986, 4,
        road="登州路", number="24",
    ),
    Printed(
        "370203005015", "无棣三路18号楼院", EstateKind.OPEN_COURTYARD, PropertyMode.NONE, 1979, 2,
        road="无棣三路", number="18",
    ),
    Printed(
        "370203015006", "辽阳西路184号楼院", EstateKind.OPEN_COURTYARD, PropertyMode.SELF_MANAGED, 1984, 3,
        road="辽阳西路", number="184", alias="建材一厂宿舍",
    ),
    Printed("370203029017", "兴元一路9号院", EstateKind.OPEN_COURTYARD, PropertyMode.FALLBACK, 1988, 3,
            road="兴元一路", number="9"),
    Printed("370203029018", "国棉五厂二舍", EstateKind.OPEN_COURTYARD, PropertyMode.SELF_MANAGED, 1985, 6, 563),
    Printed("370203015012", "万科未来城", EstateKind.GATED, PropertyMode.PROPERTY, 2016, 12,
            road="长城路", number="88", alias="万科未来城小区"),
    Printed("370203028008", "四机宿舍", EstateKind.GATED, PropertyMode.PROPERTY, 1992, 8, alias="四机宿舍小区"),
    Printed("370203016018", "恒苑", EstateKind.GATED, PropertyMode.PROPERTY, 1999, 6, alias="恒苑小区"),
    Printed("370202014011", "江西路171号院", EstateKind.OPEN_COURTYARD, PropertyMode.SELF_MANAGED, 1986, 4,
            road="江西路", number="171"),
    Printed("370202014007", "银都花园", EstateKind.GATED, PropertyMode.PROPERTY, 1994, 6, alias="银都花园小区"),
    Printed("370202012001", "鲁商蓝岸", EstateKind.GATED, PropertyMode.PROPERTY, 2012, 8, alias="鲁商蓝岸小区"),
    Printed("370202012001", "船院小区", EstateKind.OPEN_COURTYARD, PropertyMode.UNIT_MANAGED, 1988, 5),
    Printed("370202012008", "远洋新村", EstateKind.OPEN_COURTYARD, PropertyMode.NONE, 1985, 5),
    Printed("370202013014", "碧瑶湾", EstateKind.GATED, PropertyMode.PROPERTY, 2006, 6, alias="碧瑶湾小区"),
    Printed("370212001901", "依山伴城绣城", EstateKind.GATED, PropertyMode.PROPERTY, 2009, 8, alias="绣城小区"),
    Printed("370281002901", "瑞华园", EstateKind.GATED, PropertyMode.PROPERTY, 2003, 6, alias="瑞华园小区"),
    Printed("370281002901", "老一中宿舍", EstateKind.OPEN_COURTYARD, PropertyMode.NONE, 1982, 3),
)  # fmt: skip
"""The links of 万科未来城, 国棉五厂二舍, 四机宿舍, 恒苑, 碧瑶湾 and 依山伴城绣城 to a community are ours: the sources
print none. Of 鲁商蓝岸, 船院小区 and 远洋新村 they print 太湖路社区 and 高邮湖路社区 together; who lies where is ours.
Years, numbers of buildings and ways of management are ours, but for 1994 of 银都花园 and the numbers of 国棉五厂二舍.
"""

JUNCTIONS = (
    ("丹东路", "齐东路", "370203005014"),
    ("延安一路", "上清路", "370203008012"),
    ("兴隆路", "海岸路", "370203029016"),
)
HOMES = {
    "370203": ("天惠苑", "Tianhuiyuan"),
    "370202": ("银都花园", "Yindu Garden"),
    "370212": ("依山伴城绣城", "Xiucheng"),
    "370281": ("瑞华园", "Ruihuayuan"),
}
"""The estate of each district that has its own party branch, property company and committee; 李网格员 works there."""


@dataclass(slots=True)
class Ground:
    """What was laid out: estates by name, buildings with a point and an area path.

    `home` is the path of the community of the estate that has its own offices, if the plan contains it.
    """

    home: str = ""
    home_estate: UUID | None = None
    home_name: str = ""
    home_name_en: str = ""
    estates: dict[str, UUID] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """A building somebody can report from."""

    building_id: UUID
    lon: float
    lat: float
    community: str
    estate: str
    number: str


def lay_out(drawn: plan.District, *, since: datetime, now: datetime) -> Ground:
    """Write the whole ground through the actions of the grid; return what others need to know of it."""
    _areas(plan.flawed(drawn), since, now)
    zones = {
        code: (zh, en, [street.code for street in drawn.streets if street.zone == code])
        for code, (zh, en) in plan.ZONES.items()
    }
    zones = {code: row for code, row in zones.items() if row[2]}
    if zones:
        areas.set_zones(actor=SURVEYOR, zones=zones, valid_from=since, now=now)
    ground = Ground()
    dice = random.Random(int(drawn.code))
    for community in drawn.communities:
        _community(ground, drawn, community, dice, since, now)
    _names(drawn, now)
    _find_home(ground, drawn)
    _dwellings(ground, dice, since, now)
    return ground


def _find_home(ground: Ground, drawn: plan.District) -> None:
    """Note where the offices of an estate stand; in a plan without it, the first community is home."""
    ground.home_name, ground.home_name_en = HOMES[drawn.code]
    ground.home_estate = ground.estates.get(ground.home_name)
    code = next((place.community for place in PRINTED if place.name == ground.home_name), "")
    first = next((one for one in drawn.communities if one.code == code), drawn.communities[0])
    ground.home = f"{drawn.code}/{first.parent}/{first.code}"


def _areas(drawn: plan.District, since: datetime, now: datetime) -> None:
    rows = [NewArea(AreaKind.DISTRICT, drawn.code, drawn.zh, None, name_en=drawn.en, outline=drawn.rect.ring)]
    kinds = (
        (AreaKind.STREET, drawn.streets),
        (AreaKind.COMMUNITY, drawn.communities),
        (AreaKind.GRID, drawn.grids),
        (AreaKind.MICROGRID, drawn.microgrids),
    )
    for kind, members in kinds:
        rows += [_new_area(kind, area) for area in members]
    areas.open_areas(
        actor=SURVEYOR, areas=rows, crs=Crs.CGCS2000.value, source=SOURCE, valid_from=since, now=now, is_schematic=True
    )


def _new_area(kind: AreaKind, area: plan.Area) -> NewArea:
    return NewArea(
        kind,
        area.code,
        area.zh,
        area.parent,
        name_en=area.en,
        outline=area.rect.ring,
        grid_type=GridType.BASE if kind is AreaKind.GRID else None,
        declared_households=area.households or None,
        declared_population=area.population or None,
        declared_source=SOURCE if area.households else "",
    )


def _community(
    ground: Ground, drawn: plan.District, community: plan.Area, dice: random.Random, since: datetime, now: datetime
) -> None:
    grids = [grid_area for grid_area in drawn.grids if grid_area.parent == community.code]
    printed = [place for place in PRINTED if place.community == community.code]
    invented = list(_invented(community, len(grids), dice))
    wanted = [*(_printed_estate(place, grids[0]) for place in printed), *invented]
    made = estates.register_estates(actor=SURVEYOR, estates=wanted, crs=Crs.CGCS2000.value, now=now)
    buildings: list[NewBuilding] = []
    owners: list[str] = []
    for index, estate in enumerate(wanted):
        estate_id = made[(community.code, estate.name)]
        ground.estates[estate.name] = estate_id
        place = next((one for one in printed if one.name == estate.name), None)
        home = grids[0] if place else grids[index % len(grids)]
        for number in range(1, (estate.declared_buildings or 3) + 1):
            if place and place.households > LARGE:
                # More than a grid may hold: it lies in two (standard `grid.size`).
                home = grids[number % 2]
            buildings.append(_building(number, estate, estate_id, home, place, dice))
            owners.append(estate.name)
    ids = estates.register_buildings(
        actor=SURVEYOR, buildings=buildings, crs=Crs.CGCS2000.value, source=SOURCE, placed_from=since, now=now
    )
    for building_id, building, owner in zip(ids, buildings, owners, strict=True):
        lon, lat = building.point or (0.0, 0.0)
        ground.spots.append(Spot(building_id, lon, lat, community.code, owner, building.number))


def _building(
    number: int, estate: NewEstate, estate_id: UUID, home: plan.Area, place: Printed | None, dice: random.Random
) -> NewBuilding:
    point = home.rect.at(0.15 + 0.7 * dice.random(), 0.15 + 0.7 * dice.random())
    addresses = ((place.road, place.number),) if place and place.road and number == 1 else ()
    return NewBuilding(
        f"{number}号楼",
        estate_id=estate_id,
        area_code=home.code,
        point=point,
        floors=6 if estate.has_elevator is False else 18,
        entrances=("1单元", "2单元", "3单元"),
        addresses=addresses,
    )


def _invented(community: plan.Area, number: int, dice: random.Random) -> Iterator[NewEstate]:
    seen: set[str] = set()
    while len(seen) < number:
        name = dice.choice(SYLLABLES) + dice.choice(SYLLABLES) + dice.choice("苑院园")
        full = f"{community.zh.removesuffix('社区')}{name}"
        if full in seen:
            continue
        seen.add(full)
        built = dice.choice((1978, 1983, 1986, 1990, 1994, 1996, 1998, 2003, 2009, 2015))
        kind = KINDS[1] if built < 1990 else KINDS[0]
        modes = (PropertyMode.NONE, PropertyMode.SELF_MANAGED, PropertyMode.FALLBACK, PropertyMode.PROPERTY)
        yield NewEstate(
            community.code,
            full,
            kind,
            dice.choice(modes) if built < 1998 else PropertyMode.PROPERTY,
            name_en=f"{community.en} estate {len(seen)}",
            built_year=built,
            has_elevator=built >= 2003,
            declared_buildings=dice.randint(2, 4),
            declared_source=SOURCE,
            point=community.rect.at(dice.random() * 0.8 + 0.1, dice.random() * 0.8 + 0.1),
        )


def _printed_estate(place: Printed, home: plan.Area) -> NewEstate:
    return NewEstate(
        place.community,
        place.name,
        place.kind,
        place.mode,
        built_year=place.built,
        has_elevator=place.built >= 2003,
        declared_households=place.households or None,
        declared_buildings=place.buildings,
        declared_source=SOURCE,
        point=home.rect.at(0.5, 0.5),
    )


def _names(drawn: plan.District, now: datetime) -> None:
    here = {community.code: community for community in drawn.communities}
    places = [place for place in PRINTED if place.community in here and place.road]
    crossings = [crossing for crossing in JUNCTIONS if crossing[2] in here]
    names.register_roads(actor=SURVEYOR, roads=_roads(drawn, places, crossings), now=now)
    addresses = [NewAddress(place.road, place.number, area_code=place.community) for place in places]
    if addresses:
        names.register_addresses(actor=SURVEYOR, addresses=addresses, source=SOURCE, now=now)
    junctions = [NewJunction(a, b, area_code=code, point=here[code].rect.at(0.2, 0.2)) for a, b, code in crossings]
    if junctions:
        names.register_junctions(actor=SURVEYOR, junctions=junctions, crs=Crs.CGCS2000.value, source=SOURCE, now=now)
    rows = [row for other in plan.NAMES if other != drawn.code for row in _foreign(other)]
    names.set_foreign_areas(actor=SURVEYOR, areas=rows, source="国家统计局 2023 区划代码", now=now)


def _foreign(district: str) -> Iterator[tuple[str, AreaKind, str]]:
    """Give the streets and communities of another district that have a code of their own."""
    for street in plan.streets_of(district):
        yield street["code"], AreaKind.STREET, street["zh"]
        for row in plan.communities_of(street["code"]):
            if int(row["code"][-3:]) < plan.OURS:
                yield row["code"], AreaKind.COMMUNITY, row["zh"]


def _roads(
    drawn: plan.District, places: Sequence[Printed], crossings: Sequence[tuple[str, str, str]]
) -> dict[str, list[str]]:
    """Return the roads that are named: of communities called after a road, of printed addresses, of junctions."""
    roads: dict[str, list[str]] = {}
    for community in drawn.communities:
        base = community.zh.removesuffix("社区")
        if base.endswith(("路", "街")):
            roads.setdefault(base, []).append(community.code)
    for place in places:
        roads.setdefault(place.road, []).append(place.community)
    for a, b, code in crossings:
        roads.setdefault(a, []).append(code)
        roads.setdefault(b, []).append(code)
    return roads


def aliases(ground: Ground, *, now: datetime) -> None:
    """Teach the names people use for the printed places (S-106)."""
    for place in PRINTED:
        if place.alias and place.name in ground.estates:
            names.learn_alias(
                actor=SURVEYOR, name=place.alias, source="来电摘登", estate_id=ground.estates[place.name], now=now
            )


def _dwellings(ground: Ground, dice: random.Random, since: datetime, now: datetime) -> None:
    """Give every dwelling to the printed estates, so that derived counts can be compared (S-017, S-018)."""
    wanted = {place.name: place for place in PRINTED}
    rows: list[NewDwelling] = []
    for spot in ground.spots:
        place = wanted.get(spot.estate)
        if place is not None:
            rows += list(_homes(spot, place, dice))
    if rows:
        estates.register_dwellings(actor=SURVEYOR, dwellings=rows, as_of=since.date(), now=now)


def _homes(spot: Spot, place: Printed, dice: random.Random) -> Sequence[NewDwelling]:
    from_query = [row.id for row in grid.entrances_of(spot.building_id)]
    count = place.households or place.buildings * 36
    share, rest = divmod(count, place.buildings)
    number = share + (1 if int(spot.number.removesuffix("号楼")) <= rest else 0)
    kinds = (Occupancy.OWNER,) * 5 + (Occupancy.TENANT,) * 4 + (Occupancy.VACANT,)
    return [
        NewDwelling(
            spot.building_id,
            from_query[index % len(from_query)],
            f"{index // 6 + 1}{index % 6 + 1:02d}-{index // len(from_query)}",
            floor=index // 6 + 1,
            occupancy=dice.choice(kinds),
        )
        for index in range(number)
    ]
