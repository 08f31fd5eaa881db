"""What tests across rooms share."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import houses

ROOT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path | None:
    """Return the folder of collected material, or None on a public clone."""
    folder = Path(os.environ.get("LINLI_SHARED") or ROOT.parent / "shared")
    return folder if (folder / "data").is_dir() else None


def _together(item: pytest.Item) -> str:
    """Name the tests that one process runs one after the other, because they share a costly world."""
    inside = item.path.relative_to(ROOT / "tests").parts
    return inside[0] if inside[0] in {"browser", "pages"} else item.path.stem


def _refuse_namesakes(items: list[pytest.Item]) -> None:
    """Of two tests with one name pytest-xdist would run the last and say nothing of the others."""
    names = Counter(item.nodeid for item in items)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise pytest.UsageError(f"several tests have the same name: {', '.join(twice)}; give each its own")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    _refuse_namesakes(items)
    for item in items:
        if item.path.is_relative_to(ROOT / "tests"):
            item.add_marker(pytest.mark.xdist_group(_together(item)))
    if shared_folder() is not None:
        return
    skip = pytest.mark.skip(reason="needs ../shared/data (or LINLI_SHARED), which a public clone does not have")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of collected material; where it is present, a missing file in it is a failure."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("needs ../shared/data (or LINLI_SHARED), which a public clone does not have")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all; each test opens its own windows."""
    with houses.open_chromium() as browser:
        yield browser
