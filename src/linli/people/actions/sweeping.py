"""Files that were stored and never kept: the transaction around them did not hold, or the process was killed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import default_storage

BATCH = 500
AGE = timedelta(days=1)
"""A file younger than this may belong to a transaction that is still under way."""

Known = Callable[[Collection[str]], Collection[str]]


def sweep(folder: str, known: Known, *, now: datetime) -> int:
    """Delete the files below `folder` that no row knows and that are older than a day; return how many.

    `known` says which of some names a row still speaks of. Safe to repeat and to run beside uploads.
    """
    swept, left = 0, _names(folder)
    while names := list(islice(left, BATCH)):
        for name in sorted(set(names) - set(known(names))):
            if default_storage.get_modified_time(name) < now - AGE:
                default_storage.delete(name)
                swept += 1
    return swept


def _names(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in sorted(folders):
        yield from _names(f"{folder}/{inner}")
