"""Standards for the tests of other rooms: the packs in memory, without a statement, or in the tables."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.actor import Actor
from linli.standards import actions, queries
from linli.standards.queries import packs
from linli.standards.queries.book import Book
from linli.standards.words import Loaded, Pack

LOADER = Actor.system("setup", ["standards.load_pack"])


def book() -> Book:
    """Return the packs as a book; ids are those the tables would have."""
    base = Pack.BASE
    return Book(packs.parameters_of(base), packs.codes_of(base), packs.holidays_of(base))


def standards_in_memory() -> None:
    """Answer every question from the packs, until `queries.forget`."""
    queries.hold(book())


def standards_in_tables(now: datetime) -> Loaded:
    """Load all packs into the tables."""
    return actions.load_pack(actor=LOADER, name="base", now=now)
