"""The town whose facts the dashboards follow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.dashboards import reactions
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.grid import queries as grid
from linli.journal import wiring
from linli.people import queries as people
from linli.standards import queries as standards


@pytest.fixture
def only_dashboards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody else follow the log, so that statements are those of this room."""
    kept = {name: wiring.Follow(name, kinds, handler) for name, kinds, handler in reactions.FOLLOWERS}
    monkeypatch.setattr(wiring, "_followers", kept)


@pytest.fixture
def town(db: None, only_dashboards: None, settings: object, tmp_path: object) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()
