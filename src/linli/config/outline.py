"""The outline of the interface: one line per operation with a digest of its contract, and the changelog beside it.

A contract is what a generated client rests on: parameters, bodies, answers, names. Words (descriptions, summaries,
examples) may change at any time. A line carries the day on which the contract became what it is, and the changelog
of that day names the operation; the test reads both, so that nothing changes without being told.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from linli.config.environment import ROOT

OUTLINE = ROOT / "docs" / "api-outline.txt"
CHANGELOG = ROOT / "docs" / "api-changelog.md"
METHODS = ("get", "post", "put", "patch", "delete")
WORDS = frozenset({"description", "summary", "examples", "example", "title", "tags"})
GONE = "gone"
_HEAD = re.compile(r"^## (\d{4}-\d\d-\d\d)$", re.M)


@dataclass(frozen=True, slots=True)
class Line:
    """An operation: its contract's digest, and the day since which it is that."""

    name: str
    day: str
    method: str
    path: str
    digest: str

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.method} {self.path} {self.digest}"


def of(document: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return operation -> (method, path, digest of its contract), by name."""
    shapes = document["components"]["schemas"]
    found = {
        operation["operationId"]: (method.upper(), path, _digest(_contract(operation, shapes, ())))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }
    return dict(sorted(found.items()))


def _contract(part: Any, shapes: Mapping[str, Any], inside: tuple[str, ...]) -> Any:
    """Return a part of the document without its words, shapes written out (a shape inside itself by name)."""
    if isinstance(part, list):
        return [_contract(one, shapes, inside) for one in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name in inside or name == "Problem":
        return name
    if name:
        return _contract(shapes[name], shapes, (*inside, name))
    # A property may be called "title": only where a word stands (a string, a list of examples) it is left out.
    kept = {key: one for key, one in part.items() if key not in WORDS or isinstance(one, dict)}
    return {key: _contract(one, shapes, inside) for key, one in sorted(kept.items())}


def _digest(contract: Any) -> str:
    return hashlib.sha256(json.dumps(contract, sort_keys=True, default=str).encode()).hexdigest()[:12]


def read(file: Path = OUTLINE) -> dict[str, Line]:
    """Return the stored lines by operation; those that are gone too."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return {line.split()[0]: Line(*line.split()) for line in text.splitlines() if line and not line.startswith("#")}


def told(file: Path = CHANGELOG) -> dict[str, str]:
    """Return day -> what the changelog says of it."""
    parts = _HEAD.split(file.read_text(encoding="utf-8") if file.exists() else "")
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def faults(document: Mapping[str, Any], stored: Mapping[str, Line], entries: Mapping[str, str]) -> list[str]:
    """Return what is not as stored, or not told in the changelog; empty: all is well."""
    now = of(document)
    live = {name: line for name, line in stored.items() if line.method != GONE}
    found = [f"{name}: new" for name in now.keys() - stored.keys()]
    found += [f"{name}: no longer there" for name in live.keys() - now.keys()]
    found += [
        f"{name}: its contract changed"
        for name in now.keys() & stored.keys()
        if (stored[name].method, stored[name].path, stored[name].digest) != now[name]
    ]
    found += [
        f"{line.name}: the changelog of {line.day} does not name it"
        for line in stored.values()
        if not _names(entries.get(line.day, ""), line.name)
    ]
    return sorted(found)


def _names(entry: str, name: str) -> bool:
    """Say whether an entry names an operation, or all of its room (``hooks_*``)."""
    return re.search(rf"`({re.escape(name)}|{re.escape(name.partition('_')[0])}_\*)`", entry) is not None


def update(
    document: Mapping[str, Any], *, today: date, outline: Path = OUTLINE, changelog: Path = CHANGELOG
) -> list[str]:
    """Write the outline anew and put what changed into today's entry of the changelog; return the new lines of it."""
    now, stored, day = of(document), read(outline), today.isoformat()
    lines = dict(stored)
    added = sorted(now.keys() - {name for name, line in stored.items() if line.method != GONE})
    changed = sorted(
        name
        for name in now.keys() & stored.keys()
        if name not in added and (stored[name].method, stored[name].path, stored[name].digest) != now[name]
    )
    gone = sorted(name for name, line in stored.items() if line.method != GONE and name not in now)
    lines |= {name: Line(name, day, *now[name]) for name in (*added, *changed)}
    lines |= {name: Line(name, day, GONE, "-", "-") for name in gone}
    outline.write_text(_HEADER + "".join(f"{lines[name]}\n" for name in sorted(lines)), encoding="utf-8")
    new = [
        *(f"- 新增 Added: `{name}` {now[name][0]} {now[name][1]}" for name in added),
        *(f"- 变更 Changed: `{name}` — (say what, and what a client has to do)" for name in changed),
        *(f"- 取消 Removed: `{name}` — (say what stands in its place)" for name in gone),
    ]
    if new:
        _enter(changelog, day, new)
    return new


_HEADER = (
    "# Printed by ./linli openapi: operation, day of its present contract, method, path, digest of the contract.\n"
)


def _enter(changelog: Path, day: str, new: Iterable[str]) -> None:
    text = changelog.read_text(encoding="utf-8")
    block = "\n".join(new) + "\n"
    head = f"## {day}\n"
    if head in text:
        before, _, after = text.partition(head)
        rest = after.lstrip("\n")
        changelog.write_text(f"{before}{head}\n{block}{rest}", encoding="utf-8")
        return
    first = _HEAD.search(text)
    at = first.start() if first else len(text)
    changelog.write_text(f"{text[:at]}{head}\n{block}\n{text[at:]}", encoding="utf-8")
