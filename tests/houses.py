"""A real Chromium before a real server with the demo's ground, offices and people.

The world is made once for a folder of stories and truncated afterwards: the server answers in threads with connections
of their own, so a transaction of the test would hide everything from it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from linli.demo import world
from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
STARTED = "html[data-started], html:not(.js)"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def program() -> str:
    """Return the system's Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium found; install it to run the browser stories: apt-get install chromium")
    return found


def wait_until_started(page: Page) -> None:
    """Wait for the pieces of script that a page fetches after it is there; a fast machine would press keys before."""
    page.wait_for_selector(STARTED, state="attached")


_goto = Page.goto


def _goto_and_start(page: Page, url: str, **options: Any) -> Response | None:
    answer = _goto(page, url, **options)
    wait_until_started(page)
    return answer


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start the browser, whose pages count as open once their script has begun; end it afterwards."""
    path = program()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patched:
        patched.setattr(Page, "goto", _goto_and_start)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def open_house(blocker: DjangoDbBlocker, media: Path, *, cases: int) -> Iterator[str]:
    """Make a world with so many cases and serve it; give its address. Its people sign in with the demo's password."""
    settings = override_settings(
        LINLI_REPORTS_PER_MINUTE=0, LINLI_REQUESTS_PER_MINUTE=0, LINLI_MODE="demo", MEDIA_ROOT=media
    )
    cache.clear()
    with blocker.unblock(), settings:
        forget()
        world.make("tiny", lambda _: None, cases=cases)
        server = LiveServer("127.0.0.1")
        with override_settings(LINLI_PUBLIC_URL=server.url):
            yield server.url
        server.stop()
        end_sessions()
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        forget()
        # Inside Playwright's loop Django keeps a connection apart from the one pytest-django closes at the end.
        connections.close_all()


def end_sessions() -> None:
    """End what the server's threads left open, or the database could not be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def forget() -> None:
    """Drop what the rooms keep in memory of another world."""
    for room in (grid, people, standards):
        room.forget()


def context(chromium: Browser, house: str, **options: object) -> BrowserContext:
    """Return a fresh browser of somebody, reading Chinese on a phone unless told otherwise."""
    opened = chromium.new_context(base_url=house, **{"locale": "zh-CN", "viewport": PHONE, **options})  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE_MS)
    return opened
