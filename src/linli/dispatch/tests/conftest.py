"""The town for the tests of dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()
