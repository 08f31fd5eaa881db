"""Which column holds what: found by its header, changed by a person; the table as text and back."""

from __future__ import annotations

from datetime import datetime

import pytest

from linli.journeys.rules import mapping
from linli.journeys.rules.hotline import LISTS, Head, is_enough
from linli.journeys.rules.tables import NotReadable, table
from linli.journeys.tests.test_hotline import LINE, ORDERS
from linli.journeys.words import FileKind

STRANGE = [["甲", "乙", "丙"], ["QD-1", "路灯不亮", "延安路"]]


def test_known_headers_are_recognised() -> None:
    head = mapping.guessed([["市北区 2026 年 3 月"], ORDERS, LINE])
    assert (head.kind, head.line, head.columns["number"]) == (FileKind.ORDERS, 1, 0)
    columns = mapping.columns_of([["市北区 2026 年 3 月"], ORDERS, LINE], head)
    assert (columns[0].header, columns[0].sample, columns[0].field) == ("工单编号", "QD-260305-001", "number")
    assert [one.field for one in columns if one.header.startswith("工单性质")] == [""]


def test_unknown_headers_wait_for_the_person() -> None:
    head = mapping.guessed(STRANGE)
    assert not is_enough(head)
    mended = mapping.changed(head, {0: "number", 1: "content", 2: "point"})
    assert is_enough(mended)
    assert mended.columns == {"number": 0, "content": 1, "point": 2}


def test_a_field_named_twice_holds_the_first_and_nonsense_is_left_out() -> None:
    head = mapping.changed(Head(FileKind.ORDERS, {"title": 7}, 0), {2: "number", 1: "number", 3: "salary", 4: ""})
    assert head.columns == {"number": 1}


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(NotReadable):
        mapping.guessed([ORDERS])


def test_every_field_has_its_words() -> None:
    assert {field for fields in LISTS.values() for field in fields} == set(mapping.NAMES)


def test_a_table_written_as_text_is_read_as_it_was() -> None:
    moment = datetime.fromisoformat("2026-03-05T14:20:00")
    rows = [["编号", "内容", "时间", "电话"], ["1", '两行\n"引号"\t制表', moment, 13900000001.0]]
    assert table(mapping.as_text(rows).encode()) == [
        ["编号", "内容", "时间", "电话"],
        ["1", '两行\n"引号"\t制表', "2026-03-05 14:20:00", "13900000001"],
    ]
