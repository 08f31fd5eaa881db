"""Files of estates and buildings: every refused line is told, and the same file twice changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.grid import actions, queries
from linli.grid.models import Building, Estate
from linli.grid.queries.registers import building_lines, estate_lines
from linli.grid.rules import registers
from linli.grid.rules.reading import ImportReport, NotReadable
from linli.grid.rules.registers import BUILDING_COLUMNS, ESTATE_COLUMNS, BuildingLine, EstateLine
from linli.grid.tests.factories import KEEPER, SmallDistrict, small_district
from linli.grid.words import Ending, EstateKind, LineOutcome, PropertyMode
from linli.journal.models import Fact
from linli.kernel.actor import STRANGER, Actor, Scope
from linli.kernel.decoding import decoded
from linli.kernel.errors import Forbidden, Invalid

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
OF_ESTATES = "community_code,name,kind,property_mode,built_year,has_elevator,households,lon,lat,crs\n"
OF_BUILDINGS = "community_code,estate,number,grid_code,floors,households,entrances,addresses,lon,lat,crs\n"
GOOD_ESTATE = "370203008002,登州路24号院,开放式楼院,业主自管,1987,否,120,,,\n"
GOOD_BUILDING = "370203008002,天惠苑小区,3,370203008002001,6,24,1;2,上清路 13,,,\n"


@pytest.fixture
def here(db: None) -> SmallDistrict:
    return small_district(NOW)


def estates(text: str, actor: Actor = KEEPER, crs: str | None = None) -> ImportReport:
    return actions.import_estates(actor=actor, text=text, crs=crs, source="住建局", now=NOW)


def buildings(text: str, actor: Actor = KEEPER, crs: str | None = None) -> ImportReport:
    return actions.import_buildings(actor=actor, text=text, crs=crs, source="住建局", placed_from=NOW, now=NOW)


def test_estates_are_registered_and_again_unchanged(here: SmallDistrict) -> None:
    report = estates(OF_ESTATES + GOOD_ESTATE)
    assert [(line.number, line.code, line.outcome) for line in report.lines] == [
        (2, "登州路24号院", LineOutcome.OPENED)
    ]
    made = Estate.objects.get(name="登州路24号院")
    assert (made.kind, made.property_mode, made.built_year, made.has_elevator) == (
        "open_courtyard", "self_managed", 1987, False,
    )  # fmt: skip
    assert (made.declared_households, made.declared_source, made.community_path) == (
        120, "住建局", here.estate_community,
    )  # fmt: skip
    assert Fact.objects.filter(kind="grid.estates_registered").count() == 2
    again = estates(OF_ESTATES + GOOD_ESTATE)
    assert again.count(LineOutcome.UNCHANGED) == 1
    assert Fact.objects.filter(kind="grid.estates_registered").count() == 2


@pytest.mark.parametrize(
    "line, word",
    [
        ("370203008999,新苑,gated,property,,,,,,", "370203008999"),
        ("370203008002,,gated,property,,,,,,", "name"),
        ("370203008002,新苑,village,property,,,,,,", "封闭小区"),
        ("370203008002,新苑,gated,nobody,,,,,,", "物业服务"),
        ("370203008002,新苑,gated,property,1799,,,,,", "1800"),
        ("370203008002,新苑,gated,property,,maybe,,,,", "是"),
        ("370203008002,新苑,gated,property,,,-3,,,", "整数"),
        ("370203008002,新苑,gated,property,,,,120.31,,EPSG:4490", "两个数字"),
        ("370203008002,新苑,gated,property,,,,120.31,36.06,", "坐标系"),
        ("370203008002,新苑,gated,property,,,,120.9,36.9,EPSG:4490", "不在上清路社区"),
        ("370203008002,天惠苑小区,gated,property,2005,,,,,", "built_year"),
        ("370203008002,登州路24号院,open_courtyard,self_managed,,,,,,", "重复"),
    ],
)
def test_a_bad_estate_says_what_would_make_it_right(here: SmallDistrict, line: str, word: str) -> None:
    report = estates(OF_ESTATES + GOOD_ESTATE + line + "\n")
    (refused,) = report.refused
    assert refused.number == 3
    assert refused.text is not None
    assert word in refused.text.zh
    assert report.count(LineOutcome.OPENED) == 1
    assert Estate.objects.count() == 2


def test_buildings_are_registered_and_again_unchanged(here: SmallDistrict) -> None:
    by_point = (
        f"370203008002,天惠苑小区,4,,,,,,{here.inside(here.estate_grid)[0]},{here.inside(here.estate_grid)[1]},WGS84\n"
    )
    loose = ",,传达室,370203008002002,,,,,,,\n"
    text = OF_BUILDINGS + GOOD_BUILDING + by_point + loose
    report = buildings(text)
    assert [line.outcome for line in report.lines] == [LineOutcome.OPENED] * 3
    assert [line.code for line in report.lines] == ["天惠苑小区 3", "天惠苑小区 4", "传达室"]
    made = Building.objects.get(number="3")
    card = queries.building_card(made.id, NOW)
    assert (made.estate_id, made.floors, made.declared_households) == (here.estate_id, 6, 24)
    assert ([one.number for one in card.entrances], card.building.area_path) == (["1", "2"], here.estate_grid)
    assert "上清路13号" in card.addresses
    assert queries.building(Building.objects.get(number="4").id, NOW).area_path == here.estate_grid
    assert buildings(text).count(LineOutcome.UNCHANGED) == 3
    assert Building.objects.count() == 5


@pytest.mark.parametrize(
    "line, word",
    [
        ("370203008002,天惠苑小区,,370203008002001,,,,,,,", "number"),
        ("370203008002,没有的小区,9,370203008002001,,,,,,,", "先登记小区"),
        ("370203008002,天惠苑小区,9,370203008002999,,,,,,,", "370203008002999"),
        ("370203008002,天惠苑小区,9,370203008012001,,,,,,,", "所属社区"),
        ("370203008002,天惠苑小区,9,,,,,,,,", "网格编码"),
        ("370203008002,天惠苑小区,9,,,,,,120.9,36.9,EPSG:4490", "任何网格"),
        ("370203008002,天惠苑小区,9,370203008002001,0,,,,,,", "1 到 200"),
        ("370203008002,天惠苑小区,9,370203008002001,,,1;1,,,,", "两次"),
        ("370203008002,天惠苑小区,9,370203008002001,,,,上清路,,,", "上清路 11"),
        ("370203008002,天惠苑小区,9,370203008002001,,,,上清路 11,,,", "别处"),
        ("370203008002,天惠苑小区,1,370203008002001,7,,,,,,", "floors"),
        ("370203008002,天惠苑小区,3,370203008002001,,,,,,,", "重复"),
    ],
)
def test_a_bad_building_says_what_would_make_it_right(here: SmallDistrict, line: str, word: str) -> None:
    report = buildings(OF_BUILDINGS + GOOD_BUILDING + line + "\n")
    (refused,) = report.refused
    assert refused.number == 3
    assert refused.text is not None
    assert word in refused.text.zh
    assert report.count(LineOutcome.OPENED) == 1
    assert Building.objects.count() == 3


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "name,kind\n"])
def test_a_file_without_the_needed_columns_is_no_register(here: SmallDistrict, text: str) -> None:
    for read in (estates, buildings):
        with pytest.raises(NotReadable):
            read(text)


def test_who_may_not_register_registers_nothing(here: SmallDistrict) -> None:
    elsewhere = Actor(name="account", scopes={"grid.register_estate": (Scope("370203/370203005"),)})
    for actor in (STRANGER, elsewhere):
        with pytest.raises(Forbidden):
            estates(OF_ESTATES + GOOD_ESTATE, actor)
        with pytest.raises(Forbidden):
            buildings(OF_BUILDINGS + GOOD_BUILDING, actor)
    assert (Estate.objects.count(), Building.objects.count()) == (1, 2)


def test_what_is_exported_changes_nothing_when_it_is_imported(here: SmallDistrict) -> None:
    estates(OF_ESTATES + GOOD_ESTATE)
    buildings(OF_BUILDINGS + ",,传达室,370203008002002,,,,,,,\n" + GOOD_BUILDING)
    of_estates = estates(queries.export_estates("", NOW, form="csv"))
    assert [line.outcome for line in of_estates.lines] == [LineOutcome.UNCHANGED] * 2
    of_buildings = buildings(queries.export_buildings("", NOW, form="csv"))
    assert [line.outcome for line in of_buildings.lines] == [LineOutcome.UNCHANGED] * 4
    part = buildings(queries.export_buildings("370203/370203008/370203008002/370203008002002", NOW, form="csv"))
    assert [line.code for line in part.lines] == ["传达室"]


def test_a_closed_estate_stands_in_no_file_and_may_come_again(here: SmallDistrict) -> None:
    later = NOW + timedelta(days=1)
    actions.close_estate(actor=KEEPER, estate_id=here.estate_id, ending=Ending.MISTAKEN, gone_since=later, now=later)
    assert (estate_lines("", later), building_lines("", later)) == ([], [])
    line = "370203008002,天惠苑小区,gated,property,2005,,,,,\n"
    report = actions.import_estates(actor=KEEPER, text=OF_ESTATES + line, source="住建局", now=later)
    assert report.count(LineOutcome.OPENED) == 1


def test_geojson_names_its_system_and_holds_points(here: SmallDistrict) -> None:
    whole = json.loads(queries.export_buildings("", NOW, form="geojson"))
    assert whole["crs"]["properties"]["name"] == registers.URN
    first = whole["features"][0]
    assert first["properties"]["addresses"] == "上清路 11"
    assert first["geometry"] == {"type": "Point", "coordinates": [120.3121, 36.07]}
    assert json.loads(queries.export_estates("", NOW, form="geojson"))["features"][0]["geometry"] is None


def test_there_are_two_forms(here: SmallDistrict) -> None:
    for export in (queries.export_estates, queries.export_buildings):
        with pytest.raises(Invalid):
            export("", NOW, form="xlsx")


def test_the_files_take_few_statements(here: SmallDistrict, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        estate_lines("", NOW)
    with django_assert_num_queries(3):  # type: ignore[operator]
        building_lines("", NOW)


NAME = st.text("aZ9中楼号·,\"'=()（） ", min_size=1, max_size=8).map(lambda text: " ".join(text.split())).filter(bool)
COUNT = st.none() | st.integers(0, 99_999)
POINT = st.none() | st.tuples(st.integers(119_000_000, 121_000_000), st.integers(35_000_000, 37_000_000)).map(
    lambda corner: (corner[0] / 1_000_000, corner[1] / 1_000_000)
)


@given(
    line=st.builds(
        EstateLine, community_code=st.just("370203008002"), name=NAME, kind=st.sampled_from(EstateKind),
        property_mode=st.sampled_from(PropertyMode), name_en=NAME, built_year=st.none() | st.integers(1800, 2100),
        has_elevator=..., households=COUNT, buildings=COUNT, point=POINT,
    )
)  # fmt: skip
def test_every_estate_is_read_as_it_was_written(line: EstateLine) -> None:
    assert registers.read_estates(registers.as_csv([line], ESTATE_COLUMNS)) == ([(2, line)], [])


DOORS = st.sets(st.tuples(st.sampled_from(["上清路", "延安一路"]), st.sampled_from(["1", "12-3", "7甲"])), max_size=3)


@given(
    line=st.builds(
        BuildingLine, number=NAME, code=st.just("A1B2C3"), community_code=st.just("370203008002"), estate=NAME,
        grid_code=st.just("370203008002001"), floors=st.none() | st.integers(1, 200), households=COUNT,
        entrances=st.sets(NAME, max_size=4).map(lambda one: tuple(sorted(one))),
        addresses=DOORS.map(lambda one: tuple(sorted(one))), point=POINT,
    )
)  # fmt: skip
def test_every_building_is_read_as_it_was_written(line: BuildingLine) -> None:
    assert registers.read_buildings(registers.as_csv([line], BUILDING_COLUMNS)) == ([(2, line)], [])


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_every_encoding_and_mark_that_offices_use_is_read(encoding: str, mark: str) -> None:
    text = (OF_ESTATES + GOOD_ESTATE).replace(",", mark)
    lines, refused = registers.read_estates(decoded(text.encode(encoding)))
    assert refused == []
    assert [(number, line.name) for number, line in lines] == [(2, "登州路24号院")]
