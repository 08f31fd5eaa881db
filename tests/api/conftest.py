"""The town for the tests of the interface; limits off, files in a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards
from tests.api.town import Town, found_town


@pytest.fixture
def quiet(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 0
    settings.LINLI_REQUESTS_PER_MINUTE = 0
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def lasting_town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """One town for a whole module, rolled back at its end; each use of it puts a savepoint around what it does."""
    still = override_settings(
        LINLI_REPORTS_PER_MINUTE=0, LINLI_REQUESTS_PER_MINUTE=0, MEDIA_ROOT=tmp_path_factory.mktemp("media")
    )
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)  # a real request would close the connection that is rolled back
    with django_db_blocker.unblock(), still, transaction.atomic():
        yield found_town()
        transaction.set_rollback(True)
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def borrowed_town(lasting_town: Town) -> Iterator[Town]:
    """The module's town for one test; what the test does in it is rolled back."""
    with transaction.atomic():
        yield replace(lasting_town, tokens={}, accounts={})
        transaction.set_rollback(True)


@pytest.fixture
def town(db: None, quiet: None) -> Iterator[Town]:
    yield found_town()
    for room in (grid, people, standards):
        room.forget()
