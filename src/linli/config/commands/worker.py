"""`./linli worker`: background jobs, on the database of DATABASE_URL."""

import argparse
import os
import sys

from linli.config import environment
from linli.config.commands.check import Subparsers

WORDS = [sys.executable, "-m", "linli.journal.working"]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("worker", help="run background jobs / 执行后台任务")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Become the worker."""
    environment.read()
    os.execv(WORDS[0], WORDS)  # noqa: S606
