"""Coordinates written in a text, what else words may mean, and how sure each is (R5-5, domain-spec §16)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.grid import actions, queries
from linli.grid.rules import weighing
from linli.grid.rules.coordinates import UNSAID, written
from linli.grid.rules.crs import from_cgcs2000
from linli.grid.rules.drafts import NewAddress
from linli.grid.tests.factories import KEEPER, SmallDistrict, small_district
from linli.grid.words import Certainty, Crs, Rung

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def small(db) -> SmallDistrict:
    return small_district(NOW)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("位置120.3839,36.0671路灯坏了", 120.3839, 36.0671),
        ("36.0671，120.3839", 120.3839, 36.0671),
        ("北纬36°04′ 东经120°23′", 120.38333, 36.06667),
        ("东经120度23分2.04秒，北纬36度4分1.5秒", 120.3839, 36.06708),
        ("N36.0671 E120.3839", 120.3839, 36.0671),
        ("36.0671N,120.3839E", 120.3839, 36.0671),
        ("经度：120.3839 纬度：36.0671", 120.3839, 36.0671),
        ("经度：36.0671 纬度：120.3839", 120.3839, 36.0671),
        ("lng=120.3839&lat=36.0671", 120.3839, 36.0671),
        ("１２０．３８３９，３６．０６７１", 120.3839, 36.0671),
        ("東經120.3839°、北緯36.0671°", 120.3839, 36.0671),
    ],
)
def test_a_pair_is_read_in_every_form_and_order(text: str, lon: float, lat: float) -> None:
    found = written(text)
    assert found is not None
    assert (found.lon, found.lat) == (pytest.approx(lon, abs=1e-4), pytest.approx(lat, abs=1e-4))
    assert found.systems == UNSAID


@pytest.mark.parametrize(
    "text",
    [
        "价格3.5、40.2元",
        "电话13900001234",
        "120.38,36.06",
        "2.125,3.225",
        "北纬36°61′ 东经120°23′",
        "2.250 120.500",
        "",
    ],
)
def test_other_numbers_are_no_point(text: str) -> None:
    assert written(text) is None


@pytest.mark.parametrize(
    ("words", "crs"),
    [("高德定位", Crs.GCJ02), ("百度地图", Crs.BD09), ("GPS", Crs.WGS84), ("国家大地坐标CGCS2000", Crs.CGCS2000)],
)
def test_a_system_that_is_said_is_the_one(words: str, crs: Crs) -> None:
    found = written(f"{words} 120.383912,36.067122")
    assert found is not None
    assert found.systems == (crs,)


def _said(small: SmallDistrict, path: str, crs: Crs) -> str:
    lon, lat = from_cgcs2000(*small.inside(path), crs)
    return f"{lon:.6f},{lat:.6f}"


def test_a_written_point_decides_where_its_system_is_said(small: SmallDistrict) -> None:
    path = small.grids[4]
    placed = queries.place(address=f"高德 {_said(small, path, Crs.GCJ02)}", at=NOW)
    assert (placed.area.path, placed.certainty, placed.confidence) == (path, Certainty.POINT, 1.0)
    assert placed.lon == pytest.approx(small.inside(path)[0], abs=1e-5)


def test_a_system_that_is_not_said_is_doubted_within_the_bounds(small: SmallDistrict) -> None:
    doubtful = [queries.spot_in(_said(small, path, Crs.WGS84), at=NOW) for path in small.grids]
    both = [spot for spot in doubtful if spot and spot.is_unsaid]
    sure = [spot for spot in doubtful if spot and not spot.is_unsaid]
    assert both
    assert sure
    assert all(spot.point is None and len(spot.paths) > 1 and spot.confidence < 1 for spot in both)
    assert all(spot.point is not None for spot in sure)


def test_a_point_beyond_the_bounds_is_outside(small: SmallDistrict) -> None:
    placed = queries.place(address="120.512345,36.212345", at=NOW)
    assert (placed.certainty, placed.area.path) == (Certainty.OUTSIDE, small.district)
    assert queries.place(address="上清路社区 120.512345,36.212345", at=NOW).certainty is Certainty.COMMUNITY


def test_minutes_alone_give_an_area_and_no_point(small: SmallDistrict) -> None:
    spot = queries.spot_in("GPS 北纬36°04′ 东经120°19′", at=NOW)
    assert spot is not None
    assert spot.point is None
    assert len(spot.paths) > 1


def test_words_and_a_point_inside_them_are_exact(small: SmallDistrict) -> None:
    path = small.grids[4]
    placed = queries.place(address=f"上清路社区 GPS {_said(small, path, Crs.WGS84)}", at=NOW)
    assert (placed.area.path, placed.certainty) == (path, Certainty.POINT)


def test_the_named_street_wins_over_a_name_that_lies_elsewhere(small: SmallDistrict) -> None:
    """天惠苑 lies in 延安路街道: the street that the text names decides, the estate is one of the others (R5-5)."""
    placed = queries.place(address="辽宁路街道天惠苑", at=NOW)
    assert (placed.area.code, placed.certainty) == ("370203005", Certainty.STREET)
    assert placed.confidence == 0.5
    found = queries.choices(["辽宁路街道天惠苑"], at=NOW)
    assert [(one.rung, one.estate_id) for one in found] == [(Rung.STREET, None), (Rung.ESTATE, small.estate_id)]


def test_a_junction_makes_a_named_street_exact(small: SmallDistrict) -> None:
    roads = {"上清路": ["370203008002001"], "延安一路": ["370203008002"]}
    actions.register_roads(actor=KEEPER, roads=roads, now=NOW)
    for words in (
        "延安路街道上清路和延安一路十字路口",
        "上清路 延安一路 交叉口",
        "上清路靠近延安一路路口",
        "上清路×延安一路拐角",
    ):
        placed = queries.place(address=words, at=NOW)
        assert (placed.area.code, placed.certainty) == ("370203008002001", Certainty.JUNCTION)


def test_a_road_alone_decides_nothing_and_offers_what_it_touches(small: SmallDistrict) -> None:
    roads = {"上清路": ["370203008002", "370203008012", "370203005011"]}
    actions.register_roads(actor=KEEPER, roads=roads, now=NOW)
    assert queries.place(address="上清路堵了", at=NOW).certainty is Certainty.UNKNOWN
    found = queries.choices(["上清路堵了"], at=NOW)
    assert {one.area_path.rpartition("/")[2] for one in found} == set(roads["上清路"])
    assert all(one.rung is Rung.ROAD and one.confidence < 0.25 and one.lon for one in found)


def test_choices_say_what_was_decided_first_and_no_place_twice(small: SmallDistrict, django_assert_num_queries) -> None:
    door = NewAddress("上清路", "11", building_id=small.building_ids[0])
    actions.register_addresses(actor=KEEPER, addresses=[door], source="示意", now=NOW)
    text = "上清路11号（天惠苑），从延安一路社区过来"
    queries.choices([text], at=NOW)
    with django_assert_num_queries(0):
        found = queries.choices([text, text], at=NOW)
    assert (found[0].rung, found[0].building_id) == (Rung.DOOR, small.building_ids[0])
    assert len({one.place for one in found}) == len(found) <= weighing.MOST
    assert any(one.area_path.endswith("370203008012") for one in found[1:])
    assert all(one.lon is not None for one in found)
