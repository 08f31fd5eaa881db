"""The rules as they cite themselves: every public function of the rooms' rules and of triage, read from the source.

House style §3: a rule without a source is a bug. A source stands in the function's docstring or in its module's.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.config.environment import ROOT, rooms

SOURCE = ROOT / "src" / "linli"
CITED = re.compile(
    r"""Source:|§|第.+条|《|\bADR\b|\bT\d\d\b|\bR\d+-\d|\b[SD]-\d{2,3}\b|\bI\d+\b|\bdomain-spec\b|\barchitecture\b
    |\barts?\.?\ \d|\bRFC\b|GB/T|CJ/T|\bPIPL\b|\bWCAG\b|\bISO\b|\bOWASP\b|\bNIST\b|\bUnicode\b|Open311|docs/\w+\.md""",
    re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.;。；])\s+(?=[A-Z《民个中国])")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One public function of a rules module: what it does in a sentence, and which sources it names itself."""

    name: str
    does: str
    source: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One rules module: its name (room.drawer.module), what it is about, its sources, its functions."""

    name: str
    about: str
    source: str
    rulings: tuple[Ruling, ...]

    @property
    def is_sourced(self) -> bool:
        """Say whether each of its rules has a source, its own or the module's."""
        return bool(self.source) or all(ruling.source for ruling in self.rulings)


def chapters() -> list[Chapter]:
    """Return all rules modules that hold a public function, by room and name."""
    found = [_chapter(path) for room in ["kernel", *rooms()] for path in _files(SOURCE / room)]
    return [chapter for chapter in found if chapter.rulings]


def _files(room: Path) -> Iterator[Path]:
    if (room / "rules.py").is_file():
        yield room / "rules.py"
    for drawer in ("rules", "triage", "clocks"):
        yield from sorted((room / drawer).rglob("*.py"))


def _chapter(path: Path) -> Chapter:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = path.relative_to(SOURCE).with_suffix("").parts
    said = ast.get_docstring(tree) or ""
    rulings = tuple(
        Ruling(node.name, _first(_docstring(node)), sources(_docstring(node)))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )
    return Chapter(".".join(part for part in parts if part != "__init__"), _first(said), sources(said), rulings)


def _docstring(node: ast.FunctionDef) -> str:
    return ast.get_docstring(node) or ""


def _first(said: str) -> str:
    return " ".join(said.split("\n\n")[0].split())


def sources(said: str) -> str:
    """Return the sentences of a docstring that name a source, its field list (:raises:) left out; "" for none."""
    plain = " ".join(said.split("\n:")[0].split())
    return " ".join(_cited(_SENTENCE.split(plain)))


def _cited(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        if CITED.search(sentence):
            yield sentence.removeprefix("Source: ")
