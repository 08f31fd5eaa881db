"""Walls that import-linter cannot see: SQL that reads or writes another room's table."""

from __future__ import annotations

import re
from pathlib import Path

import linli

ROOT = Path(linli.__file__).parent
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/migrations"))
TABLE = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO|ONLY)\s+\"?({'|'.join(ROOMS)})_[a-z]+")
OUTSIDE = {"config", "demo"}
"""The boiler room counts what waits in every room; it belongs to none."""


def test_no_sql_names_a_table_of_another_room() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted(ROOT.rglob("*.py"))
        if not {"migrations", "tests"} & set(path.parts)
        for room in [path.relative_to(ROOT).parts[0]]
        if room not in OUTSIDE
        for match in TABLE.finditer(path.read_text())
        if match.group(1) != room
    ]
    assert len(ROOMS) > 8
    assert found == []
