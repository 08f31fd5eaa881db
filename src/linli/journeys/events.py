"""Facts of the journeys. The kind keeps the name of the room where it began, as facts are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from linli.kernel.facts import Event


@dataclass(frozen=True)
class FileImported(Event):
    """A file came in; `digest` is its SHA-256, so that the same file is recognised."""

    kind: ClassVar[str] = "channels.file_imported"

    list_kind: str
    digest: str
    created: int
    repeated: int
    refused: int
    skipped: int
