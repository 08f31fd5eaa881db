"""Style and script stay within what Chromium 90 knows: the browser of cheap phones and of desks kept for years."""

import re
from pathlib import Path

import pytest

OWN = Path(__file__).resolve().parents[1] / "static" / "linli"
LATER_STYLES = (
    r":has\(", r":modal\b", r":user-(?:in)?valid", r"@layer\b", r"@container\b", r"@property\b", r"@scope\b",
    r"@starting-style", r"@import", r"@view-transition", r"\(\s*(?:width|height)\s*[<>]", r"color-mix\(", r"oklch\(",
    r"oklab\(", r"\blch\(", r"\bhwb\(", r"light-dark\(", r"\d[dsl]v[hw]\b", r"\d(?:lh|rlh|cqw|cqi|cqh)\b",
    r"\bsubgrid\b", r"text-wrap\s*:", r"(?<![-\w])(?:translate|rotate|scale)\s*:", r"scrollbar-gutter\s*:",
    r"field-sizing\s*:", r"(?<![-\w])mask(?:-image)?\s*:", r"\banchor-name\s*:", r"animation-timeline\s*:",
    r"(?<![-\w])inset(?:-\w+)*\s*:", r":is\(", r"&\s*[:.\[>]",
)  # fmt: skip
"""What Chromium learnt after version 90, and two that its neighbours of the same age lack (`inset`, `:is`).

`accent-color` may be written: a browser without it draws its own ticks, and nothing is lost.
"""
LATER_SCRIPTS = (
    r"\.at\(", r"\.findLast(?:Index)?\(", r"\.to(?:Sorted|Reversed|Spliced)\(", r"\bstructuredClone\b",
    r"Object\.(?:hasOwn|groupBy)\(", r"Map\.groupBy\(", r"Array\.fromAsync", r"Promise\.(?:withResolvers|try)\b",
    r"crypto\.randomUUID", r"\bstatic\s*\{", r"#\w+\s+in\s", r"\binert\b", r"\bpopover\b", r"showPicker\(",
    r"AbortSignal\.(?:timeout|any)\(", r"checkVisibility\(", r"startViewTransition", r"\bURLPattern\b",
    r"Intl\.(?:DurationFormat|Segmenter|supportedValuesOf)", r"import\.meta\.resolve",
    r"\bimport\b[^;\n]*\b(?:with|assert)\s*\{", r"\bresponseStatus\b", r"navigation\.navigate", r"\(\?<[=!]",
    r"setHTMLUnsafe", r"\.isWellFormed\(", r"navigator\.userActivation", r"\.replaceAll\(\s*/(?:[^/\\]|\\.)+/[a-z]*v",
    r"new\s+CSSStyleSheet", r"adoptedStyleSheets", r"scheduler\.(?:yield|postTask)",
)  # fmt: skip
"""The same for scripts. Look-behind is left out too: Safari of that age fails on the whole file."""


def style_of(file: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)


def script_of(file: Path) -> str:
    return re.sub(r"(?m)//.*$", "", file.read_text())


@pytest.mark.parametrize("file", sorted(OWN.rglob("*.css")), ids=lambda file: file.name)
def test_styles_are_old_enough(file):
    assert [feature for feature in LATER_STYLES if re.search(feature, style_of(file))] == []


@pytest.mark.parametrize("file", sorted(OWN.rglob("*.js")), ids=lambda file: file.name)
def test_scripts_are_old_enough(file):
    assert [feature for feature in LATER_SCRIPTS if re.search(feature, script_of(file))] == []


@pytest.mark.parametrize(
    "later",
    [
        "rows.at(-1)",
        "structuredClone(a)",
        "Object.hasOwn(a, b)",
        "crypto.randomUUID()",
        "a.toSorted()",
        "x.inert = true",
    ],
)
def test_a_script_of_tomorrow_is_noticed(later):
    assert any(re.search(feature, later) for feature in LATER_SCRIPTS)


@pytest.mark.parametrize(
    "later",
    ["a:has(b) {}", "@layer base;", "height: 100dvh", "rotate: 45deg", "@media (width >= 40em) {}", "inset: 0"],
)
def test_a_style_of_tomorrow_is_noticed(later):
    assert any(re.search(feature, later) for feature in LATER_STYLES)
