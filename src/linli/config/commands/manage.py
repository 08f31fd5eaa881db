"""`./linli manage ...`: Django's own commands."""

import argparse
import os
import warnings

from linli.config import environment, postgres
from linli.config.commands.check import Subparsers

WITHOUT_DATABASE = {"makemigrations", "check", "makemessages", "compilemessages", "help", "findstatic", "diffsettings"}


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("manage", help="Django management commands / Django 管理命令", add_help=False)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run one of Django's commands, with the private cluster where it needs a database."""
    words: list[str] = given.rest
    if os.environ.get("DATABASE_URL"):
        return execute(words)
    for name, value in environment.development_keys().items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("LINLI_MODE", "demo")
    if not words or words[0] in WITHOUT_DATABASE:
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        return execute(words)
    if postgres.is_running() and (cluster := postgres.remembered()):
        os.environ |= cluster.environ()
        return execute(words)
    with postgres.running() as cluster:
        os.environ |= cluster.environ()
        return execute(words)


def execute(words: list[str]) -> int:
    """Run one of Django's commands in this process; `migrate` as the owner."""
    from django.core.management import execute_from_command_line

    if words and words[0] == "migrate" and os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    execute_from_command_line(["./linli manage", *words])
    return 0
