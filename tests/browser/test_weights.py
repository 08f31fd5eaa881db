"""What a resident's first visit costs on the line: every byte that `./linli serve` sends, at most 150 kB a page."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from linli.config.commands import serve
from linli.web.tests.test_styles import STATIC
from tests.browser.conftest import context
from tests.browser.test_main_job import NEXT

MOST_BYTES = 150_000
SOURCE = Path(__file__).resolve().parents[2] / "src"
WORDS = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")


@pytest.fixture(scope="module")
def served(house: str) -> Iterator[str]:
    """The same world behind the server of production: the test's own one sends files in another way."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environ = os.environ | {"DATABASE_URL": address, "PYTHONPATH": str(SOURCE), "LINLI_REPORTS_PER_MINUTE": "0"}
    process = subprocess.Popen(serve.words(host="127.0.0.1", port=port, workers=1), env=environ, cwd=SOURCE)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


class Scales:
    """Adds up what comes over the line for one page, as the browser counts it: heads and bodies, packed."""

    def __init__(self, page: Page) -> None:
        self.bytes, self.plain = 0, list[str]()
        self.page, session = page, page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", self._add)
        session.on("Network.responseReceived", self._look)

    def _add(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _look(self, event: dict[str, dict[str, object]]) -> None:
        answer = event["response"]
        heads = {str(name).lower(): str(value) for name, value in dict(answer["headers"]).items()}  # type: ignore[call-overload]
        is_long = int(heads.get("content-length", "9999")) > 600
        if str(answer["mimeType"]) in WORDS and is_long and heads.get("content-encoding") not in {"gzip", "br"}:
            self.plain.append(str(answer["url"]))

    def weigh(self) -> int:
        """Return the bytes since the last time, once nothing more comes."""
        self.page.wait_for_load_state("networkidle")
        weight, self.bytes = self.bytes, 0
        return weight


def test_a_first_visit_is_light(chromium: Browser, served: str) -> None:
    page = context(chromium, served).new_page()
    scales, weights = Scales(page), dict[str, int]()
    for path in ("/", "/report/", "/find/", "/cases/", "/figures/", "/how/", "/join/", "/suspended/"):
        page.goto(path)
        weights[path] = scales.weigh()
    page.goto("/report/")
    page.fill("#id_words", "楼道灯不亮，两层都不亮。")
    scales.weigh()
    page.click(NEXT)
    weights["/report/place/"] = scales.weigh()
    page.fill("#id_address", "无棣三路18号2单元")
    page.click(NEXT)
    weights["/report/send/"] = scales.weigh()
    page.click(NEXT)
    page.wait_for_url("**/r/*")
    weights["receipt"] = scales.weigh()
    page.context.close()
    print({path: f"{weight / 1000:.1f} kB" for path, weight in weights.items()})  # noqa: T201 - `pytest -s` shows it
    assert scales.plain == [], "sent without compression"
    assert {path: weight for path, weight in weights.items() if weight > MOST_BYTES} == {}
    assert weights["/report/"] > 10_000, "the scales must weigh something"


def test_no_picture_of_the_house_is_heavy() -> None:
    heavy = [file.name for file in STATIC.rglob("*") if file.suffix in {".png", ".jpg", ".webp"}]
    assert [name for name in heavy if (next(STATIC.rglob(name))).stat().st_size > 30_000] == []
