"""The product says of the replayed cases what their README says (`../shared/data/sichuan-wenzheng`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards
from linli.standards.tests.factories import standards_in_memory
from tests.replay import sichuan


@pytest.fixture
def memory() -> Iterator[None]:
    standards_in_memory()
    yield
    for room in (grid, people, standards):
        room.forget()


@pytest.mark.shared
def test_reply_after_a_median_of_four_days_and_nearly_all_in_time(db: None, memory: None, shared: Path) -> None:
    complaints = sichuan.read(shared / "data" / "sichuan-wenzheng")
    here = sichuan.found_district()

    sichuan.replay(complaints, here)
    found = sichuan.figures(here)

    assert (found.registered, found.replied, found.with_deadline) == (803, 447, 346)
    assert round(found.median_days, 1) == 4.2
    assert round(found.mean_days, 1) == 4.9
    assert round(found.longest_days) == 68
    assert round(found.in_time_percent, 1) == 98.3
