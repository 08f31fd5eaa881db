"""How many steps and seconds a report takes on a 360 px phone: a browser types as a person does and counts.

    ./linli demo --port 8670 &
    .venv/bin/python bench/steps.py http://127.0.0.1:8670

Printed per walk: pages on which the reporter had to do something, presses of a button, signs typed, seconds from
opening the form to seeing the receipt. Typing speed: 4 signs a second (our choice; a phone keyboard with pinyin or by
voice); reading: 1.2 s per page before the first touch; half a second between a look and a press.
The goal (issue 3): at most 3 steps and 30 s. The reports go into the world at that address: use a demo.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

SIGNS_PER_SECOND = 4.0
READING_S, AIMING_S = 1.2, 0.5
MOST_STEPS, MOST_SECONDS = 3, 30.0
PHONE = {"width": 360, "height": 780}
NEXT = "form.question-form > .actions button"
WORDS = "单元门口的路灯不亮了，晚上看不见台阶。"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# 400 ms round trip and 1.6 Mbit/s: the poor line of issue 3.
POOR_LINE = {"offline": False, "latency": 400, "downloadThroughput": 200_000, "uploadThroughput": 93_750}


@dataclass
class Walk:
    """One report as somebody makes it; counts what the person does."""

    page: Page
    steps: set[str] = field(default_factory=set)
    presses: int = 0
    signs: int = 0

    def arrive(self) -> None:
        """Look at a page before the first touch."""
        self.page.wait_for_load_state("domcontentloaded")
        self.page.wait_for_timeout(READING_S * 1000)

    def write(self, field_: str, words: str) -> None:
        """Type as a person does."""
        self._touch(field_)
        self.page.locator(field_).press_sequentially(words, delay=1000 / SIGNS_PER_SECOND)
        self.signs += len(words)

    def press(self, what: str) -> None:
        """Press a button or a link."""
        self._touch(what)
        self.presses += 1

    def _touch(self, what: str) -> None:
        self.page.wait_for_timeout(AIMING_S * 1000)
        self.page.locator(what).first.click()
        self.steps.add(self.page.url.partition("?")[0])


def by_words(walk: Walk) -> None:
    """Words alone; the place stands in them."""
    _words(walk, "登州路24号院2号楼" + WORDS)
    _next(walk, "**/report/place/")
    _send(walk)


def by_address(walk: Walk) -> None:
    """Words, then the first signs of an address and a name from the list."""
    _words(walk, WORDS)
    _arrived(walk, "**/report/place/")
    walk.write("#id_address", "登州路2")
    walk.page.locator("[data-names] li").first.wait_for(state="visible")
    walk.press("[data-names] li >> nth=0")
    walk.press(NEXT)
    _send(walk)


def by_map(walk: Walk) -> None:
    """Words, then a tap on the map."""
    _words(walk, WORDS)
    _arrived(walk, "**/report/place/")
    walk.page.locator(".map-cross").wait_for(state="attached")
    walk.press(".map-canvas")
    walk.press(NEXT)
    _send(walk)


def by_code(walk: Walk) -> None:
    """From the code on the door: the place is known."""
    _words(walk, WORDS)
    _next(walk, "**/report/place/")
    _send(walk)


def with_phone(walk: Walk) -> None:
    """Words and a phone number to be called."""
    _words(walk, "登州路24号院2号楼" + WORDS)
    _next(walk, "**/report/place/")
    _arrived(walk, "**/report/send/")
    walk.write("#id_phone", "13900001234")
    walk.press(NEXT)


WALKS: dict[str, Callable[[Walk], None]] = {
    "by_words": by_words,
    "by_address": by_address,
    "by_map": by_map,
    "by_code": by_code,
    "with_phone": with_phone,
}


def _words(walk: Walk, words: str) -> None:
    walk.arrive()
    walk.write("#id_words", words)
    walk.press(NEXT)


def _arrived(walk: Walk, address: str) -> None:
    walk.page.wait_for_url(address)
    walk.arrive()


def _next(walk: Walk, address: str) -> None:
    _arrived(walk, address)
    walk.press(NEXT)


def _send(walk: Walk) -> None:
    _arrived(walk, "**/report/send/")
    walk.press(NEXT)


@contextmanager
def phone(browser: Browser, base: str, *, elder: bool, script: bool, poor: bool) -> Iterator[Page]:
    """A fresh phone that has never been here."""
    context = browser.new_context(
        base_url=base, viewport=PHONE, locale="zh-CN", java_script_enabled=script, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(60_000)
    if elder:
        context.add_cookies([{"name": "large", "value": "1", "url": base}])
    page = context.new_page()
    if poor:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", POOR_LINE)
    yield page
    context.close()


def one(browser: Browser, base: str, name: str, start: str, **options: bool) -> dict[str, Any]:
    """Make one report; return what it took."""
    with phone(browser, base, **options) as page:
        began = time.perf_counter()
        page.goto(start)
        walk = Walk(page)
        WALKS[name](walk)
        page.wait_for_url("**/r/**")
        page.get_by_text("收到了，不用再报一遍。").wait_for()
        seconds = time.perf_counter() - began
        return {
            "walk": name,
            **{key: value for key, value in options.items() if value != (key == "script")},
            "steps": len(walk.steps),
            "presses": walk.presses,
            "signs": walk.signs,
            "seconds": round(seconds, 1),
            "of_these_typing": round(walk.signs / SIGNS_PER_SECOND, 1),
            "is_within": len(walk.steps) <= MOST_STEPS and seconds <= MOST_SECONDS,
        }


def some_code(page: Page) -> str:
    """Return the code of a building, found by its address as anybody would."""
    page.goto("/b/?q=登州路24号")
    return str(page.locator("main ul.list a").first.get_attribute("href")).strip("/").partition("/")[2]


def main() -> int:
    """Walk all ways and print one JSON line each; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of a running demo, e.g. http://127.0.0.1:8670")
    parser.add_argument("--poor", action="store_true", help="over a line of 400 ms and 1.6 Mbit/s")
    given = parser.parse_args()
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        with phone(browser, given.base, elder=False, script=True, poor=False) as page:
            code = some_code(page)
        for name in WALKS:
            start = f"/report/?code={code}" if name == "by_code" else "/report/"
            for elder in (False, True):
                row = one(browser, given.base, name, start, elder=elder, script=True, poor=given.poor)
                print(json.dumps(row, ensure_ascii=False), flush=True)
                rows.append(row)
        row = one(browser, given.base, "by_words", "/report/", elder=False, script=False, poor=given.poor)
        print(json.dumps(row, ensure_ascii=False), flush=True)
        rows.append(row)
        browser.close()
    return 0 if all(row["is_within"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
