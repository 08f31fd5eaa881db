"""What a task of `./linli score` is, and what it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from linli.appeals.scoring.rows import Row

TASKS = {
    "addr-match": "linli.appeals.scoring.addr_match",
    "addr-parse": "linli.appeals.scoring.addr_parse",
    "civic": "linli.appeals.scoring.civic",
    "events": "linli.appeals.scoring.events",
    "pairs": "linli.appeals.scoring.pairs",
    "pii": "linli.appeals.scoring.pii",
    "classify": "linli.appeals.scoring.classify",
    "triage": "linli.appeals.scoring.triage",
    "urgency": "linli.appeals.scoring.urgency",
}
"""Name on the command line -> module that is a `Task`; loaded when asked, for some need a learning library."""


@dataclass(frozen=True, slots=True)
class Given:
    """The words of the command line. `shared` is the folder of collected material."""

    shared: Path
    home: str
    file: Path | None = None
    predict: Path | None = None
    model: Path | None = None
    train: Path | None = None
    messages: Path | None = None


class Missing(ValueError):
    """An option that this task needs; says which."""


class Task(Protocol):
    """A module with these two functions."""

    def predict(self, given: Given) -> Iterable[Row]:
        """Return one row for each of `given.predict`, without having seen its labels.

        :raises Missing, Unreadable, OSError: what is needed is not given, or cannot be read.
        """

    def measure(self, given: Given) -> Row:
        """Return the figures on the collected material, beside a plain baseline of the same run.

        :raises Missing, Unreadable, OSError: as above.
        """


def load(name: str) -> Task:
    """Return the task of that name. Raises KeyError for an unknown one."""
    return cast(Task, import_module(TASKS[name]))


def required(path: Path | None, option: str) -> Path:
    """Return `path`.

    :raises Missing: it was not given; names the option.
    """
    if path is None:
        raise Missing(f"{option} FILE")
    return path
