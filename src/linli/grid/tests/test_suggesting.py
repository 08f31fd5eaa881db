"""Names to choose from while somebody writes an address."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.grid.rules.names import Gazetteer, Names, Target
from linli.grid.rules.suggesting import Suggestions
from linli.grid.words import MentionKind as Kind

PATH = "370203/370203008/370203008002"
ESTATE, OTHER = UUID(int=1), UUID(int=2)
FIRST, TENTH, DOOR = UUID(int=11), UUID(int=12), UUID(int=13)
NAMES = Names(
    district="370203",
    by_name={
        "市北区": (Target(Kind.DISTRICT, "370203"),),
        "延安路街道": (Target(Kind.STREET, "370203/370203008"),),
        "上清路社区": (Target(Kind.COMMUNITY, PATH),),
        "天惠苑小区": (Target(Kind.ESTATE, PATH, None, ESTATE),),
        "天惠苑": (Target(Kind.ESTATE, PATH, None, ESTATE),),
        "建材一厂宿舍": (Target(Kind.ALIAS, PATH, DOOR, None),),
        "登州路": (Target(Kind.ROAD),),
        "中山公园": (Target(Kind.FOREIGN, district_code="370202"),),
        "第一网格": (Target(Kind.GRID, f"{PATH}/1"), Target(Kind.GRID, f"{PATH}/2")),
    },
    buildings={
        (ESTATE, "1"): Target(Kind.BUILDING, PATH, FIRST, ESTATE),
        (ESTATE, "10"): Target(Kind.BUILDING, PATH, TENTH, ESTATE),
        (OTHER, "3"): Target(Kind.BUILDING, PATH, None, OTHER),
    },
    doors={
        ("登州路", "24"): Target(Kind.ADDRESS, PATH, DOOR),
        ("登州路", "3"): Target(Kind.ADDRESS, PATH),
        ("登州路", "26号院2号楼"): Target(Kind.ADDRESS, PATH, TENTH),
    },
)
ALL = Suggestions(NAMES)


def names(words: str) -> list[str]:
    return [one.name for one in ALL.find(words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("天惠苑小区1号楼", ["天惠苑小区1号楼", "天惠苑小区10号楼"]),
        ("天惠苑小区10", ["天惠苑小区10号楼"]),
        ("天惠苑 １０ 号楼", ["天惠苑10号楼"]),
        ("登州路2", ["登州路24号"]),
        ("登州路", ["登州路3号", "登州路24号"]),
        ("登州", ["登州路3号", "登州路24号"]),
        ("建材一厂", ["建材一厂宿舍"]),
        ("一厂宿舍", ["建材一厂宿舍"]),
        ("延安路", ["延安路街道"]),
        ("没有这个地方", []),
        ("", []),
        ("  ", []),
        ("中山公园", []),
        ("第一网格", []),
    ],
)
def test_what_is_offered(words, found):
    assert names(words) == found


def test_an_estate_comes_with_its_buildings():
    assert set(names("天惠苑小区")) >= {"天惠苑小区", "天惠苑小区1号楼", "天惠苑小区10号楼"}


def test_every_name_offered_is_found_again_and_means_the_same():
    gazetteer = Gazetteer(NAMES)
    for words in ("天惠苑小区1", "天惠苑", "登州路", "建材", "上清路", "延安"):
        for one in ALL.find(words):
            found = gazetteer.locate(one.name)
            assert (found.area_path, found.building_id) == (one.area_path, one.building_id), one.name


@given(st.text(max_size=40))
def test_anything_may_be_written(words):
    assert len(ALL.find(words)) <= 6
