"""`./linli shell`: Python with linli loaded."""

import argparse

from linli.config.commands import manage
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("shell", help="a Python prompt with linli loaded / 交互环境", add_help=False)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Open the prompt."""
    given.rest = ["shell", *given.rest]
    return manage.run(given)
