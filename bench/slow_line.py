"""How long a resident waits on a slow line: 400 ms there and back, 1.6 Mbit/s, an empty cache."""

from __future__ import annotations

import shutil
import subprocess
import sys

import stage
from playwright.sync_api import Browser, sync_playwright

PORT = 8641
ROUNDS = 5
LINE = {"offline": False, "latency": 400, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
"""Milliseconds there and back, bytes a second."""
PAGES = ("/", "/report/", "/find/", "/cases/", "/figures/")
PHONE = {"width": 360, "height": 780}
TIMES = """() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  return { seen: painted ? painted.startTime : -1, usable: page.domContentLoadedEventEnd };
}"""
"""Words are there, and all forms work, when painted; when the deferred scripts ran too, the page is whole."""


def main() -> None:
    """Make the district, serve it, look at it through a slow line, print one JSON object."""
    with stage.stage():
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('tiny', print, cases=40)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        with stage.server(PORT), sync_playwright() as playwright:
            program = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            found = {path: _measure(browser, path) for path in PAGES}
            browser.close()
    stage.show("slow line", {"goal": "usable <= 2,000 ms at 400 ms and 1.6 Mbit/s", "pages": found})


def _measure(browser: Browser, path: str) -> dict[str, object]:
    rounds = [_once(browser, path) for _ in range(ROUNDS)]
    return {name: stage.spread([one[name] for one in rounds]) for name in ("seen", "usable", "bytes")}


def _once(browser: Browser, path: str) -> dict[str, float]:
    phone = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = phone.new_page()
    line = phone.new_cdp_session(page)
    weights: list[float] = []
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(f"http://127.0.0.1:{PORT}{path}", wait_until="networkidle")
    times: dict[str, float] = page.evaluate(TIMES)
    phone.close()
    return {**times, "bytes": sum(weights)}


if __name__ == "__main__":
    main()
