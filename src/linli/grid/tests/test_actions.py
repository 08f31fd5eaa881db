"""Registers, zones, modes, thematic merge: allowed, refused, twice, told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from linli.grid import actions, queries
from linli.grid.actions.areas import AlreadySo, CodeTaken, NoParent, SecondDistrict
from linli.grid.actions.estates import EstateTaken
from linli.grid.models import Area, BuildingPlacement, ThematicGrid
from linli.grid.rules.drafts import NewArea, NewBuilding, NewDwelling, NewEstate
from linli.grid.rules.merging import DomainMerged
from linli.grid.tests.factories import HIGH, KEEPER, SOUTH, WEST, WIDE, SmallDistrict, areas, outline, small_district
from linli.grid.words import (
    AreaKind,
    Domain,
    EstateKind,
    FindingKind,
    Mode,
    Occupancy,
    PropertyMode,
)
from linli.journal import queries as journal
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
CODE = "370203008002"


@pytest.fixture
def small(db):
    return small_district(NOW)


def open_one(area: NewArea, actor: Actor = KEEPER) -> UUID:
    return actions.open_area(actor=actor, area=area, source="示意", valid_from=NOW, now=NOW)


@pytest.mark.parametrize(
    "area, refusal",
    [
        (NewArea(AreaKind.GRID, CODE + "001", "又一个", CODE), CodeTaken),
        (NewArea(AreaKind.GRID, "370203008999001", "无社区", "370203008999"), NoParent),
        (NewArea(AreaKind.GRID, "370203008001001", "直属街道", "370203008"), NoParent),
        (NewArea(AreaKind.DISTRICT, "370202", "市南区", None), SecondDistrict),
        (NewArea(AreaKind.GRID, CODE + "009", " ", CODE), Invalid),
        (NewArea(AreaKind.GRID, CODE + "009", "无坐标系", CODE, outline=outline(0, 0, 1, 1)), Invalid),
    ],
)
def test_an_area_that_cannot_be_is_refused(small, area, refusal):
    before = Area.objects.count()
    with pytest.raises(refusal):
        open_one(area)
    assert Area.objects.count() == before


def test_a_stranger_opens_no_area(small):
    with pytest.raises(Forbidden):
        open_one(NewArea(AreaKind.GRID, CODE + "009", "第九网格", CODE), STRANGER)
    assert len(queries.below("", NOW)) == 15


def test_opening_tells_how_many_of_what(small):
    facts = [fact for fact in journal.facts_of(small.ids["370203"]) if fact.kind == "grid.areas_opened"]
    assert facts[0].data["count"] == 15
    assert facts[0].data["by_kind"] == {"district": 1, "street": 2, "community": 4, "grid": 8}


def test_a_new_area_is_known_at_once(small):
    open_one(NewArea(AreaKind.GRID, CODE + "009", "第九网格", CODE))
    assert queries.place(address="上清路社区第九网格", at=NOW).area.code == CODE + "009"
    actions.rename_area(actor=KEEPER, area_id=queries.area_by_code(CODE, NOW).id, name="新上清社区", now=NOW)
    for name in ("新上清社区", "上清路社区"):
        assert queries.place(address=name, at=NOW).area.code == CODE


def test_zones_hold_every_street_once(small):
    def zone(**zones: list[str]) -> dict[str, UUID]:
        return actions.set_zones(
            actor=KEEPER,
            zones={code: (code, code, streets) for code, streets in zones.items()},
            valid_from=NOW,
            now=NOW,
        )

    for wrong in ({"Z1": ["370203008"]}, {"Z1": ["370203008"], "Z2": ["370203008", "370203005"]}):
        with pytest.raises(Invalid):
            zone(**wrong)
    zone(Z1=["370203008"], Z2=["370203005"])
    assert [(row.code, row.street_paths) for row in queries.zones(NOW)] == [
        ("Z1", ("370203/370203008",)),
        ("Z2", ("370203/370203005",)),
    ]
    found = queries.zone_of("370203/370203005", NOW)
    assert found is not None
    assert found.code == "Z2"


def test_a_mode_is_switched_once_and_needs_a_level(small):
    with pytest.raises(Invalid):
        actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.EMERGENCY, now=NOW)
    with pytest.raises(AlreadySo):
        actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.NORMAL, now=NOW)
    actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.EMERGENCY, level=4, now=NOW)
    with pytest.raises(AlreadySo):
        actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.EMERGENCY, level=4, now=NOW)
    later = NOW + timedelta(minutes=5)
    actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.EMERGENCY, level=1, now=later)
    assert queries.operating_mode("370203", later).level == 1
    with pytest.raises(Forbidden):
        actions.set_mode(actor=STRANGER, area_path="370203", mode=Mode.NORMAL, now=later)
    assert [fact.data["level"] for fact in journal.facts_of(small.ids["370203"]) if "mode" in fact.kind] == [
        4,
        1,
    ]


def test_an_estate_name_is_taken_once(small):
    estate = NewEstate(CODE, "天惠苑小区", EstateKind.GATED, PropertyMode.NONE)
    with pytest.raises(EstateTaken):
        actions.register_estates(actor=KEEPER, estates=[estate], now=NOW)
    elsewhere = NewEstate("370203008012", "天惠苑小区", EstateKind.GATED, PropertyMode.NONE)
    actions.register_estates(actor=KEEPER, estates=[elsewhere], now=NOW)
    assert queries.place(address="天惠苑小区", at=NOW).area.path == "370203"
    assert queries.place(address="延安一路社区天惠苑小区", at=NOW).area.code == "370203008012"


@pytest.mark.parametrize(
    "building, refusal",
    [
        (lambda s: NewBuilding("1", s.estate_id, CODE + "001"), EstateTaken),
        (lambda s: NewBuilding("9", s.estate_id, "370203008012001"), Invalid),
        (lambda s: NewBuilding("9", s.estate_id), Invalid),
        (lambda s: NewBuilding("9", None, point=(120.0, 36.0)), Invalid),
        (lambda s: NewBuilding("9", None, CODE), NotFound),
    ],
)
def test_a_building_lies_in_a_grid_of_its_community(small, building, refusal):
    with pytest.raises(refusal):
        actions.register_buildings(
            actor=KEEPER, buildings=[building(small)], crs="WGS84", source="x", placed_from=NOW, now=NOW
        )
    assert BuildingPlacement.objects.count() == 2


def test_a_building_is_in_one_grid_at_a_time(small):
    with pytest.raises(IntegrityError), transaction.atomic():
        BuildingPlacement.objects.create(
            building_id=small.building_ids[0], area_id=small.ids[small.grids[0]], valid_from=NOW + timedelta(days=1)
        )


def test_households_derived_and_declared_are_compared(small):
    actions.register_dwellings(actor=KEEPER, dwellings=dwellings(small), as_of=date(2026, 11, 1), now=NOW)
    assert queries.household_counts("370203", NOW) == {small.estate_grid: 20}
    assert queries.count_differences("370203") == []
    estate = NewEstate(
        CODE,
        "国棉五厂二舍",
        EstateKind.OPEN_COURTYARD,
        PropertyMode.NONE,
        declared_households=563,
        declared_source="街道台账",
    )
    (key,) = actions.register_estates(actor=KEEPER, estates=[estate], now=NOW).values()
    (building,) = actions.register_buildings(
        actor=KEEPER,
        buildings=[NewBuilding("1", key, CODE + "002", entrances=("1",))],
        source="x",
        placed_from=NOW,
        now=NOW,
    )
    (entrance,) = queries.entrances_of(building)
    actions.register_dwellings(actor=KEEPER, dwellings=[NewDwelling(building, entrance.id, "101")], as_of=None, now=NOW)
    (found,) = queries.count_differences("370203")
    assert (found.subject, found.declared, found.derived) == ("国棉五厂二舍", 563, 1)


def dwellings(small: SmallDistrict) -> list[NewDwelling]:
    kinds = [Occupancy.OWNER] * 10 + [Occupancy.TENANT] * 8 + [Occupancy.VACANT] * 2
    return [
        NewDwelling(small.building_ids[n % 2], small.entrance_ids[(n % 2) * 2], str(n), occupancy=kinds[n])
        for n in range(20)
    ]


def test_occupancy_shows_shares_once_groups_are_large_enough(small):
    actions.register_dwellings(actor=KEEPER, dwellings=dwellings(small), as_of=date(2026, 11, 1), now=NOW)
    assert queries.occupancy(small.estate_id) is None
    rows = queries.dwellings_of(small.building_ids[0], NOW)
    seen = {row.id: Occupancy.VACANT for row in rows}
    old = actions.record_occupancy(
        actor=KEEPER, building_id=small.building_ids[0], occupancies=seen, as_of=date(2026, 10, 1), now=NOW
    )
    assert old == 0
    actions.record_occupancy(
        actor=KEEPER, building_id=small.building_ids[0], occupancies=seen, as_of=date(2026, 11, 5), now=NOW
    )
    shares = queries.occupancy(small.estate_id)
    assert shares is None or sum(share.permille for share in shares) == 1000


def test_the_property_mode_is_changed_once(small):
    def change() -> None:
        actions.set_property_mode(
            actor=KEEPER, estate_id=small.estate_id, mode=PropertyMode.FALLBACK, since=date(2026, 11, 1), now=NOW
        )

    change()
    assert not queries.estate(small.estate_id).property_mode.has_property
    with pytest.raises(Conflict):
        change()
    facts = journal.facts_of(small.estate_id)
    assert [fact.data.get("after") for fact in facts if fact.kind == "grid.property_mode_set"] == ["fallback"]


def test_open_becomes_gated_on_its_day(small):
    actions.convert_estate(
        actor=KEEPER, estate_id=small.estate_id, kind=EstateKind.OPEN_COURTYARD, since=date(2026, 11, 1), now=NOW
    )
    assert queries.estate(small.estate_id).kind is EstateKind.OPEN_COURTYARD


def test_a_building_belongs_to_one_governance_unit(small):
    def unit(name: str, at: datetime) -> UUID:
        return actions.set_governance_unit(
            actor=KEEPER,
            community_path=small.estate_community,
            kind=EstateKind.OPEN_COURTYARD,
            name=name,
            basis="同一院落、共用大门",
            buildings=small.building_ids,
            valid_from=at,
            now=NOW,
        )

    count, without = queries.ungoverned(small.district, NOW, limit=1)
    assert (count, len(without)) == (2, 1)
    assert queries.ungoverned(small.communities[0], NOW) == (0, [])
    first, second = unit("一", NOW), unit("二", NOW + timedelta(days=1))
    building = small.building_ids[0]
    assert queries.ungoverned(small.estate_community, NOW) == (0, [])
    assert queries.governance_unit_of(building, NOW) == first
    assert queries.governance_unit_of(building, NOW + timedelta(days=2)) == second
    with pytest.raises(Invalid):
        actions.set_governance_unit(
            actor=KEEPER,
            community_path=small.communities[0],
            kind=EstateKind.GATED,
            name="三",
            basis="x",
            buildings=small.building_ids,
            valid_from=NOW,
            now=NOW,
        )


def mesh(code: str, west: int, east: int) -> actions.NewThematic:
    box = outline(WEST + west, SOUTH, WEST + east, SOUTH + HIGH)
    return actions.NewThematic(code, code, "区委政法委", ("走访",), ("w1",), box)


def test_a_thematic_net_becomes_a_view_on_base_grids(small):
    def bring(domain: Domain, *meshes: actions.NewThematic) -> list[UUID]:
        return actions.import_thematic(actor=KEEPER, domain=domain, meshes=meshes, crs="CGCS2000", source="x", now=NOW)

    first = bring(Domain.SECURITY, mesh("S1", 0, 6000))
    second = bring(Domain.HEALTH, mesh("H1", 4000, 8000))
    one, two = queries.proposals()
    assert [share for _, share in one.parts] == [667, 333]
    assert {kind for kind, _, _ in two.findings} == {"person", "duty", "surface"}
    assert {item.kind.value for item in queries.net_crossings(NOW)} == {"person", "duty", "surface"}
    assert actions.accept_merge(actor=KEEPER, proposal_id=first[0], now=NOW) == 2
    with pytest.raises(Conflict):
        actions.accept_merge(actor=KEEPER, proposal_id=first[0], now=NOW)
    with pytest.raises(DomainMerged):
        bring(Domain.SECURITY, mesh("S2", 0, 4000))
    actions.decline_merge(actor=KEEPER, proposal_id=second[0], note="再议", now=NOW)
    assert [(row.duty, row.domain) for row in queries.grid_duties("370203", NOW)] == [("走访", Domain.SECURITY)] * 2
    progress = {row.domain: row for row in queries.merge_progress(NOW)}
    assert (progress[Domain.SECURITY].merged, progress[Domain.HEALTH].merged) == (1, 0)
    assert ThematicGrid.objects.count() == 2


def test_the_audit_lists_planted_defects(small):
    overlapping = outline(WEST + WIDE, SOUTH, WEST + WIDE + 100, SOUTH + 100)
    code = small.communities[0].rpartition("/")[2]
    actions.open_areas(
        actor=KEEPER,
        areas=[
            NewArea(AreaKind.GRID, code + "003", "第一网格", code, outline=overlapping, declared_households=900),
            NewArea(AreaKind.MICROGRID, code + "00301", "微网格一", code + "003", declared_households=29),
        ],
        crs="CGCS2000",
        source="x",
        valid_from=NOW,
        now=NOW,
    )
    found = queries.audit("", NOW)
    assert sorted({item.kind for item in found}) == [
        FindingKind.DOUBLE_NAME,
        FindingKind.HOUSEHOLDS,
        FindingKind.MICROGRID_SIZE,
        FindingKind.OVERLAP,
    ]
    (overlap,) = [item for item in found if item.kind is FindingKind.OVERLAP]
    assert (overlap.area_path.rpartition("/")[2], overlap.other.rpartition("/")[2]) == (code + "002", code + "003")


def test_another_district_is_named_nowhere(db):
    actions.open_areas(
        actor=KEEPER, areas=areas("370202", "市南区"), crs="WGS84", source="示意", valid_from=NOW, now=NOW
    )
    assert queries.district(NOW).code == "370202"
    assert queries.place(at=NOW).area.code == "370202"
    assert queries.place(address="市南区延安路街道上清路社区第二网格", at=NOW).area.code == "370202008002002"
    assert queries.audit("", NOW) == []
