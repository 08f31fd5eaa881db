"""No file and no function grows past what can be read at once (house style §7)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.config.environment import ROOT, SOURCE

MOST_LINES, MOST_FUNCTION_LINES = 400, 40


def too_long(path: Path, text: str) -> Iterator[str]:
    """Yield what is too long in a file: itself, or one of its functions, counted from its name to its last line."""
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name}: {length} lines"


def test_nothing_in_the_house_is_too_long() -> None:
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    files += [path for folder in ("bench", "tests") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 500
    assert [said for path in files for said in too_long(path.relative_to(ROOT), path.read_text())] == []


@pytest.mark.parametrize("extra, said", [(0, []), (1, ["x.py:1 long: 41 lines"])])
def test_the_longest_function(extra: int, said: list[str]) -> None:
    text = "def long():\n" + "    pass\n" * (MOST_FUNCTION_LINES - 1 + extra)
    assert list(too_long(Path("x.py"), text)) == said


@pytest.mark.parametrize("extra, said", [(0, []), (1, ["x.py: 401 lines"])])
def test_the_longest_file(extra: int, said: list[str]) -> None:
    assert list(too_long(Path("x.py"), "pass\n" * (MOST_LINES + extra))) == said
