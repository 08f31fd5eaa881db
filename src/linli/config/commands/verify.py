"""`./linli verify`: recompute the log of facts and say what does not agree (D-23)."""

import argparse
import json
import sys

import django
from django.conf import settings

from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("verify", help="recompute the journal's Merkle log / 核验事实日志")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Verify the whole log of this cell; exit 1 and name the faults if anything disagrees."""
    django.setup()
    from linli.journal import queries

    faults = queries.verify(settings.LOG_NAME)
    head = queries.checkpoint(settings.LOG_NAME)
    print(json.dumps({"log": settings.LOG_NAME, "size": head.size if head else 0, "root": head.root if head else None}))
    for fault in faults:
        print("linli: " + fault, file=sys.stderr)
    return 1 if faults else 0
