"""The rule book: pages printed from the tables of the code, so that nobody keeps them by hand."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

from linli.config import rulings
from linli.config.environment import ROOT, rooms
from linli.kernel.moves import Moves
from linli.kernel.words import Word

FOLDER = ROOT / "docs" / "rulebook"
PACKS = ROOT / "src" / "linli" / "standards" / "packs"
_NOTE = "<!-- 由 ./linli rulebook 从代码印出，请勿手改。Printed from the code by ./linli rulebook; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page of the rule book: file name -> Markdown."""
    printed = {
        "appeal-moves.md": _moves("诉求状态流转 / Moves of an appeal", _table("linli.appeals.rules.moves")),
        "order-moves.md": _moves("工单状态流转 / Moves of a work order", _table("linli.dispatch.rules.moves")),
        "roles.md": _roles(),
        "limits.md": _csv("时限 / Time limits", "limits.csv"),
        "categories.md": _csv("事项分类 / Categories", "categories.csv"),
        "reasons.md": _csv("封闭清单 / Closed lists", "codes.csv"),
        "parameters.md": _parameters(),
        "rules.md": _rules(),
        "words.md": _words(),
    }
    printed["README.md"] = "# 规则手册 / Rule book\n\n" + "".join(
        f"- [{text.splitlines()[0].lstrip('# ')}]({name})\n" for name, text in sorted(printed.items())
    )
    return {name: _NOTE + text for name, text in printed.items()}


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the pages that do not say what the code says (missing, changed or left over)."""
    want = pages()
    have = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in want.keys() | have.keys() if want.get(name) != have.get(name))


def write(folder: Path = FOLDER) -> None:
    """Write all pages and remove what is left over."""
    folder.mkdir(parents=True, exist_ok=True)
    want = pages()
    for path in folder.glob("*.md"):
        if path.name not in want:
            path.unlink()
    for name, text in want.items():
        (folder / name).write_text(text, encoding="utf-8")


def _table(module: str) -> Moves[Any]:
    table = import_module(module).MOVES
    assert isinstance(table, Moves)  # noqa: S101 - a wrong module is a mistake of ours
    return table


def _moves(title: str, moves: Moves[Any]) -> str:
    rows = [
        (
            row.code,
            row.event,
            "、".join(state.zh for state in _ordered(row.sources)) or "—",
            row.to.zh if row.to else "（不变）",
            "、".join(sorted(row.who)),
            "; ".join(row.guards),
            row.effects,
            row.source,
        )
        for row in moves
    ]
    head = ("#", "事件 event", "从 from", "到 to", "谁 who", "条件 guards", "结果 effects", "依据 source")
    return f"# {title}\n\n" + _markdown(head, rows)


def _ordered(states: Iterable[Word]) -> list[Word]:
    found = list(states)
    return sorted(found, key=list(type(found[0])).index) if found else []


def _roles() -> str:
    table: Mapping[Any, Any] = import_module("linli.people.rules.roles").ROLES
    rows = [
        (role.value, role.zh, "、".join(sorted(row.area_deeds)) or "—", "、".join(sorted(row.unit_deeds)) or "—")
        for role, row in table.items()
    ]
    head = ("角色 role", "名称", "在辖区内可做 in the area", "仅对本单位工单可做 on the own unit's orders")
    return "# 角色与权限 / Roles and deeds\n\n" + _markdown(head, rows)


def _csv(title: str, name: str) -> str:
    with (PACKS / name).open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    return f"# {title}\n\n" + _markdown(head, rows)


def _parameters() -> str:
    entries = json.loads((PACKS / "parameters.json").read_text(encoding="utf-8"))
    entries = entries if isinstance(entries, list) else entries.get("parameters", [])
    rows = [
        (
            str(entry["key"]),
            json.dumps(entry["value"], ensure_ascii=False),
            str(entry.get("citation", "")),
            str(entry.get("jurisdiction", "")),
        )
        for entry in entries
    ]
    head = ("参数 key", "值 value", "依据 citation", "适用 jurisdiction")
    return "# 其他标准 / Other standards\n\n" + _markdown(head, rows)


def _rules() -> str:
    parts = ["# 规则与依据 / Rules and their sources\n"]
    for chapter in rulings.chapters():
        parts.append(f"\n## {chapter.name}\n\n{chapter.about}\n\n")
        rows = [(ruling.name, ruling.does, ruling.source or "同上 as above") for ruling in chapter.rulings]
        parts.append(_markdown(("规则 rule", "内容 what it does", "依据 source"), rows))
    return "".join(parts)


def _words() -> str:
    parts = ["# 词汇 / Words\n"]
    for room in ["kernel", *rooms()]:
        if find_spec(f"linli.{room}.words") is None:
            continue
        module = import_module(f"linli.{room}.words")
        for name, cls in getmembers(module, isclass):
            if issubclass(cls, Word) and cls is not Word and cls.__module__ == module.__name__:
                rows = [(member.value, member.zh, member.en) for member in cls]
                parts.append(f"\n## {room}.{name}\n\n" + _markdown(("code", "中文", "English"), rows))
    return "".join(parts)


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    return line(head) + line(["---"] * len(head)) + "".join(line(row) for row in rows)
