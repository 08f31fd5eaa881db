"""What several tests of the channels stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.channels.tests.factories import Simulated, simulated
from linli.people.tests import areas
from linli.standards.tests.factories import standards_in_memory


@pytest.fixture
def planted(db: None) -> None:
    """Areas and standards, and nobody in them."""
    standards_in_memory()
    areas.plant()


@pytest.fixture
def other_side() -> Iterator[Simulated]:
    """A system that plays along, in the place of devices."""
    with simulated() as there:
        yield there
