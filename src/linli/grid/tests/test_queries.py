"""Areas, points, words, estates: what the grid answers, and with how many statements."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.grid import actions, queries
from linli.grid.models import Area, GridVersion
from linli.grid.queries import memory
from linli.grid.rules.drafts import NewAddress, NewJunction
from linli.grid.tests.factories import KEEPER, SmallDistrict, small_district
from linli.grid.words import AreaKind, Certainty, MentionKind, Mode
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import new_id

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def small(db) -> SmallDistrict:
    return small_district(NOW)


def test_an_area_is_found_by_id_code_and_path(small, django_assert_num_queries):
    with django_assert_num_queries(3):
        by_code = queries.area_by_code("370203008002001", NOW)
        by_path = queries.area_by_path(small.estate_grid)
        by_id = queries.area(small.ids[small.estate_grid])
    assert by_code == by_path == by_id
    assert (by_id.kind, by_id.name) == (AreaKind.GRID, "第一网格")
    assert by_id.path == "370203/370203008/370203008002/370203008002001"


@pytest.mark.parametrize("what", ["before", "unknown"])
def test_there_is_no_such_area(small, what):
    at = NOW - timedelta(seconds=1) if what == "before" else NOW
    with pytest.raises(NotFound):
        queries.area_by_code("370203008002001" if what == "before" else "370203999", at)


def test_a_point_finds_its_grid_without_a_statement(small, django_assert_num_queries):
    queries.grid_at(120.4, 36.1, crs="WGS84", at=NOW)
    for path in small.grids:
        with django_assert_num_queries(0):
            found = queries.grid_at(*small.inside(path), crs="CGCS2000", at=NOW)
        assert found is not None
        assert found.path == path
        assert queries.grid_at_by_sql(*small.inside(path), crs="CGCS2000", at=NOW) == found


def test_a_point_outside_is_nowhere(small):
    assert queries.grid_at(120.0, 36.0, crs="WGS84", at=NOW) is None


@pytest.mark.parametrize("crs", [None, "", "ED50"])
def test_a_point_without_its_system_is_refused(small, crs):
    with pytest.raises(Invalid) as refusal:
        queries.place(point=(120.31, 36.06, crs), at=NOW)
    assert refusal.value.field == "crs"


def test_the_wrong_system_gives_another_grid(small):
    lon, lat = small.inside(small.grids[4])
    right = queries.grid_at(lon, lat, crs="CGCS2000", at=NOW)
    assert queries.grid_at(lon, lat, crs="GCJ02", at=NOW) != right


@pytest.mark.parametrize(
    "address, certainty, tail",
    [
        ("上清路11号3单元", Certainty.DOOR, "370203008002001"),
        ("天惠苑2号楼1单元楼道", Certainty.BUILDING, "370203008002001"),
        ("天惠苑小区门口", Certainty.ESTATE, "370203008002"),
        ("延安一路社区第二网格", Certainty.GRID, "370203008012002"),
        ("延安一路社区", Certainty.COMMUNITY, "370203008012"),
        ("延安路街道那边", Certainty.STREET, "370203008"),
        ("上清路与延安一路路口", Certainty.JUNCTION, "370203008002001"),
        ("上清路附近", Certainty.UNKNOWN, "370203"),
        ("市南区江苏路街道齐东路社区", Certainty.OUTSIDE, "370203"),
        ("", Certainty.UNKNOWN, "370203"),
    ],
)
def test_words_find_the_place_in_the_order_of_r5_5(small, address, certainty, tail):
    actions.register_roads(actor=KEEPER, roads={"上清路": ["370203008002"], "延安一路": []}, now=NOW)
    junction = NewJunction("延安一路", "上清路", "370203008002001")
    actions.register_junctions(actor=KEEPER, junctions=[junction], source="示意", now=NOW)
    foreign = [
        ("370202", AreaKind.DISTRICT, "市南区"),
        ("370202007", AreaKind.STREET, "江苏路街道"),
        ("370202007001", AreaKind.COMMUNITY, "齐东路社区"),
    ]
    actions.set_foreign_areas(actor=KEEPER, areas=foreign, source="spec 18.2", now=NOW)
    placed = queries.place(address=address, at=NOW)
    assert (placed.certainty, placed.area.code) == (certainty, tail)


def test_a_grid_name_alone_means_several_grids_and_decides_nothing(small):
    found = queries.gazetteer(NOW).find("第一网格的井盖")
    assert len(found) == 4
    assert queries.place(address="第一网格的井盖", at=NOW).certainty is Certainty.UNKNOWN


def test_the_own_district_wins_over_a_shared_name(small):
    foreign = [("370202007001", AreaKind.COMMUNITY, "齐东路社区")]
    actions.set_foreign_areas(actor=KEEPER, areas=foreign, source="spec 18.2", now=NOW)
    assert queries.place(address="市北区齐东路社区边上", at=NOW).certainty is Certainty.UNKNOWN
    assert queries.place(address="齐东路社区边上", at=NOW).district_code == "370202"


def test_a_code_beats_words_and_words_beat_the_point(small):
    code = queries.building(small.building_ids[0], NOW).code
    elsewhere = (*small.inside(small.grids[0]), "CGCS2000")
    by_code = queries.place(point=elsewhere, address="延安一路社区", building_code=code, at=NOW)
    assert (by_code.certainty, by_code.area.path) == (Certainty.BUILDING_CODE, small.estate_grid)
    by_words = queries.place(point=elsewhere, address="上清路11号", at=NOW)
    assert (by_words.certainty, by_words.area.path) == (Certainty.DOOR, small.estate_grid)


def test_a_point_makes_a_community_exact(small):
    placed = queries.place(point=(*small.inside(small.grids[5]), "CGCS2000"), address="上清路社区", at=NOW)
    assert (placed.certainty, placed.area.path) == (Certainty.POINT, small.grids[5])


def test_an_unknown_building_code_is_refused(small):
    with pytest.raises(Invalid):
        queries.place(building_code="ZZZZZZZZZ", at=NOW)


def test_an_alias_is_learnt_and_counted(small):
    for _ in range(2):
        alias = actions.learn_alias(
            actor=KEEPER, name="建材一厂宿舍", source="case", now=NOW, estate_id=small.estate_id
        )
    placed = queries.place(address="辽阳西路建材一厂宿舍2号楼", at=NOW)
    assert (placed.certainty, placed.building_id) == (Certainty.BUILDING, small.building_ids[1])
    assert alias is not None


def test_a_door_registered_again_points_anew(small):
    for estate in (None, small.estate_id):
        door = NewAddress("辽阳西路", "184", estate_id=estate, area_code=None if estate else "370203008012001")
        actions.register_addresses(actor=KEEPER, addresses=[door], source="示意", now=NOW)
    assert queries.place(address="辽阳西路184号", at=NOW).estate_id == small.estate_id


def test_mentions_keep_their_places_in_the_text(small):
    text = "延安路街道天惠苑3号楼2单元,天惠苑1号楼"
    found = queries.gazetteer(NOW).find(text)
    assert [(text[m.start : m.end], m.kind) for m in found] == [
        ("延安路街道", MentionKind.STREET),
        ("天惠苑", MentionKind.ESTATE),
        ("天惠苑1号楼", MentionKind.BUILDING),
    ]


def test_the_tree_counts_subtrees_in_two_statements(small, django_assert_num_queries):
    queries.district(NOW)
    with django_assert_num_queries(2):
        rows = queries.tree("", NOW)
    by_path = {row.area.path: row for row in rows}
    root = by_path["370203"]
    assert (root.grids, root.estates, root.buildings) == (8, 1, 2)
    assert (by_path[small.estate_grid].grids, by_path[small.estate_grid].buildings) == (1, 2)
    assert len(rows) == 1 + 2 + 4 + 8
    assert len(queries.tree("370203", NOW, depth=1)) == 3


def test_a_building_card_shows_everything(small, django_assert_num_queries):
    queries.district(NOW)
    queries.estates("", NOW)
    with django_assert_num_queries(6):
        card = queries.building_card(small.building_ids[0], NOW)
    assert card.estate is not None
    assert (card.estate.name, card.estate.is_old) == ("天惠苑小区", True)
    assert [row.kind for row in card.areas] == [
        AreaKind.DISTRICT,
        AreaKind.STREET,
        AreaKind.COMMUNITY,
        AreaKind.GRID,
    ]
    assert [entrance.number for entrance in card.entrances] == ["1", "2"]
    assert card.addresses == ("上清路11号",)


def test_the_grid_of_a_building_on_a_day(small):
    building = small.building_ids[0]
    assert queries.grid_of_building_on(building, date(2026, 11, 19)) is None
    found = queries.grid_of_building_on(building, date(2026, 11, 20))
    assert found is not None
    assert found.path == small.estate_grid


def test_the_nearest_switch_says_how_an_area_operates(small, django_assert_num_queries):
    later = NOW + timedelta(hours=1)
    assert queries.operating_mode(small.estate_grid, NOW).mode is Mode.NORMAL
    actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.EMERGENCY, level=2, now=NOW)
    actions.set_mode(actor=KEEPER, area_path=small.streets[1], mode=Mode.EMERGENCY, level=1, now=NOW)
    with django_assert_num_queries(1):
        assert queries.operating_mode(small.estate_grid, NOW).level == 1
    actions.set_mode(actor=KEEPER, area_path=small.streets[1], mode=Mode.NORMAL, now=later)
    assert queries.operating_mode(small.estate_grid, later).level == 2
    actions.set_mode(actor=KEEPER, area_path="370203", mode=Mode.NORMAL, now=later)
    assert queries.operating_mode(small.estate_grid, later).mode is Mode.NORMAL


def test_before_the_first_day_the_place_is_unknown_not_an_error(small):
    placed = queries.place(address="上清路11号", at=NOW - timedelta(days=400))
    assert (placed.area.path, placed.certainty) == ("370203", Certainty.UNKNOWN)


def test_what_another_process_changed_is_seen_once_the_version_is_looked_at(small, monkeypatch):
    assert queries.place(address="上清路社区", at=NOW).area.code == "370203008002"
    Area.objects.filter(code="370203008002").update(name="别的社区")
    GridVersion.objects.update(token=new_id())
    assert queries.place(address="上清路社区", at=NOW).area.code == "370203008002"
    monkeypatch.setattr(memory, "FRESH_SECONDS", -1.0)
    assert queries.place(address="上清路社区", at=NOW).certainty is Certainty.UNKNOWN
    assert queries.place(address="别的社区", at=NOW).area.code == "370203008002"


def test_cells_side_by_side_keep_apart(small, monkeypatch):
    assert queries.district(NOW).code == "370203"
    monkeypatch.setattr(memory, "_cell", lambda: ("another", "cell"))
    Area.objects.filter(kind="district").update(name="市南区")
    assert queries.district(NOW).name == "市南区"
    monkeypatch.undo()
    assert queries.district(NOW).name == "市北区"
