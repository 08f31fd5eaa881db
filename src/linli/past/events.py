"""Facts of past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from linli.kernel.facts import Event


@dataclass(frozen=True)
class RequestsImported(Event):
    """A file of another system's requests was read in; `digest` is that of the file."""

    kind: ClassVar[str] = "past.requests_imported"
    digest: str
    rows: int
    new: int
    changed: int
    refused: int
    remarked: int
