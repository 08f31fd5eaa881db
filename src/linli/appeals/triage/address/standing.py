"""The parts of an address as this process reads them: by a parser of one's own, else by its signs (ADR 0036)."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path
from typing import Protocol

from linli.appeals.triage.address.reading import Span, read

LONGEST = 120
"""A longer text is no address: only its signs are read, for a parser learned from addresses would guess, and slowly."""

_NETWORKS = 1
"""While a person waits one network is asked; all of them are a little better and as many times slower."""

_log = logging.getLogger(__name__)


class Reader(Protocol):
    """Whatever tells the parts of an address."""

    def spans(self, text: str, *, networks: int | None = None) -> list[Span]:
        """Return the parts of `text`."""


class Standing:
    """Keeps the parser of one file, read when first needed and again when it has changed.

    A file that cannot be used is told once to the log; then the signs alone are read.
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        self._seen: tuple[Path, int, int] | None = None
        self._kept: Reader | None = None

    def reader(self) -> Reader | None:
        """Return the parser of the file as it is now, or None. Costs one look at the file's date and size."""
        seen = self._mark()
        if seen != self._seen:
            self._kept = self._read(seen[0]) if seen else None
            self._seen = seen
        return self._kept

    def _mark(self) -> tuple[Path, int, int] | None:
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except OSError:
            return None
        return self.path, found.st_mtime_ns, found.st_size

    def _read(self, path: Path) -> Reader | None:
        try:
            # By name, for arrays are loaded only where there is a model.
            found: Reader = import_module("linli.appeals.triage.address.store").read(path)
        except (OSError, ValueError) as problem:
            _log.warning("addresses: the model is not used: %s", problem)
            return None
        return found


_here = Standing()


def use(path: Path | None) -> None:
    """Let `spans` use the model in this file from now on; None: the signs alone. The file is read when first needed."""
    _here.path = path


def spans(text: str) -> list[Span]:
    """Return the parts of a written address, in order and without overlap.

    Each is (tag, start, end) in code points of `text`. The tags by signs are those of `reading.read`; a model tells
    those of the rows that it was made from (see `use`). Give an address or the phrase that names the place: of more
    than `LONGEST` characters only the signs are read.
    """
    reader = _here.reader() if len(text) <= LONGEST else None
    return reader.spans(text, networks=_NETWORKS) if reader else read(text)
