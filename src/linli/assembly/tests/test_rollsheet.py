"""A roll from a table: what is read, and every way in which a line can be wrong, named by line and column."""

from fractions import Fraction

import pytest

from linli.assembly.rules.heads import Practice, heads_of
from linli.assembly.rules.rollsheet import NoRoll, digest, read
from linli.assembly.words import AreaSource, Delivery, UnitUse

HEADER = ["房号", "建筑面积（㎡）", "面积来源", "业主标识", "份额", "交付状态", "用途"]


def sheet(*rows: list) -> list[list]:
    return [["某小区业主名册"], HEADER, *rows]


def faults(*rows: list) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in read(sheet(*rows)).faults]


def test_a_table_is_read():
    found = read(
        sheet(
            [101.0, 89.37, "登记", "a1", None, "已交付", "住宅"],
            ["102", "90", None, "b1", "1/2", None, None],
            [],
            ["102", "90.00", "", "b2", "50%", "", ""],
            ["Ｐ１", "12.5㎡", "合同", "a1", 1, "未售", "车位"],
        )
    )
    assert found.faults == ()
    first, second, third = found.units
    assert (first.number, first.area_dm2, first.source, first.delivery) == (
        "101",
        8937,
        AreaSource.REGISTER,
        Delivery.DELIVERED,
    )
    assert [(owner.key, owner.share) for owner in second.owners] == [("b1", Fraction(1, 2)), ("b2", Fraction(1, 2))]
    assert (third.area_dm2, third.use, third.delivery) == (1250, UnitUse.PARKING, Delivery.UNSOLD)
    assert third.source is AreaSource.CONTRACT


@pytest.mark.parametrize("row, column", [
    (["", 90, "", "a"], "unit"),
    (["x" * 61, 90, "", "a"], "unit"),
    (["101", 0, "", "a"], "area"),
    (["101", -5, "", "a"], "area"),
    (["101", 89.375, "", "a"], "area"),
    (["101", "about 90", "", "a"], "area"),
    (["101", "NaN", "", "a"], "area"),
    (["101", "1e9", "", "a"], "area"),
    (["101", None, "", "a"], "area"),
    (["101"], "owner"),
    (["101", 90, "听说", "a"], "source"),
    (["101", 90, "", ""], "owner"),
    (["101", 90, "", "a", "2/0"], "share"),
    (["101", 90, "", "a", "half"], "share"),
    (["101", 90, "", "a", "3/2"], "share"),
    (["101", 90, "", "a", "0"], "share"),
    (["101", 90, "", "a", "", "也许"], "delivery"),
    (["101", 90, "", "a", "", "", "船"], "use"),
])  # fmt: skip
def test_a_wrong_cell_is_named(row: list, column: str):
    good = ["201", 90, "", "z"]
    found = read(sheet(good, row))
    assert [(fault.line, fault.column) for fault in found.faults] == [(4, column)]
    assert [unit.number for unit in found.units] == ["201"]


def test_lines_that_contradict_each_other_are_named():
    assert faults(["101", 90, "", "a", "1/2"], ["101", 91, "", "b", "1/2"]) == [(4, "area")]
    assert faults(["101", 90, "", "a", "1/2"], ["101", 90, "", "a", "1/2"]) == [(4, "owner")]
    assert faults(["101", 90, "", "a", "1/3"], ["101", 90, "", "b", "1/3"]) == [(4, "share")]
    assert faults(["101", 90, "", "a"], ["101", 90, "", "b"]) == [(4, "share")]
    assert faults(["101", 90, "", "a", "1/3"], ["101", 90, "", "b", "2/3"]) == []


@pytest.mark.parametrize("rows, missing", [
    ([], "房号、面积、业主标识"),
    ([["房号", "业主标识"], ["101", "a"]], "面积"),
    ([["101", 90, "a"]], "房号、面积、业主标识"),
])  # fmt: skip
def test_a_table_without_the_columns_is_no_roll(rows: list, missing: str):
    with pytest.raises(NoRoll) as caught:
        read(rows)
    assert caught.value.text.zh == f"表头缺少：{missing}"


def test_the_digest_tells_every_change():
    rows = [["101", 90, "", "a", "1/2"], ["101", 90, "", "b", "1/2"], ["102", 80, "", "a"]]
    units = read(sheet(*rows)).units
    assert digest(units) == digest(read(sheet(*rows)).units)
    changed = [
        [*rows[:2], ["102", 80.01, "", "a"]],
        [*rows[:2], ["102", 80, "", "c"]],
        [*rows[:2], ["102", 80, "合同", "a"]],
        [*rows[:2], ["103", 80, "", "a"]],
        [rows[2], *rows[:2]],
        [["101", 90, "", "a", "1/3"], ["101", 90, "", "b", "2/3"], rows[2]],
    ]
    assert len({digest(units), *(digest(read(sheet(*other)).units) for other in changed)}) == 7


def test_fifteen_hundred_units_become_heads():
    rows = [[f"{n // 100 + 1}-{n % 100 + 1}", 90, "", f"owner{n % 1400}"] for n in range(1500)]
    found = read(sheet(*rows))
    assert found.faults == ()
    assert len(heads_of(found.units, Practice(parking_counts=False))) == 1400
