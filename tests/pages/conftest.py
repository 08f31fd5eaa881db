"""The walk through all pages has a house of its own, with one case of every kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.houses import open_house

CASES = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/pages" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a running house with cases."""
    with open_house(django_db_blocker, tmp_path_factory.mktemp("media"), cases=CASES) as address:
        yield address
