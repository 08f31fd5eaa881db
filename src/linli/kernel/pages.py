"""Keyset pages: a cursor is the last row's sort key, so page 1000 costs what page 1 costs (architecture D4)."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from linli.kernel.errors import Invalid

T = TypeVar("T")
Key = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page and the cursor of the next (None: this is the last)."""

    rows: tuple[T, ...]
    next: str | None


def encode(key: Key) -> str:
    """Return `key` (the sort key of the last row shown) as a URL-safe cursor."""
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).rstrip(b"=").decode()


def decode(cursor: str, parts: int) -> Key:
    """Return the sort key of a cursor; it has `parts` members.

    :raises Invalid: the cursor is not one of ours.
    """
    try:
        key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        key = None
    if (
        not isinstance(key, list)
        or len(key) != parts
        or not all(part is None or isinstance(part, str | int) for part in key)
    ):
        raise no_mark()
    return tuple(key)


def moment_and_id(cursor: str) -> tuple[datetime, UUID]:
    """Return the sort key of a list by moment, then id.

    The condition that goes with it is `at <= moment AND (at < moment OR id < last)` (or its mirror): its first half
    bounds the index, which `at < moment OR (at = moment AND id < last)` does not.

    :raises Invalid: the cursor is not one of ours.
    """
    at, last = decode(cursor, 2)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise no_mark()
    return moment, as_id(last)


def as_id(part: object) -> UUID:
    """Return the id in a cursor.

    :raises Invalid: it is none.
    """
    try:
        return UUID(str(part))
    except ValueError:
        raise no_mark() from None


def no_mark() -> Invalid:
    """Return the refusal of a cursor that is not one of ours."""
    return Invalid(
        field="cursor", why_zh="翻页标记无效，请从第一页重新开始", why_en="it is not a page mark; start at page one"
    )


def page_of(rows: Sequence[T], size: int, key: Callable[[T], Key]) -> Page[T]:
    """Return a page of `size` from `rows`, which were fetched with LIMIT size + 1."""
    shown = tuple(rows[:size])
    return Page(shown, encode(key(shown[-1])) if len(rows) > size else None)
