"""Quiet hours: one's own, joined with the rest of all where news are sent; what cannot wait goes at any hour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.tests.calendars import local
from linli.notices.rules.choosing import NIGHT, Choice, Quiet, quiet_until
from linli.notices.words import MessageKind

NOON, HALF_NINE, HALF_TEN = 12 * 60, 21 * 60 + 30, 22 * 60 + 30


@pytest.mark.parametrize("what, kind, own, now, out", [
    ("news before the rest of all",           MessageKind.NEWS,      NIGHT, "2026-03-11 20:59", None),
    ("news in the rest, before the own",      MessageKind.NEWS,      NIGHT, "2026-03-11 21:00", "2026-03-12 08:00"),
    ("reports keep to the own hours",         MessageKind.REPORTS,   NIGHT, "2026-03-11 21:59", None),
    ("reports in the own hours",              MessageKind.REPORTS,   NIGHT, "2026-03-11 22:00", "2026-03-12 07:00"),
    ("news after the own, still in the rest", MessageKind.NEWS,      NIGHT, "2026-03-12 07:30", "2026-03-12 08:00"),
    ("news without own hours",                MessageKind.NEWS,      None,  "2026-03-11 23:00", "2026-03-12 08:00"),
    ("the end of one lies in the other",      MessageKind.NEWS,      Quiet(NOON, HALF_NINE), "2026-03-11 13:00",
     "2026-03-12 08:00"),
    ("own hours that end later",              MessageKind.NEWS,      Quiet(HALF_TEN, 9 * 60), "2026-03-11 23:00",
     "2026-03-12 09:00"),
    ("together the whole day: own alone",     MessageKind.NEWS,      Quiet(8 * 60, 21 * 60), "2026-03-11 10:00",
     "2026-03-11 21:00"),
    ("an emergency",                          MessageKind.EMERGENCY, NIGHT, "2026-03-11 23:00", None),
    ("a code",                                MessageKind.CODE,      NIGHT, "2026-03-11 23:00", None),
])  # fmt: skip
def test_until_when(what: str, kind: MessageKind, own: Quiet | None, now: str, out: str | None) -> None:
    assert quiet_until(Choice(quiet=own), kind, local(now)) == (local(out) if out else None), what


MINUTES = st.integers(0, 24 * 60 - 1)


@given(first=MINUTES, last=MINUTES, at=st.integers(0, 24 * 60 - 1), kind=st.sampled_from(MessageKind))
def test_what_waits_waits_once(first: int, last: int, at: int, kind: MessageKind) -> None:
    now = local(f"2026-03-11 {at // 60:02d}:{at % 60:02d}")
    choice = Choice(quiet=Quiet(first, last))
    out = quiet_until(choice, kind, now)
    assert out is None or (out > now and quiet_until(choice, kind, out) is None)
