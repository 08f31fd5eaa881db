"""Ten rounds of kill -9: no acknowledged report is lost, none is doubled. `bench/faults.py` does two hundred."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.api import faults

ROUNDS = 10


@pytest.fixture
def environ(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A database of its own on the cluster of the tests, migrated and with the small district."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "one")
    name = f"faults_{worker}_{os.getpid()}"
    owner, application = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    given = {
        "DATABASE_OWNER_URL": _at(owner, name),
        "DATABASE_URL": _at(application, name),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "LINLI_REPORTS_PER_MINUTE": "0",
        "LINLI_REQUESTS_PER_MINUTE": "0",
    }
    faults.prepare(given)
    yield given
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _at(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def test_nothing_acknowledged_is_lost_and_nothing_doubled(environ: dict[str, str]) -> None:
    found = faults.run(environ, rounds=ROUNDS, seed=20261121)

    assert found["acknowledged"] > 0
    assert sum(found[f"killed: {what}"] for what in ("process", "server", "worker")) == ROUNDS
    assert {name: found[name] for name in faults.COUNTS} == dict.fromkeys(faults.COUNTS, 0)
