"""Rows of labelled and unlabelled files, as the collected material has them: JSON, JSON lines or CSV, plain or gzip."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


class Unreadable(ValueError):
    """A file that cannot be read as rows; says the line and what would make it right."""


def read(path: Path, *needed: str) -> list[Row]:
    """Return the rows of `path` in order; each has at least the fields `needed`.

    The form follows the name: ``.csv`` with a header line, ``.json`` (a list, or ``{"items": [...]}``), else JSON
    lines; ``.gz`` behind any of them.

    :raises OSError: there is no such file.
    :raises Unreadable: not UTF-8, not of that form, or a field is missing.
    """
    packed = path.read_bytes()
    try:
        text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig")
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as problem:
        raise Unreadable(f"{path.name}: {problem}; save it as UTF-8, or as gzip of it") from None
    rows = _parsed(path.name.removesuffix(".gz"), text)
    for number, row in enumerate(rows, start=1):
        missing = [name for name in needed if name not in row]
        if missing:
            raise Unreadable(f"{path.name}: row {number} has no {', '.join(missing)}")
    return rows


def write(path: Path, rows: Iterable[Row]) -> int:
    """Write `rows` as JSON lines, gzip where the name ends so; return how many."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    packed = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(packed, mtime=0) if path.suffix == ".gz" else packed)
    return len(lines)


def _parsed(name: str, text: str) -> list[Row]:
    if name.endswith(".csv"):
        return list(csv.DictReader(text.splitlines(keepends=True)))
    if name.endswith(".json"):
        return _of_json(name, text)
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rows.append(_object(name, number, line))
    return rows


def _of_json(name: str, text: str) -> list[Row]:
    try:
        whole = json.loads(text)
    except ValueError as problem:
        raise Unreadable(f"{name}: {problem}") from None
    rows = whole.get("items") if isinstance(whole, dict) else whole
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f'{name}: a list of objects is needed, or {{"items": [...]}}')
    return rows


def _object(name: str, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise Unreadable(f"{name}, line {number}: {problem}") from None
    if not isinstance(row, dict):
        raise Unreadable(f"{name}, line {number}: an object is needed")
    return row
