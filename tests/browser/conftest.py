"""The stories in a browser share one house without cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from linli.demo import cast
from tests.houses import DESK, PATIENCE_MS, PHONE, context, open_house

__all__ = ["DESK", "PATIENCE_MS", "PHONE", "context"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a running house without cases."""
    with open_house(django_db_blocker, tmp_path_factory.mktemp("media"), cases=0) as address:
        yield address


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "a.jpg"
    Image.new("RGB", (1200, 900), (110, 140, 100)).save(path, "JPEG")
    return path


@pytest.fixture
def page(chromium: Browser, house: str) -> Iterator[Page]:
    """A resident's phone."""
    phone = context(chromium, house)
    opened = phone.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    phone.close()
    assert wrong == []


@pytest.fixture
def plain_page(chromium: Browser, house: str) -> Iterator[Page]:
    """The same phone with scripts switched off."""
    phone = context(chromium, house, java_script_enabled=False)
    yield phone.new_page()
    phone.close()


class Staff:
    """The desks: one browser per person, signed in when first needed."""

    def __init__(self, chromium: Browser, house: str) -> None:
        self.chromium, self.house = chromium, house
        self.desks: dict[str, Page] = {}

    def __call__(self, login: str) -> Page:
        """Return the desk of the person with this login."""
        if login not in self.desks:
            desk = context(self.chromium, self.house, viewport=DESK).new_page()
            desk.goto("/sign-in/?next=/desk/")
            desk.fill("[name=name]", login)
            desk.fill("[name=password]", cast.PASSWORD)
            desk.click("main form button")
            desk.wait_for_url("**/desk/")
            self.desks[login] = desk
        return self.desks[login]


@pytest.fixture(scope="module")
def staff(chromium: Browser, house: str) -> Iterator[Staff]:
    desks = Staff(chromium, house)
    yield desks
    for desk in desks.desks.values():
        desk.context.close()
