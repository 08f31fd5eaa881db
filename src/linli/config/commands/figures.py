"""`./linli figures`: up to where the figures count; `--rebuild` makes them anew from the log of facts (ADR 0011)."""

import argparse
import json
from datetime import UTC, datetime

import django

from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("figures", help="up to where the figures count; --rebuild / 数据看板的更新与重建")
    parser.add_argument("--rebuild", action="store_true", help="empty the figures and count all facts again / 重新统计")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Count what waits (after --rebuild: everything) and print up to where the figures count; 1 if they are stale."""
    django.setup()
    # After setup: the tables need Django's settings.
    from linli.dashboards import actions, queries
    from linli.journal import actions as journal

    if given.rebuild:
        actions.rebuild()
        actions.gather_anew()
    while journal.feed_followers():
        print(f"linli: 已统计到 / counted up to {queries.as_of(datetime.now(UTC)).position}", flush=True)
    while actions.gather(now=datetime.now(UTC)):
        pass
    found = queries.as_of(datetime.now(UTC))
    at = found.at.isoformat() if found.at else None
    print(json.dumps({"position": found.position, "at": at, "waiting": found.waiting, "stale": found.is_stale}))
    return 1 if found.is_stale else 0
