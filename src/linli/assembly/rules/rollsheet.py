"""A roll out of an ownership table: one line for each owner of each unit; every line that cannot be used is named.

Source: 解释 §8 (area by register, else survey, else contract); decisions-and-money §5.1 (shares of a part sum to 1, a
unit has one area). Who owns is known by a key alone (a hash of the identity number): the roll holds no name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from linli.assembly.rules.heads import Owner, Unit
from linli.assembly.words import AreaSource, Delivery, UnitUse
from linli.kernel.errors import Invalid
from linli.kernel.words import Text, Word

HEADERS: Mapping[str, frozenset[str]] = {
    "unit": frozenset({"房号", "房屋", "单元房号", "专有部分", "房屋坐落", "unit"}),
    "area": frozenset({"建筑面积", "专有部分面积", "面积", "产权面积", "area", "area_m2"}),
    "source": frozenset({"面积来源", "面积依据", "area_source", "source"}),
    "owner": frozenset(
        {"业主", "业主标识", "权利人", "证件号", "证件哈希", "身份标识", "owner", "owner_key", "id_hash"}
    ),
    "share": frozenset({"份额", "共有份额", "权利份额", "share"}),
    "delivery": frozenset({"交付状态", "交付", "delivery"}),
    "use": frozenset({"用途", "房屋用途", "use"}),
}
NEEDED = ("unit", "area", "owner")
SAID: Mapping[str, Word] = {
    "登记": AreaSource.REGISTER,
    "产权证": AreaSource.REGISTER,
    "合同": AreaSource.CONTRACT,
    "未售": Delivery.UNSOLD,
    "未交付": Delivery.UNDELIVERED,
    "车位": UnitUse.PARKING,
    "车库": UnitUse.PARKING,
    "商业": UnitUse.SHOP,
    "网点": UnitUse.SHOP,
}
"""What offices write instead of the word of the list."""

SIGNS = str.maketrans("（）／％．０１２３４５６７８９", "()/%.0123456789")
LARGEST = Decimal(1_000_000)
Cell = object
Row = Sequence[Cell]
W = TypeVar("W", AreaSource, UnitUse, Delivery)


class NoRoll(Invalid):
    """The table has no header with the columns a roll needs."""

    code = "assembly.no_roll"
    says = Text("表头缺少：{missing_zh}", "The header lacks: {missing_en}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line of the file (counted from 1, the header included), and in which column."""

    line: int
    column: str
    text: Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """The units in the order of the file, and every fault; a roll can be published only without faults."""

    units: tuple[Unit, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One usable line."""

    number: int
    unit: Unit
    owner: Owner


class _Unusable(Exception):
    def __init__(self, column: str, zh: str, en: str) -> None:
        self.column, self.text = column, Text(zh, en)
        super().__init__(en)


def read(rows: Sequence[Row]) -> Sheet:
    """Return the roll of a table whose first line that names the needed columns is its header.

    Areas are in m² with at most two places in the file, dm² (0.01 m²) in the roll; shares as 1/2, 50% or 0.5, empty for
    the whole. A fault takes its line out, and with it whatever its unit would then say wrongly is named, too.

    :raises NoRoll: no line names unit, area and owner.
    """
    header, columns = _header(rows)
    lines: list[_Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if not any(_text(cell) for cell in row):
            continue
        try:
            lines.append(_line(number, {name: _at(row, place) for name, place in columns.items()}))
        except _Unusable as unusable:
            faults.append(Fault(number, unusable.column, unusable.text))
    units, contradicting = _units(lines)
    return Sheet(units, tuple(sorted([*faults, *contradicting], key=lambda fault: (fault.line, fault.column))))


def digest(units: Iterable[Unit]) -> str:
    """Return the SHA-256 of a roll, hexadecimal: the same units in the same order give the same, nothing else does."""
    said = [
        [unit.number, unit.area_dm2, unit.source, unit.use, unit.delivery, [[o.key, str(o.share)] for o in unit.owners]]
        for unit in units
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:20]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            word = _text(cell).lower().partition("(")[0].strip()
            name = next((name for name, words in HEADERS.items() if word in words), None)
            if name is not None:
                found.setdefault(name, place)
        if all(name in found for name in NEEDED):
            return number, found
        best = max(best, found, key=len)
    missing = [name for name in NEEDED if name not in best]
    words = {"unit": "房号", "area": "面积", "owner": "业主标识"}
    raise NoRoll(field="", missing_zh="、".join(words[name] for name in missing), missing_en=", ".join(missing))


def _at(row: Row, place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # spreadsheets keep "101" as 101.0
    return "" if cell is None else " ".join(str(cell).translate(SIGNS).split())


def _line(number: int, cells: Mapping[str, Cell]) -> _Line:
    said = _text(cells["unit"])
    if not said or len(said) > 60:
        raise _Unusable("unit", "房号应填写，至多 60 字", "a unit's number is needed, 60 characters at most")
    key = _text(cells["owner"])
    if not key or len(key) > 128:
        raise _Unusable("owner", "业主标识应填写，至多 128 字", "the owner's key is needed, 128 characters at most")
    unit = Unit(
        said,
        _area(_text(cells["area"])),
        (),
        _word("source", cells, AreaSource.REGISTER),
        _word("use", cells, UnitUse.HOME),
        _word("delivery", cells, Delivery.DELIVERED),
    )
    return _Line(number, unit, Owner(key, _share(_text(cells.get("share")))))


def _area(said: str) -> int:
    try:
        area = Decimal(said.removesuffix("㎡").removesuffix("m²").replace(",", "").strip())
        is_fit = 0 < area < LARGEST and area == area.quantize(Decimal("0.01"))
    except InvalidOperation:
        is_fit = False
    if not is_fit:
        raise _Unusable("area", "面积应为大于 0 的数，至多两位小数", "an area above 0 with two places at most")
    return int(area * 100)


def _share(said: str) -> Fraction:
    try:
        share = Fraction(said.removesuffix("%")) / (100 if said.endswith("%") else 1) if said else Fraction(1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise _Unusable("share", "份额应写成 1/2、50% 或 0.5", "write a share as 1/2, 50% or 0.5")
    return share


def _word(column: str, cells: Mapping[str, Cell], usual: W) -> W:
    said = _text(cells.get(column))
    words = type(usual)
    if not said:
        return usual
    for word in words:
        if said.lower() in {word.value, word.zh, word.en}:
            return word
    known = SAID.get(said)
    if isinstance(known, words):
        return known
    names = "、".join(word.zh for word in words)
    raise _Unusable(column, f"应为：{names}", "one of: " + ", ".join(word.value for word in words))


def _units(lines: Sequence[_Line]) -> tuple[tuple[Unit, ...], list[Fault]]:
    together: dict[str, list[_Line]] = {}
    for line in lines:
        together.setdefault(line.unit.number, []).append(line)
    units: list[Unit] = []
    faults: list[Fault] = []
    for of_unit in together.values():
        faults += _contradictions(of_unit)
        first = of_unit[0].unit
        owners = tuple(line.owner for line in of_unit)
        units.append(Unit(first.number, first.area_dm2, owners, first.source, first.use, first.delivery))
    return tuple(units), faults


def _contradictions(lines: Sequence[_Line]) -> Iterator[Fault]:
    first, last = lines[0], lines[-1]
    for line in lines[1:]:
        if line.unit != first.unit:
            yield Fault(
                line.number,
                "area",
                Text(
                    f"与第 {first.number} 行同一房号，面积、来源、用途或交付状态却不同",
                    f"the same unit as line {first.number}, with another area, source, use or delivery",
                ),
            )
    keys = [line.owner.key for line in lines]
    for place, line in enumerate(lines):
        if line.owner.key in keys[:place]:
            yield Fault(line.number, "owner", Text("同一房号的业主重复", "an owner stands twice for this unit"))
    total = sum((line.owner.share for line in lines), Fraction(0))
    if total != 1:
        yield Fault(
            last.number,
            "share",
            Text(
                f"{first.unit.number} 的份额合计为 {total}，应为 1",
                f"the shares of {first.unit.number} sum to {total}, not 1",
            ),
        )
