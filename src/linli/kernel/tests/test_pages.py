"""Cursors: read as they were written; what is none of ours is refused in words, never an error of the program."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from linli.kernel.errors import Invalid
from linli.kernel.pages import as_id, decode, encode, moment_and_id

AT, ID = datetime(2026, 11, 21, 9, 30, 0, 5, tzinfo=UTC), UUID("0190a0b0-0000-7000-8000-000000000001")


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert moment_and_id(encode((AT.isoformat(), str(ID)))) == (AT, ID)
    assert decode(encode(("370203", 4, None)), 3) == ("370203", 4, None)
    assert as_id(str(ID)) == ID


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no-mark",
        encode((str(ID),)),
        encode(("yesterday", str(ID))),
        encode(("2026-11-21T09:30:00", str(ID))),
        encode((AT.isoformat(), "someone")),
        encode((AT.isoformat(), 7)),
        encode((None, None)),
    ],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        moment_and_id(cursor)
    assert refusal.value.field == "cursor"
