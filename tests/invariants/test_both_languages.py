"""Every text is a whole pair: Chinese in Chinese, English in English, the same places in both, and plurals that count.

What is written in the source is read here; what the pages show is read in tests/browser/test_pages.py.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

LINLI = Path(__file__).resolve().parents[2] / "src" / "linli"
ROOMS = sorted(
    folder.name for folder in LINLI.iterdir() if (folder / "__init__.py").exists() and folder.name not in {"demo"}
)
PAIRS = frozenset({"Text", "T", "said", "_said", "M"})
"""What takes a Chinese and an English sentence, in this order."""
OUTSIDE = frozenset({"tests", "migrations", "vendor", "demo", "preview"})
MEASURE_WORDS = frozenset({"件", "次", "个", "户", "人", "张"})
HAN = re.compile(r"[\u3400-\u9fff]")
LETTER = re.compile(r"[A-Za-z]")
PLACE = re.compile(r"\{([a-z_]\w*(?:\.\w+)*)(?:![rs])?(?::[^{}]*)?\}")
CHOSEN_PLACE = re.compile(r"_(?:zh|en)$|\.(?:zh|en)$")
"""A place that carries the language in its name: `{unit_zh}` here, `{unit_en}` there."""
PLURAL = re.compile(r"\{(?:n|count|total|most|least|a|b|c|d|late)\} (?:\w+ )?[a-z]{3,}s\b")
ALWAYS_MANY = frozenset({"{count} matters"})
"""A case is split into at least two; nothing else is said with a fixed plural."""
TAG = re.compile(r"{%\s*t\s+(\"[^\"]*\"|'[^']*')\s+(\"[^\"]*\"|'[^']*')")
PART_WORDS = re.compile(r"\b(\w+)_zh=(\"[^\"]*\")")
JS_PAIR = re.compile(r"\bsay\(\s*(\"[^\"]*\"|`[^`]*`)\s*,\s*(\"[^\"]*\"|`[^`]*`)\s*\)")
HALF_WIDTH = re.compile(
    r"(?<=[\u3400-\u9fff，。：；？！）”}])[,:;?!()](?=[\u3400-\u9fff，（“{])"
    r"|(?<=[\u3400-\u9fff])(?:[,:;?!](?=$|\s)|\()|\)(?=[\u3400-\u9fff])"
)
"""A mark of half width in a Chinese sentence: “好,请稍候” instead of “好，请稍候”."""
MEANT = ("须写作 POLYGON((经度 纬度, …))",)
"""Written for programs to read."""
FIXED_DATES = re.compile(r"\|(?:date|time)(?::\"[^\"]*\")?\s*}}")
"""A date written in one form for both languages."""


class Pair(NamedTuple):
    """A sentence in both languages and where it stands."""

    place: str
    zh: str
    en: str


def written(node: ast.expr) -> str | None:
    """Return the text of a literal; places of an f-string as `{name}`; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else None for part in node.values]
    texts = [part.value if isinstance(part, ast.Constant) else "" for part in node.values]
    return "".join(str(text) if name is None else "{…}" for name, text in zip(parts, texts, strict=True))


def in_python(file: Path) -> Iterator[Pair]:
    """Yield the pairs that a module writes as literals: `Text(…)`, words of closed lists, `…_zh=` beside `…_en=`."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield from _of_call(node, file)
        if isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and base.id == "Word" for base in node.bases
        ):
            yield from _of_words(node, file)


def _of_call(node: ast.Call, file: Path) -> Iterator[Pair]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in PAIRS and len(node.args) >= 2:
        zh, en = written(node.args[0]), written(node.args[1])
        if zh is not None and en is not None:
            yield Pair(f"{file.relative_to(LINLI)}:{node.lineno}", zh, en)
    named = {keyword.arg: written(keyword.value) for keyword in node.keywords if keyword.arg}
    for key, zh in named.items():
        if key.endswith("_zh") and zh is not None:
            en = named.get(f"{key[:-3]}_en")
            yield Pair(f"{file.relative_to(LINLI)}:{node.lineno}", zh, "" if en is None else en)


def _of_words(node: ast.ClassDef, file: Path) -> Iterator[Pair]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and line.targets[0].id.isupper():
            parts = line.value.elts if isinstance(line.value, ast.Tuple) else [line.value]
            texts = [written(part) or "" for part in parts[:3]]
            zh, en = [*texts, "", ""][1:3]
            yield Pair(f"{file.relative_to(LINLI)}:{line.lineno}", zh, en)


def in_template(file: Path) -> Iterator[Pair]:
    """Yield the pairs of a template: `{% t … %}` and `title_zh=` beside `title_en=`."""
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        place = f"{file.relative_to(LINLI)}:{number}"
        for zh, en in TAG.findall(line):
            yield Pair(place, zh[1:-1], en[1:-1])
        for name, zh in PART_WORDS.findall(line):
            found = re.search(rf"\b{name}_en=\"([^\"]*)\"", line)
            yield Pair(place, zh[1:-1], found[1] if found else "")


def in_script(file: Path) -> Iterator[Pair]:
    """Yield the pairs of a script: `say("…", "…")`."""
    text = file.read_text()
    for found in JS_PAIR.finditer(text):
        number = text.count("\n", 0, found.start()) + 1
        zh, en = (re.sub(r"\$\{[^}]*\}", "{…}", one[1:-1]) for one in found.groups())
        yield Pair(f"{file.relative_to(LINLI)}:{number}", zh, en)


def sources(ending: str, *, below: str = "") -> list[Path]:
    """Return the product's files, tests and the invented neighbourhood left out."""
    files = (LINLI / below).rglob(f"*{ending}")
    return sorted(file for file in files if not OUTSIDE & {*file.relative_to(LINLI).parts, file.stem})


def pairs(room: str) -> list[Pair]:
    """Return all pairs of a room."""
    found = [pair for file in sources(".py", below=room) for pair in in_python(file)]
    found += [pair for file in sources(".html", below=room) for pair in in_template(file)]
    return found + [pair for file in sources(".js", below=room) for pair in in_script(file)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_has_both_languages(room: str) -> None:
    assert [pair for pair in pairs(room) if _is_half(pair)] == []


def _is_half(pair: Pair) -> bool:
    """Say whether one side is missing; a measure word (件) and the tail of a sentence (" left") have no other side."""
    lacks_english = not pair.en.strip() and bool(HAN.search(pair.zh)) and pair.zh not in MEASURE_WORDS
    lacks_chinese = not pair.zh.strip() and bool(LETTER.search(pair.en)) and not pair.en.startswith(" ")
    return lacks_english or lacks_chinese


@pytest.mark.parametrize("room", ROOMS)
def test_english_is_english(room: str) -> None:
    quoted = re.compile(r"“[^”]*”|\([^)]*\)|\{…\}")
    assert [pair for pair in pairs(room) if HAN.search(quoted.sub("", pair.en))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_places(room: str) -> None:
    wrong = [pair for pair in pairs(room) if _places(pair.zh) != _places(pair.en)]
    assert wrong == []


def _places(text: str) -> set[str]:
    return {CHOSEN_PLACE.sub("", name) for name in PLACE.findall(text)}


@pytest.mark.parametrize("room", ROOMS)
def test_counts_choose_their_word(room: str) -> None:
    wrong = [pair for pair in pairs(room) for found in PLURAL.findall(pair.en) if found not in ALWAYS_MANY]
    assert wrong == [], "write {n:duty|duties}, so that one is no plural"


@pytest.mark.parametrize("template", sources(".html"), ids=lambda file: str(file.relative_to(LINLI)))
def test_dates_are_written_by_the_language(template: Path) -> None:
    shown = FIXED_DATES.findall(template.read_text().replace('{{ now|date:"U" }}', ""))
    assert shown == [], "use |when:now, |whentime:now or |day:now"


@pytest.mark.parametrize("template", sources(".html"), ids=lambda file: str(file.relative_to(LINLI)))
def test_no_template_says_something_in_one_language_only(template: Path) -> None:
    text = re.sub(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", template.read_text(), flags=re.S)
    if text.startswith("<!doctype html>") and '<h2 lang="en">' in text:
        return  # shown when nothing else works: it says everything twice, one language below the other
    bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*\blang=[^>]*>[^<]*", " ", text, flags=re.S)
    words = [found for found in re.findall(r">([^<>]+)<", f">{bare}<") if HAN.search(found)]
    assert [found.strip() for found in words if found.strip() != "中文"] == []


def _told(room: str) -> Iterator[tuple[str, str]]:
    """Yield the Chinese texts of a room with their place: plain literals, pairs of pages and scripts, tables.

    Patterns are raw literals and no texts; what triage compares words with is nobody's reading either.
    """
    for file in sources(".py", below=room):
        if "triage" not in file.parts:
            yield from _literals(file)
    for pair in (pair for ending in (".html", ".js") for file in sources(ending, below=room) for pair in _paired(file)):
        yield pair.place, pair.zh
    for ending in (".csv", ".json", ".toml"):
        for file in sources(ending, below=room):
            if "triage" not in file.parts:
                yield from ((f"{file.relative_to(LINLI)}", cell) for cell in _cells(file))


def _literals(file: Path) -> Iterator[tuple[str, str]]:
    for token in tokenize.generate_tokens(io.StringIO(file.read_text()).readline):
        opening = token.string[:3].lower()
        if token.type == tokenize.STRING and "r" not in opening.split('"')[0] and '"""' not in token.string:
            yield f"{file.relative_to(LINLI)}:{token.start[0]}", token.string.rstrip('"').partition('"')[2]


def _paired(file: Path) -> Iterator[Pair]:
    return in_template(file) if file.suffix == ".html" else in_script(file)


def _cells(file: Path) -> Iterator[str]:
    if file.suffix == ".csv":
        for row in csv.reader(io.StringIO(file.read_text())):
            yield from row
    else:
        yield from re.findall(r"\"([^\"]*)\"", file.read_text())


@pytest.mark.parametrize("room", ROOMS)
def test_chinese_marks_have_their_width(room: str) -> None:
    told = ((place, text) for place, text in _told(room) if HAN.search(text) and text not in MEANT)
    wrong = [(place, found[0], text) for place, text in told if (found := HALF_WIDTH.search(text))]
    assert wrong == [], "write ，：；？！（） between Chinese words"


@pytest.mark.parametrize(
    "text", ["好,请稍候", "编号({number})已收", "{unit}:已派", "请看：为什么?", "“甲”;乙", "小区(楼院)"]
)
def test_a_half_width_mark_is_found(text: str) -> None:
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize(
    "text", ["EPSG:4490、GCJ02", "“甲”, “乙” or “丙”", "09:00 起，至 17:30", "100 m（示意）", "https://甲"]
)
def test_what_is_no_chinese_mark_passes(text: str) -> None:
    assert HALF_WIDTH.search(text) is None
