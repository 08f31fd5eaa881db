"""`./linli migrate`: bring the database to the code's version, then set the privileges."""

import argparse
import os
import sys
from urllib.parse import unquote, urlsplit

import django

from linli.config import environment, privileges
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="migrate DATABASE_OWNER_URL, then grant / 更新数据库结构")
    parser.add_argument("--check", action="store_true", help="only say whether anything is to do (exit code 1)")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Migrate as the owner and grant to the application's role.

    :raises WrongSettings: one of the two addresses is missing.
    """
    application, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
    for name, value in (("DATABASE_URL", application), ("DATABASE_OWNER_URL", owner)):
        if not value:
            raise environment.WrongSettings(f"linli: {name}: missing. Example: {environment.EXAMPLES[name]}")
    # `default` becomes the owner in this process: no migration has to know of a second alias.
    os.environ["DATABASE_URL"] = owner
    django.setup()
    if given.check:
        return 1 if is_behind() else 0
    migrate(role=unquote(urlsplit(application).username or ""), verbosity=1)
    return 0


def is_behind() -> bool:
    """Return whether a migration waits to be applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(*, role: str, verbosity: int) -> None:
    """Apply what waits, then give `role` its privileges."""
    from django.core.management import call_command
    from django.db import connection

    if is_behind():
        call_command("migrate", interactive=False, verbosity=verbosity, stdout=sys.stdout)
    privileges.grant(connection, role=role)
