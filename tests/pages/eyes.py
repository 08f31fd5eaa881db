"""What is looked at on every page: WCAG 2.2 AA by axe-core, width, language, what the browser complained of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page

from linli.demo import cast
from tests.invariants.test_both_languages import ROOMS, pairs

AXE = Axe()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
NARROWEST, ZOOMED = 320, 640
"""CSS pixels: the smallest phone (WCAG 1.4.10), and a desk of 1280 px at 200 %."""
WIDTH = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const isOver = (one) => one.getBoundingClientRect().right > innerWidth + 1;
  const over = [...document.body.querySelectorAll("*")].filter(isOver);
  return [`${wide} px too wide: ` + over.slice(-2).map((one) => one.outerHTML.slice(0, 120)).join(" | ")];
}"""
HAN = re.compile(r"[\u3400-\u9fff]+")
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,'’-]+[A-Za-z]{2,}){2,}")
"""Three words in a row: no code, no name of a product is so long."""
MASKED = re.compile(r"[\u3400-\u9fff]\*+")
APART = frozenset({"script", "style", "code", "kbd", "textarea"})
VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "use", "path", "circle", "rect", "source", "wbr", "line"})
NAMES = re.compile(r"Apache-2\.0|JPEG|PNG|WebP|GIF|PDF|DOCX|XLSX|CSV|(?:[a-z]+(?:_[a-z]+)*, ){3,}[a-z_]+")
"""Of formats, and of the columns of a file."""


PIN = "leaflet-marker-icon"
"""Pins of neighbours may overlap: each has its line in the list beside the map (WCAG 2.5.8, equivalent control)."""


def barriers(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, one line per element."""
    found: list[dict[str, Any]] = AXE.run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:200]})"
        for one in found
        for node in one["nodes"]
        if not (one["id"] == "target-size" and PIN in node["html"])
    ]


def sideways(page: Page, widths: Iterable[int] = (NARROWEST, ZOOMED)) -> list[str]:
    """Return what sticks out at these widths; the window is as before afterwards."""
    before, found = page.viewport_size, []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"at {width}: {one}" for one in page.evaluate(WIDTH)]
    page.set_viewport_size(before)
    return found


class Ears:
    """Hears words of the wrong language: Chinese that is no data, English sentences on Chinese pages."""

    def __init__(self) -> None:
        listed = [pair for room in ROOMS for pair in pairs(room)]
        self.chinese = {pair.zh.strip() for pair in listed if pair.zh != pair.en and HAN.search(pair.zh)}
        self.english = {pair.en.strip() for pair in listed if pair.zh != pair.en and len(pair.en) > 3}
        self.data = data_of_the_world()

    def wrong(self, texts: Iterable[str], language: str) -> list[str]:
        """Return which texts are in the other language than the page."""
        is_wrong = self._is_chinese if language == "en" else self._is_english
        return sorted({one[:120] for one in texts if is_wrong(one)})

    def _is_chinese(self, text: str) -> bool:
        return text in self.chinese or any(run not in self.data for run in HAN.findall(MASKED.sub("", text)))

    def _is_english(self, text: str) -> bool:
        sentences = SENTENCE.findall(NAMES.sub("", text))
        return text in self.english or any(one not in self.data for one in sentences)


class _Reader(HTMLParser):
    """Collects what a page says to eyes and screen readers, apart from code and from foreign words marked so."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_apart = tag in APART or (tag != "html" and "lang" in given) or "mono" in (given.get("class") or "").split()
        is_apart = is_apart or bool(self.open and self.open[-1][1])
        if not is_apart:
            self.said += [given[name] or "" for name in ("alt", "title", "aria-label", "placeholder") if name in given]
        if tag not in VOID:
            self.open.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in {name for name, _ in self.open}:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.said.append(data)


def spoken(html: str) -> list[str]:
    """Return the texts of a page, one per node."""
    reader = _Reader()
    reader.feed(html)
    return [one.strip() for one in reader.said if one.strip()]


def data_of_the_world() -> str:
    """Return all Chinese that people or the district wrote: every table as text, and the sealed names of the cast."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        kept = [" ".join(one.name for one in cast.CAST)]
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {connection.ops.quote_name(table)} t")
            kept.append(cursor.fetchone()[0] or "")
    return " ".join(kept)
