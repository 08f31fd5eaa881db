"""Geometry of the small charts, computed here so that pages need neither script nor inline style."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.web.language import spoken


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how much, optionally the address behind it and how the value is written."""

    label: object
    value: float
    url: str = ""
    shown: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a series over time; `label` is short (a month, an hour)."""

    label: object
    value: float
    shown: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its width in per cent of the widest."""

    label: str
    shown: str
    width: str
    url: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A column: place and width in per cent, top and height in pixels."""

    label: str
    shown: str
    x: str
    middle: str
    width: str
    top: int
    height: int
    is_marked: bool
    is_labelled: bool
    is_valued: bool


def written(value: float) -> str:
    """Return a number as people read it: thousands apart, no empty decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def bars_of(rows: Iterable[Bar | tuple[object, float]]) -> list[DrawnBar]:
    """Return the rows with widths from a zero baseline; values below zero draw nothing."""
    bars = [row if isinstance(row, Bar) else Bar(*row) for row in rows]
    most = max((bar.value for bar in bars), default=0) or 1
    return [
        DrawnBar(
            label=spoken(bar.label),
            shown=bar.shown or written(bar.value),
            width=f"{max(bar.value, 0) / most * 100:.1f}",
            url=bar.url,
            is_marked=bar.is_marked,
        )
        for bar in bars
    ]


def columns_of(rows: Sequence[Column | tuple[object, float]], *, height: int) -> list[DrawnColumn]:
    """Return the columns for a drawing `height` px high, 24 px below for names, 22 above for values.

    Of more than six only the highest, the last and marked ones carry their value; the table behind has all.
    """
    columns = [row if isinstance(row, Column) else Column(*row) for row in rows]
    most = max((column.value for column in columns), default=0) or 1
    step = 100 / max(len(columns), 1)
    every = 1 + (len(columns) - 1) // 12
    peak = max(range(len(columns)), key=lambda place: columns[place].value, default=0)
    drawn = []
    for place, column in enumerate(columns):
        tall = round(max(column.value, 0) / most * (height - 46))
        drawn.append(
            DrawnColumn(
                label=spoken(column.label),
                shown=column.shown or written(column.value),
                x=f"{place * step + step * 0.14:.2f}",
                middle=f"{place * step + step / 2:.2f}",
                width=f"{step * 0.72:.2f}",
                top=height - 24 - tall,
                height=tall,
                is_marked=column.is_marked,
                is_labelled=place % every == 0,
                is_valued=len(columns) <= 6 or column.is_marked or place in {peak, len(columns) - 1},
            )
        )
    return drawn


def spark_points(values: Sequence[float]) -> str:
    """Return the points of a line in a 100 × 24 box, zero at the bottom."""
    if not values:
        return ""
    most = max(*values, 0) or 1
    step = 100 / max(len(values) - 1, 1)
    return " ".join(f"{place * step:.1f},{23 - max(value, 0) / most * 22:.1f}" for place, value in enumerate(values))
