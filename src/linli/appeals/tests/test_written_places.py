"""From the words of a report to its place: every rung of the ladder, and what is kept of how it was found (R5-5)."""

from __future__ import annotations

import pytest

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import look
from linli.appeals.models import Appeal
from linli.appeals.tests.factories import NOW, SEWER, at_building, registered
from linli.appeals.words import Channel
from linli.grid import actions as grid
from linli.grid.rules.crs import from_cgcs2000
from linli.grid.rules.drafts import NewAddress
from linli.grid.tests.factories import KEEPER
from linli.grid.words import Crs
from linli.kernel.tests.calendars import local

BEFORE = local("2026-03-01 09:00")


@pytest.fixture
def named(here):
    """The town with a door, a crossing and a familiar name."""
    small = here.small
    door = NewAddress("上清路", "11", building_id=small.building_ids[0])
    grid.register_addresses(actor=KEEPER, addresses=[door], source="示意", now=BEFORE)
    roads = {"上清路": ["370203008002001"], "延安一路": ["370203008002", "370203008012"], "齐东路": []}
    grid.register_roads(actor=KEEPER, roads=roads, now=BEFORE)
    grid.learn_alias(actor=KEEPER, name="建材一厂宿舍", source="来电", estate_id=small.estate_id, now=BEFORE)
    return here


@pytest.mark.parametrize(
    ("words", "rung", "code"),
    [
        ("上清路11号", "door", "370203008002001"),
        ("上清路１１號", "door", "370203008002001"),
        ("天惠苑2号楼", "building", "370203008002001"),
        ("天惠苑二号楼", "building", "370203008002001"),
        ("建材一厂宿舍", "alias", "370203008002"),
        ("建材一廠宿舍", "alias", "370203008002"),
        ("天惠苑小区", "estate", "370203008002"),
        ("延安一路社区第二网格", "grid", "370203008012002"),
        ("延安一路社区", "community", "370203008012"),
        ("延安一路社驱", "community", "370203008012"),
        ("延安路街道", "street", "370203008"),
        ("延安路街到", "street", "370203008"),
        ("上清路和延安一路路口", "junction", "370203008002001"),
        ("齐东路", "", "370203"),
    ],
)
def test_every_rung_is_read_in_the_report_and_in_the_address(named, words, rung, code):
    in_words = Appeal.objects.get(id=registered(named, f"{words}垃圾没人清运。", place=Place()).id)
    in_address = Appeal.objects.get(id=registered(named, SEWER, place=Place(address=words)).id)
    for appeal in (in_words, in_address):
        assert (appeal.proposal["place"]["rung"], appeal.area_path.rpartition("/")[2]) == (rung, code)
        assert appeal.proposal["place"]["path"] == appeal.area_path
        assert ("alias" in appeal.proposal["place"]) is (rung == "alias")


def test_coordinates_in_the_words_place_a_report(named):
    path = named.small.grids[4]
    lon, lat = from_cgcs2000(*named.small.inside(path), Crs.WGS84)
    text = f"路灯坏了，GPS 北纬{lat:.5f}，东经{lon:.5f}。"
    appeal = Appeal.objects.get(id=registered(named, text, place=Place()).id)
    assert (appeal.area_path, appeal.proposal["place"]["rung"]) == (path, "written")
    assert appeal.lon == pytest.approx(lon, abs=2e-5)
    named_too = Appeal.objects.get(id=registered(named, "上清路社区的" + text, place=Place()).id)
    assert named_too.area_path == path
    beyond = registered(named, "路灯坏了，GPS 120.612345，36.212345", place=Place())
    assert beyond.is_outside
    assert Appeal.objects.get(id=beyond.id).lon is None


def test_reading_a_place_costs_no_statement(named, django_assert_num_queries):

    look(SEWER, at_building(named), Channel.WEB, NOW)
    for words in ("建材一厂宿舍垃圾", "上清路和延安一路路口", "120.312345,36.061234", "湖光山涩花园路灯"):
        with django_assert_num_queries(0):
            look(words, Place(address=words), Channel.WEB, NOW)
            look(words, Place(), Channel.WEB, NOW)
