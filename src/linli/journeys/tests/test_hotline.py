"""The two field lists: what a line says, and what would make a refused one right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from linli.journeys.rules.hotline import CHINA, head_of, lines, moment, plain_header
from linli.journeys.rules.tables import NotReadable
from linli.journeys.words import Cell, Draft, FileKind, Refusal

ORDERS = [
    "工单编号", "工单类型", "问题分类（A→B→C）", "标签", "标题", "主要内容", "工单状态", "来电人", "来电人电话/账号",
    "被反映区", "被反映街乡镇", "村/社区", "小区点位", "企业名称", "工单性质(主办/协办/转办)", "受理时间",
]  # fmt: skip
LINE = [
    "QD-260305-001", "求助", "城乡建设->排水->管网堵塞", "管网", "污水外溢", "1号楼污水管堵了", "办理中", "王女士",
    13900000001.0, "市北区", "延安路街道", "上清路社区", "天惠苑小区1号楼", "", "主办", "2026-03-05 14:20",
]  # fmt: skip
EVENTS = [
    "事件名称", "发生地点", "经度", "纬度", "坐标系", "发生时间", "事件大类", "事件小类", "事件规模", "涉及人数",
    "街道名称", "社区名称", "网格名称", "事件概述", "涉及单位", "审批状态", "客户端类型",
]  # fmt: skip
EVENT = [
    "占道经营", "上清路12号门前", "120.312", "36.070", "GCJ-02", "2026年3月5日 14:20", "17", "17001", "小", "3",
    "延安路街道", "上清路社区", "第一网格", "流动摊贩占道,影响通行", "", "待审批", "app",
]  # fmt: skip


NAIVE = datetime.fromisoformat("2026-03-05T14:20:00")
"""A cell of a sheet knows no zone."""


def read(*rows: list[Any], crs: str = "") -> list[Draft | Refusal]:
    """Return what the lines of a table say."""
    table: list[list[Cell]] = list(rows)
    return lines(table, head_of(table), district="市北区", crs=crs)


def draft(*rows: list[Any], crs: str = "") -> Draft:
    (found,) = read(*rows, crs=crs)
    assert isinstance(found, Draft), found
    return found


def with_cell(line: list[Any], header: list[str], name: str, value: object) -> list[Any]:
    return [value if column == name else cell for column, cell in zip(header, line, strict=True)]


def test_an_order_says_everything_it_has() -> None:
    found = draft(ORDERS, LINE)
    assert found == Draft(
        line=2,
        external_number="QD-260305-001",
        text="污水外溢\n1号楼污水管堵了",
        kind="help",
        name="王女士",
        phone="13900000001",
        address="延安路街道上清路社区天惠苑小区1号楼",
        district="市北区",
        found_at=datetime(2026, 3, 5, 14, 20, tzinfo=CHINA),
    )


def test_an_event_says_everything_it_has() -> None:
    found = draft(EVENTS, EVENT)
    assert found.kind == "report"
    assert found.text == "占道经营\n流动摊贩占道,影响通行"
    assert (found.lon, found.lat, found.crs) == (120.312, 36.07, "GCJ-02")
    assert found.address == "延安路街道上清路社区第一网格上清路12号门前"
    assert found.external_number.startswith("event-")


def test_an_event_without_number_has_the_same_number_every_time() -> None:
    first, again = draft(EVENTS, EVENT), draft(EVENTS, EVENT)
    other = draft(EVENTS, with_cell(EVENT, EVENTS, "发生地点", "上清路14号门前"))
    assert first.external_number == again.external_number != other.external_number


@pytest.mark.parametrize("kind, header, line", [(FileKind.ORDERS, ORDERS, LINE), (FileKind.EVENTS, EVENTS, EVENT)])
def test_the_list_is_told_by_its_header_below_a_title(kind: FileKind, header: list[str], line: list[Any]) -> None:
    table: list[list[Cell]] = [["市北区工单导出", *[None] * 5], [], list(header), list(line)]
    head = head_of(table)
    assert (head.kind, head.line) == (kind, 2)
    assert lines(table, head, district="市北区", crs="")[0].line == 4


@pytest.mark.parametrize(
    "written",
    ["工单编号", " 工单 编号 ", "工单编号*", "【工单编号】".strip("【】"), "工单编号(必填)".replace("(必填)", "")],
)
def test_headers_are_known_in_any_dress(written: str) -> None:
    assert plain_header(written) == "工单编号"


def test_a_table_without_known_header_is_refused() -> None:
    with pytest.raises(NotReadable):
        head_of([["a", "b"], ["1", "2"]])


@pytest.mark.parametrize(
    "what, name, value, says",
    [
        ("no number", "工单编号", "", "缺少工单编号"),
        ("a number too long", "工单编号", "9" * 61, "超过 60"),
        ("an unknown kind", "工单类型", "催办", "咨询、求助"),
        ("a time that is none", "受理时间", "昨天下午", "2026-03-05 14:20"),
        ("another district", "被反映区", "市南区", "不在本区"),
    ],
)
def test_a_refused_order_says_what_would_make_it_right(what: str, name: str, value: str, says: str) -> None:
    (found,) = read(ORDERS, with_cell(LINE, ORDERS, name, value))
    assert isinstance(found, Refusal)
    assert says in found.says.zh
    assert found.says.en != found.says.zh


def test_an_order_without_words_is_refused() -> None:
    empty = with_cell(with_cell(LINE, ORDERS, "主要内容", ""), ORDERS, "标题", None)
    (found,) = read(ORDERS, empty)
    assert isinstance(found, Refusal)


@pytest.mark.parametrize(
    "what, lon, crs, says",
    [
        ("no system", "120.3", "", "坐标系"),
        ("words", "东边", "GCJ02", "不是坐标"),
        ("off the earth", "1203", "GCJ02", "不是坐标"),
    ],
)
def test_a_point_needs_sense_and_a_system(what: str, lon: str, crs: str, says: str) -> None:
    (found,) = read(EVENTS, with_cell(with_cell(EVENT, EVENTS, "经度", lon), EVENTS, "坐标系", crs))
    assert isinstance(found, Refusal)
    assert says in found.says.zh


def test_the_system_may_be_said_for_the_whole_file() -> None:
    assert draft(EVENTS, with_cell(EVENT, EVENTS, "坐标系", ""), crs="EPSG:4490").crs == "EPSG:4490"


def test_the_same_line_twice_is_two_drafts_and_another_line_with_its_number_is_refused() -> None:
    same = read(ORDERS, LINE, list(LINE))
    other = read(ORDERS, LINE, with_cell(LINE, ORDERS, "主要内容", "路灯不亮"))
    assert [type(one) for one in same] == [Draft, Draft]
    assert [type(one) for one in other] == [Draft, Refusal]


@pytest.mark.parametrize(
    "cell, iso",
    [
        ("2026-03-05 14:20", "2026-03-05T14:20:00+08:00"),
        ("2026/3/5 14:20:05", "2026-03-05T14:20:05+08:00"),
        ("2026年3月5日14时20分", "2026-03-05T14:20:00+08:00"),
        ("2026-03-05", "2026-03-05T00:00:00+08:00"),
        ("20260305142000", "2026-03-05T14:20:00+08:00"),
        (46086, "2026-03-05T00:00:00+08:00"),
        (46086.5972222222, "2026-03-05T14:20:00+08:00"),
        ("46086.5972222222", "2026-03-05T14:20:00+08:00"),
        (NAIVE, "2026-03-05T14:20:00+08:00"),
    ],
)
def test_times_in_every_dress_are_china_time(cell: Cell, iso: str) -> None:
    found = moment(cell)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize("cell", [None, "", True, 5, 1e12, "inf", "nan", "明天"])
def test_what_is_no_time_is_none(cell: Cell) -> None:
    assert moment(cell) is None


def test_a_closed_order_is_marked() -> None:
    assert draft(ORDERS, with_cell(LINE, ORDERS, "工单状态", "已办结")).is_closed
