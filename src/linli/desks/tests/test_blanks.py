"""What a canned answer leaves open: found however it is written, filled from the case, never passed over."""

from __future__ import annotations

import pytest

from linli.desks.rules import blanks
from linli.desks.words import Blank
from linli.kernel.errors import Invalid

VALUES = {Blank.NUMBER: "370203-261121-00123", Blank.UNIT: "城管办"}


@pytest.mark.parametrize("what, text, said", [
    ("English name", "编号 {number}。", "编号 370203-261121-00123。"),
    ("Chinese name", "编号 {编号}。", "编号 370203-261121-00123。"),
    ("full-width braces and blanks inside", "｛ 单位 ｝会联系您", "城管办会联系您"),
    ("capital letters", "{Unit}", "城管办"),
    ("twice", "{unit}、{unit}", "城管办、城管办"),
    ("no value: it stays", "{due} 前", "{due} 前"),
    ("not ours: it stays", "{phone}", "{phone}"),
    ("nothing to fill", "a {b} 1", "a {b} 1"),
])  # fmt: skip
def test_filling(what: str, text: str, said: str) -> None:
    assert blanks.fill(text, VALUES) == said


@pytest.mark.parametrize("text, left", [
    ("", []),
    ("说完了。", []),
    ("{due} 前，{地点}，{due}", ["{due}", "{地点}"]),
    ("｛单位｝", ["｛单位｝"]),
    ("{phone}", ["{phone}"]),
    ("集合 {1, 2}", []),
])  # fmt: skip
def test_what_is_left_open(text: str, left: list[str]) -> None:
    assert blanks.left_open(text) == left


def test_a_blank_that_no_case_fills_is_refused() -> None:
    blanks.check_known("{number} {编号} {place} {unit} {due}", "body_zh")
    with pytest.raises(Invalid) as told:
        blanks.check_known("打 {phone}", "body_zh")
    assert told.value.field == "body_zh"


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert blanks.fill("{place}", {Blank.PLACE: "{unit}", Blank.UNIT: "x"}) == "{unit}"
