"""What becomes true in the room of standards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.facts import Event


@dataclass(frozen=True)
class StandardEnacted(Event):
    """A new dated row stands in the book; `id` is the row's."""

    kind = "standards.enacted"
    key: str
    valid_from: datetime


@dataclass(frozen=True)
class PackLoaded(Event):
    """The rows of a pack were added."""

    kind = "standards.pack_loaded"
    pack: str
    added: int


@dataclass(frozen=True)
class HolidaysAnnounced(Event):
    """A holiday notice was entered: open deadlines in these years are computed anew, only to the resident's favour."""

    kind = "standards.holidays_announced"
    years: tuple[int, ...]
    days: int
    known_from: datetime
