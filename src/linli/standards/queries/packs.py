"""The data files that come with linli, read into rows. The same file gives the same ids everywhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.standards import rules
from linli.standards.words import Code, Holiday, Pack, Parameter

FROM = datetime(1999, 12, 31, 16, tzinfo=UTC)
"""Packs describe what held before linli came: they are in force since 2000-01-01 in China."""

JURISDICTION = "370203"
_FOLDER = Path(__file__).resolve().parent.parent / "packs"
_FLAGS = ("onsite", "hazard", "text_is_enough", "community_list")


@lru_cache(maxsize=1)
def parameters() -> tuple[Parameter, ...]:
    """Return the rows of the pack ``parameters``."""
    rows = json.loads((_FOLDER / "parameters.json").read_text(encoding="utf-8"))
    return tuple(
        Parameter(
            id=rules.row_id(row["key"], FROM),
            key=row["key"],
            value=row["value"],
            citation=row["citation"],
            jurisdiction=row["jurisdiction"],
            valid_from=FROM,
            text=Text(row["zh"], row["en"]),
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def limits() -> tuple[Parameter, ...]:
    """Return the rows of the pack ``limits`` (domain-spec §9)."""
    conditions = ("step", "urgency", "mode", "category", "facet", "season", "kind", "term")
    return tuple(
        Parameter(
            id=rules.row_id(row["key"], FROM),
            key=row["key"],
            value={name: row[name] for name in conditions if row[name]},
            citation=row["citation"],
            jurisdiction=row["jurisdiction"],
            valid_from=FROM,
            text=Text(row["zh"], row["en"]),
        )
        for row in _table("limits.csv")
    )


@lru_cache(maxsize=1)
def codes() -> tuple[Code, ...]:
    """Return the rows of the pack ``codes``: unit kinds and closed lists of reasons, with the sentences told."""
    out = []
    for row in _table("codes.csv"):
        attrs: dict[str, Plain] = json.loads(row["attrs"] or "{}")
        if row["told_zh"]:
            attrs |= {"told_zh": row["told_zh"], "told_en": row["told_en"]}
        out.append(_code(row["list"], row, None, attrs, row["citation"]))
    return tuple(out)


@lru_cache(maxsize=1)
def categories() -> tuple[Code, ...]:
    """Return the category tree: 19 groups, then 101 leaves (domain-spec §5)."""
    groups = [_code("category", row, None, {"domain": row["domain"]}, "GB/T 30428.2") for row in _table("groups.csv")]
    leaves = []
    for row in _table("categories.csv"):
        attrs: dict[str, Plain] = {n: row[n] for n in ("gbt", "lead_unit", "mode", "urgency", "note_zh", "note_en")}
        attrs |= {name: row[name] == "1" for name in _FLAGS}
        citation = "GB/T 30428.2" if row["gbt"] and not row["gbt"].startswith("扩展") else "linli 扩展分类"
        leaves.append(_code("category", row, row["code"].partition(".")[0], attrs, citation))
    return (*groups, *leaves)


@lru_cache(maxsize=1)
def holidays() -> tuple[Holiday, ...]:
    """Return the holidays and make-up working days of the State Council's notices."""
    return tuple(read_holidays((_FOLDER / "holidays.csv").read_text(encoding="utf-8"), known_from=FROM))


def read_holidays(text: str, *, known_from: datetime) -> Iterator[Holiday]:
    """Yield the days of a notice written as CSV with the header ``date,is_off,name,source``.

    :raises KeyError, ValueError: a column is missing or a date is none.
    """
    for row in csv.DictReader(text.splitlines()):
        day = date.fromisoformat(row["date"])
        yield Holiday(day, row["is_off"] in ("1", "true", "True"), row["name"], row["source"], known_from)


def parameters_of(pack: Pack) -> tuple[Parameter, ...]:
    """Return the parameters that belong to `pack`."""
    chosen: tuple[Parameter, ...] = ()
    if pack in (Pack.PARAMETERS, Pack.BASE):
        chosen += parameters()
    if pack in (Pack.LIMITS, Pack.BASE):
        chosen += limits()
    return chosen


def codes_of(pack: Pack) -> tuple[Code, ...]:
    """Return the codes that belong to `pack`."""
    chosen: tuple[Code, ...] = ()
    if pack in (Pack.CODES, Pack.BASE):
        chosen += codes()
    if pack in (Pack.CATEGORIES, Pack.BASE):
        chosen += categories()
    return chosen


def holidays_of(pack: Pack) -> tuple[Holiday, ...]:
    """Return the holidays that belong to `pack`."""
    return holidays() if pack in (Pack.HOLIDAYS, Pack.BASE) else ()


def _code(name: str, row: dict[str, str], parent: str | None, attrs: dict[str, Plain], citation: str) -> Code:
    return Code(name, row["code"], Text(row["zh"], row["en"]), parent, attrs, citation, FROM)


def _table(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
