"""The town of the tests."""

import pytest

from linli.appeals.tests import factories
from linli.standards import queries as standards


@pytest.fixture
def here(db):
    yield factories.town()
    standards.forget()
