"""Two districts live side by side as two cells; nothing crosses (S-308, architecture §6.7).

Each cell is a database of its own with its own pack (市北, 市南), its own keys and its own log. The same code serves
both; a process knows only the cell of its environment.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
CELLS = {"370203": "cell_north", "370202": "cell_south"}
SCRIPT = """
import json, sys, django
django.setup()
from datetime import datetime, UTC
from django.conf import settings
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.models import Appeal
from linli.demo import world
from linli.grid import queries as grid
from linli.journal import queries as journal
from linli.people import queries as people
from linli.people.rules import resident_actor
now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
world.make("tiny", lambda words: None, now=now, cases=1)
said = NewAppeal(text="楼道堆满杂物", reporter=Reporter("王阿姨", "13900000019"), place=Place(address=sys.argv[1]))
receipt = register(actor=resident_actor(frozenset()), new=said, now=now)
world.settle(now)
print(json.dumps({
    "district": grid.district(now).code,
    "number": receipt.number,
    "paths": sorted({path[:6] for path in Appeal.objects.values_list("area_path", flat=True)}),
    "streets": len(grid.children(grid.district(now).path, now)),
    "log": settings.LOG_NAME,
    "faults": journal.verify(settings.LOG_NAME),
    "contacts": len(people.contact_ids_by_phone("13900000019")),
    "appeals": Appeal.objects.count(),
}))
"""


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url, autocommit=True)


@pytest.fixture(scope="module")
def cells() -> Iterator[dict[str, dict[str, str]]]:
    """Make two empty databases and migrate each; return the environment of each cell."""
    owner, application = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    environments = {}
    for district, name in CELLS.items():
        with _connect(owner) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        environ = os.environ | {
            "DATABASE_OWNER_URL": _named(owner, name),
            "DATABASE_URL": _named(application, name),
            "LINLI_DISTRICT": district,
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        }
        subprocess.run([sys.executable, "-m", "linli", "migrate"], env=environ, check=True, capture_output=True)
        environments[district] = environ
    yield environments
    for name in CELLS.values():
        with _connect(owner) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _live(environ: dict[str, str], address: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, address], env=environ, check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _ids(url: str) -> set[object]:
    with _connect(url) as connection:
        rows = connection.execute("SELECT id FROM appeals_appeal UNION ALL SELECT id FROM journal_fact").fetchall()
    return {row[0] for row in rows}


def test_two_districts_side_by_side(cells):
    # given two cells of the same code with the packs of 市北 and 市南
    # when the same person reports in both
    north = _live(cells["370203"], "登州路24号院")
    south = _live(cells["370202"], "大学路社区")
    # then each knows only its own district, streets, cases and log
    assert (north["district"], south["district"]) == ("370203", "370202")
    assert (north["paths"], south["paths"]) == (["370203"], ["370202"])
    assert (north["streets"], south["streets"]) == (4, 11)
    assert str(north["number"]).startswith("370203-")
    assert str(south["number"]).startswith("370202-")
    assert (north["log"], south["log"]) == ("cell-370203", "cell-370202")
    assert north["faults"] == south["faults"] == []
    assert north["contacts"] == south["contacts"] == 1
    # one of the demo's year, one that a post in a group became, eight that simulated systems and a reception brought,
    # and the one reported here
    assert north["appeals"] == south["appeals"] == 11
    # and no id stands in both
    assert not _ids(cells["370203"]["DATABASE_URL"]) & _ids(cells["370202"]["DATABASE_URL"])
