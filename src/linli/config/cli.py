"""`./linli <command>`."""

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from linli.config import processes
from linli.config.commands import (
    begin,
    bench,
    check,
    demo,
    exporting,
    figures,
    importing,
    manage,
    migrate,
    openapi,
    rulebook,
    score,
    serve,
    shell,
    tally,
    test,
    tokens,
    train,
    triage,
    verify,
    worker,
)

COMMANDS: tuple[ModuleType, ...] = (
    demo,
    serve,
    worker,
    migrate,
    begin,
    importing,
    exporting,
    test,
    check,
    bench,
    rulebook,
    openapi,
    verify,
    figures,
    triage,
    tally,
    train,
    score,
    tokens,
    shell,
    manage,
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    parser = argparse.ArgumentParser(
        prog="./linli", description="linli 邻里 - try it with: ./linli demo （试用：./linli demo）"
    )
    subparsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    for command in COMMANDS:
        command.register(subparsers)
    given, rest = parser.parse_known_args(words)
    if rest and given.command not in {"test", "manage", "shell", "bench"}:
        parser.error("unknown: " + " ".join(rest))
    given.rest = _rest(given.command, list(sys.argv[1:] if words is None else words))
    try:
        return int(given.run(given))
    except (processes.Stopped, KeyboardInterrupt):
        return 130


def _rest(command: str, words: list[str]) -> list[str]:
    """Return everything after the command, for those that pass it on."""
    return words[words.index(command) + 1 :]
