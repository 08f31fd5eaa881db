"""Styles and scripts: our own origin only, legible pairs, small, nothing inline, vendored files unchanged."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from linli.web import tones

WEB = Path(__file__).resolve().parents[1]
STATIC = WEB / "static"
OWN = STATIC / "linli"
TOKENS = (OWN / "tokens.css").read_text()
STYLES = (OWN / "linli.css").read_text()
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

INKS = ("ink", "quiet-ink", "action", "action-deep", "late", "soon", "met")
TEXT_ON_GROUND = [
    *((ink, ground) for ink in INKS for ground in ("paper", "surface")),
    *((ink, ground) for ink in ("ink", "quiet-ink") for ground in ("quiet-wash", "action-wash")),
    *((tone, f"{tone}-wash") for tone in ("action", "late", "soon", "met")),
    ("action-deep", "action-wash"),
    ("on-action", "action"),
    ("on-action", "action-deep"),
    ("paper", "ink"),
]


def theme(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.S)
    assert body
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", [":root", ".screen"])
@pytest.mark.parametrize("ink, ground", TEXT_ON_GROUND)
def test_text_is_legible_on_its_ground(selector, ink, ground):
    colours = {**theme(":root"), **theme(selector)}
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_the_tokens_are_those_of_the_design_language():
    named = {
        "paper": "#FBFAF7", "surface": "#FFFFFF", "ink": "#1D2730", "quiet-ink": "#56616B", "line": "#D9DEE2",
        "action": "#0A5C9E", "focus-ring": "#F2B705", "late": "#B42318", "soon": "#9A5B00", "met": "#0B6E4F",
    }  # fmt: skip
    assert named.items() <= theme(":root").items()


def test_chart_colours_follow_okabe_and_ito_in_order():
    colours = theme(":root")
    assert [colours[f"chart-{at}"] for at in range(1, 9)] == list(tones.OKABE_ITO)


def test_styles_are_small_and_name_no_colour_of_their_own():
    assert len(gzip.compress(STYLES.encode())) <= 12_000  # what a phone fetches once
    outside_print = STYLES.split("@media print")[0]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", outside_print)) <= {"#fff"}


@pytest.mark.parametrize("file", sorted([*OWN.iterdir(), *STATIC.glob("vendor/**/*.css")]), ids=lambda file: file.name)
def test_nothing_is_fetched_from_elsewhere(file):
    text = file.read_text()
    foreign = re.findall(r"(?:url\(|import\(?|from|fetch\(|src=|href=)\s*[\"']?(?:https?:)?//[^\s\"')]+", text)
    assert foreign == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_pages_have_no_inline_script_or_style(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


def test_every_icon_named_in_a_template_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (OWN / "icons.svg").read_text()))
    named = {name for template in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', template.read_text())}
    assert named <= drawn


def test_shapes_drawn_by_the_script_are_those_of_the_page():
    script = (OWN / "linli.js").read_text()
    for name, drawing in tones.SHAPES.items():
        assert name == "diamond" or drawing in script


def test_vendored_files_are_unchanged():
    page = (STATIC / "vendor" / "VENDORED.md").read_text()
    listed = dict(re.findall(r"\| `([\w./-]+)` \| `([0-9a-f]{64})` \|", page))
    found = {
        str(file.relative_to(STATIC / "vendor")): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (STATIC / "vendor").rglob("*")
        if file.is_file() and file.name != "VENDORED.md"
    }
    assert listed == found
