"""How figures are written: tiles, rows of tables, changes; small numbers are left out where everybody reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.dashboards import queries
from linli.dashboards.queries import Table
from linli.dashboards.rules.measuring import Tally, Value, change, measure
from linli.dashboards.rules.ranking import FEWEST_SHOWN, ranking, suppressed
from linli.dashboards.rules.rates import Weights
from linli.dashboards.words import INDICATORS, ChangeKind, Indicator, Unit
from linli.kernel.words import Text
from linli.web import formats
from linli.web.language import spoken

NO_DATA = Text("无数据", "no data")
TOO_FEW = Text("样本不足", "too few")
HIDDEN = Text("少于 5", "under 5")
ELSEWHERE = Text("位置不详", "Place not known")
NOBODY = Text("尚无承办单位", "No unit yet")
REST = (ELSEWHERE, NOBODY)
ITEMS = Text("件", "")
PERCENT = Text("%", "%")
MAIN = ("volume", "open", "closed", "closing_rate")
RATES = ("response_rate", "resolution_rate", "satisfaction_rate", "composite")
TIMES = ("response_mean", "response_median", "answer_median", "first_time_rate")
AFTER = ("settled", "repeat_rate", "supervised_rate", "spot_check_rate")
COLUMNS = ("volume", "closed", "response_rate", "resolution_rate", "satisfaction_rate", "composite", "response_mean")
UNIT_COLUMNS = ("volume", "closed", "settled", *COLUMNS[2:])
"""What a unit or a small station solved stands beside its other numbers (S-103)."""


@dataclass(frozen=True, slots=True)
class Stat:
    """A number for `parts/stat.html`: what it is, what it is made of, how it changed, what it means."""

    code: str
    label: Text
    value: str
    unit: Text | str
    text: Text | str
    definition: Text
    definition_url: str
    made_of: Text | str = ""
    changed: Text | str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `label` is the column's name for phones."""

    label: Text
    shown: str | Text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: an area or a unit. `place` is None where too little is known to rank it.

    `is_rest`: what belongs to no area or unit; it is counted, not compared.
    """

    key: str
    name: Text
    url: str
    place: int | None
    cells: tuple[Cell, ...]
    tally: Tally
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """By which dated standards the page computes."""

    weights: Weights
    fewest: int

    @classmethod
    def at(cls, now: datetime) -> Standard:
        """Return those in force now."""
        return cls(queries.weights(now), queries.fewest(now))


def definition_url(code: str) -> str:
    """Return where an indicator is defined."""
    return f"/definitions/#{code}"


def indicators(codes: Sequence[str]) -> list[tuple[Indicator, str]]:
    """Return the indicators with the addresses of their definitions: heads of tables."""
    return [(INDICATORS[code], definition_url(code)) for code in codes]


def percent(number: int) -> str:
    """Write hundredths of a percent: 93.75."""
    return f"{number // 100}.{number % 100:02d}"


def written(value: Value) -> str | Text:
    """Write an indicator with its unit; without a base it says so, never 0 or 100."""
    if value.number is None:
        return NO_DATA
    unit = INDICATORS[value.code].unit
    if unit is Unit.MINUTES:
        return formats.duration(value.number)
    return f"{value.number:,}" if unit is Unit.COUNT else percent(value.number) + "%"


def stats(
    codes: Sequence[str], tally: Tally, before: Tally | None, weights: Weights, *, is_public: bool = False
) -> list[Stat]:
    """Return the tiles for `codes`, each with what it is made of and how it changed.

    `is_public`: small numbers, and what is made of them, are hidden (domain-spec §13.2).
    """
    values = measure(tally, weights)
    earlier = measure(before, weights) if before is not None else {}
    return [_stat(values[code], earlier.get(code), is_public=is_public) for code in codes]


def _few(value: Value) -> Text | None:
    """Return what stands for a number that is too small to be shown to everybody; None where it may be shown."""
    if INDICATORS[value.code].unit is Unit.COUNT:
        return HIDDEN if 0 < (value.number or 0) < FEWEST_SHOWN else None
    return TOO_FEW if 0 < value.whole < FEWEST_SHOWN else None


def _stat(value: Value, before: Value | None, *, is_public: bool) -> Stat:
    row = INDICATORS[value.code]
    few = _few(value) if is_public else None
    is_plain = value.number is not None and row.unit is not Unit.MINUTES and few is None
    shown = few or written(value)
    if row.unit is Unit.PERCENT and value.number is not None and few is None:
        shown = percent(value.number)
    is_known = few is None and not (is_public and before is not None and _few(before))
    made_of, changed = None if few else _made_of(value), _changed(value, before) if is_known else None
    parts = [text for text in (made_of, changed) if text is not None]
    unit = {Unit.PERCENT: PERCENT, Unit.COUNT: ITEMS if value.code != "hops_median" else Text("次", "")}
    return Stat(
        code=value.code,
        label=row.name,
        value=spoken(shown),
        unit=unit.get(row.unit, "") if is_plain else "",
        text=Text(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts)),
        definition=Text(f"{row.definition.zh}算法：{row.formula.zh}。", f"{row.definition.en} {row.formula.en}."),
        definition_url=definition_url(value.code),
        made_of=made_of or "",
        changed=changed or "",
    )


def _made_of(value: Value) -> Text | None:
    if INDICATORS[value.code].unit is Unit.COUNT or value.number is None:
        return None
    if value.code == "composite":
        return Text(f"有效回访 {value.whole:,} 件", f"{value.whole:,} valid follow-ups")
    if INDICATORS[value.code].unit is Unit.MINUTES:
        return Text(f"{value.whole:,} 件", f"{value.whole:,} appeals")
    return Text(f"{value.whole:,} 件中 {value.part:,} 件", f"{value.part:,} of {value.whole:,}")


def _changed(value: Value, before: Value | None) -> Text | None:
    moved = change(value.code, value, before) if before is not None else None
    if moved is None:
        return None
    sign = "+" if moved > 0 else "−" if moved < 0 else "±"
    size = percent(abs(moved))
    if INDICATORS[value.code].change is ChangeKind.POINTS:
        return Text(f"比上期 {sign}{size} 个百分点", f"{sign}{size} points on the period before")
    return Text(f"比上期 {sign}{size}%（相对）", f"{sign}{size}% on the period before (relative)")


def rows(
    table: Table,
    names: Mapping[str, tuple[Text, str]],
    standard: Standard,
    *,
    codes: Sequence[str] = COLUMNS,
    is_public: bool = False,
) -> list[Row]:
    """Return the rows in their order: ranked ones first. `names`: key -> (name, address).

    `is_public`: numbers from 1 to 4 and rates of fewer than 5 are hidden (domain-spec §13.2).
    """
    found = {key: tally for key, tally in table.rows.items() if key in names}
    rest = [key for key in found if names[key][0] in REST]
    compared = {key: tally for key, tally in found.items() if key not in rest}
    placed = ranking(compared, standard.weights, fewest=standard.fewest) | dict.fromkeys(rest)
    measured = {key: measure(found[key], standard.weights) for key in placed}
    hidden = _hidden(measured, codes) if is_public else {}
    made = []
    for key, place in placed.items():
        is_few = found[key].valid < standard.fewest
        cells = (
            Cell(INDICATORS[code].name, hidden.get((key, code)) or _cell(measured[key][code], is_few)) for code in codes
        )
        made.append(Row(key, *names[key], place, tuple(cells), found[key], key in rest))
    return made


def _cell(value: Value, is_few: bool) -> str | Text:
    return TOO_FEW if value.code == "composite" and is_few else written(value)


def _hidden(measured: Mapping[str, Mapping[str, Value]], codes: Sequence[str]) -> dict[tuple[str, str], Text]:
    """Return the cells that are not shown to everybody."""
    found: dict[tuple[str, str], Text] = {}
    for code in codes:
        if INDICATORS[code].unit is Unit.COUNT:
            counts = {key: values[code].number or 0 for key, values in measured.items()}
            found |= {(key, code): HIDDEN for key, number in suppressed(counts).items() if number is None}
        else:
            small = (key for key, values in measured.items() if 0 < values[code].whole < FEWEST_SHOWN)
            found |= {(key, code): TOO_FEW for key in small}
    return found


def shares(counts: Mapping[str, int], names: Mapping[str, Text], *, most: int = 10, is_public: bool = False) -> list[
    tuple[Text, int, str]
]:  # fmt: skip
    """Return (name, number, how it is written) of the most frequent codes; publicly small ones are left out."""
    shown = suppressed(counts) if is_public else dict(counts)
    return [
        (names.get(code) or Text(code, code), number, f"{number:,}")
        for code, number in list(shown.items())[:most]
        if number is not None
    ]
