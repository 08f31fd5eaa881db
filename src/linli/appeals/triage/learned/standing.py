"""The model a district uses: a file, read when first asked for and again when it has changed. Source: ADR 0032."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from linli.appeals.triage.learned.guess import Guess, Guesser

WORDS_SHOWN = 4
_log = logging.getLogger(__name__)

Loader = Callable[[Path], Guesser]


class Standing:
    """Keeps the guesser of one file. A file that cannot be used is told once to the log; then rules alone propose."""

    def __init__(self, load: Loader) -> None:
        self._load = load
        self._seen: tuple[Path, int, int] | None = None
        self._kept: Guesser | None = None

    def of(self, path: Path | None) -> Guesser | None:
        """Return the guesser of the file as it is now, or None. Costs one look at the file's date and size."""
        seen = _mark(path)
        if seen != self._seen:
            self._seen = seen
            self._kept = self._read(seen[0]) if seen else None
        return self._kept

    def _read(self, path: Path) -> Guesser | None:
        try:
            return self._load(path)
        except (OSError, ValueError) as problem:
            _log.warning("labels: the model is not used: %s", problem)
            return None


def _mark(path: Path | None) -> tuple[Path, int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_size


def load(path: Path) -> Guesser:
    """Return a guesser by the model of a file.

    :raises OSError: it cannot be read.
    :raises Unusable: it is no model (a ValueError).
    """
    # By name, for arrays and dictionaries of words are loaded only where there is a model.
    model = import_module("linli.appeals.triage.learned.store").read(path)
    cut = import_module("linli.appeals.triage.learned.words").cut

    def guess(text: str) -> Guess:
        found: Guess = model.guess(cut(text), words=WORDS_SHOWN)
        return found

    return Guesser(guess, model.lead)


_here = Standing(load)


def guesser(path: Path | None) -> Guesser | None:
    """Return this process's guesser for a file, or None without one."""
    return _here.of(path)
