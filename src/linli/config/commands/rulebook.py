"""`./linli rulebook`: print the rule book from the code."""

import argparse
import sys

from linli.config import environment, rulebook
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("rulebook", help="print docs/rulebook from the code / 从代码印出规则手册")
    parser.add_argument("--check", action="store_true", help="only say which pages are stale (exit code 1)")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the pages, or with --check name the stale ones."""
    if not given.check:
        rulebook.write()
        print(f"linli: {rulebook.FOLDER.relative_to(environment.ROOT)} 已更新 / printed")
        return 0
    stale = rulebook.stale()
    if stale:
        print("linli: 规则手册已过期，请运行 ./linli rulebook / stale: " + ", ".join(stale), file=sys.stderr)
    return 1 if stale else 0
