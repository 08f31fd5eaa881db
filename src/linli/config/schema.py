"""The migrated schema, kept for test runs: a hundred migrations take longer than most tests.

It is kept as SQL under the hash of everything it is made of, so it cannot be stale; without it the migrations run.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from linli.config import binaries, environment

TEMPLATE = "linli_template"
_LOCK = 370203
_SOURCE = Path(__file__).resolve().parents[1]
_MADE_OF = (
    "*/migrations/*.py",
    "config/database/*.py",
    "config/settings.py",
    "*/fields.py",
    "*/models/fields.py",
    "*/words.py",
)


def key() -> str:
    """Return the hash of the migrations, of what they call, and of the locked libraries (hex, 16 digits)."""
    files = sorted(file for pattern in _MADE_OF for file in _SOURCE.glob(pattern))
    found = hashlib.sha256((environment.ROOT / "requirements" / "run.txt").read_bytes())
    for file in files:
        found.update(str(file.relative_to(_SOURCE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def make_template(owner_url: str, migrate: Callable[[str], None]) -> str:
    """Make the template database once per cluster and return its name; other workers wait for the first.

    `migrate` creates and migrates the database of a name, and leaves no connection to it open.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return TEMPLATE
        kept = environment.STATE / f"schema-{key()}.sql"
        if kept.exists():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
            _restore(owner_url, kept)
        else:
            migrate(TEMPLATE)
            _keep(owner_url, kept)
    return TEMPLATE


def _restore(owner_url: str, kept: Path) -> None:
    there = urlunsplit(urlsplit(owner_url)._replace(path=f"/{TEMPLATE}"))
    with psycopg.connect(there) as connection:
        connection.execute(kept.read_bytes())


def _keep(owner_url: str, kept: Path) -> None:
    program = binaries.find().folder / "pg_dump"
    if not program.exists():
        return
    parts = urlsplit(owner_url)
    words = [
        str(program), "--inserts", "--host=127.0.0.1", f"--port={parts.port}", f"--username={parts.username}", TEMPLATE
    ]  # fmt: skip
    environ = binaries.clean_environment() | {"PGPASSWORD": unquote(parts.password or "")}
    done = subprocess.run(words, env=environ, capture_output=True, check=True)
    # Lines that begin so speak to psql, not to the server.
    lines = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith(b"\\")]
    environment.STATE.mkdir(exist_ok=True)
    for old in environment.STATE.glob("schema-*.sql"):
        old.unlink(missing_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_bytes(b"".join(lines))
    fresh.replace(kept)
