"""Turns out of pasted lines: what is read, what is left out and why, where nobody is on call."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from linli.kernel.tests.calendars import local
from linli.kernel.words import Text
from linli.people.rules import rosters

NOW = local("2026-11-21 15:40")
ZHANG, LI = UUID(int=1), UUID(int=2)
KNOWN: dict[str, UUID | None] = {"张三": ZHANG, "李四": LI, "王五": None}


@pytest.mark.parametrize(
    "what, raw, at",
    [
        ("as we write it", "2026-11-22 08:00", "2026-11-22 08:00"),
        ("as Excel writes it", "2026/11/22 8:00", "2026-11-22 08:00"),
        ("with seconds", "2026/11/22 8:00:00", "2026-11-22 08:00"),
        ("in words", "2026年11月22日 8：00", "2026-11-22 08:00"),
        ("without a year", "11-22 08:00", "2026-11-22 08:00"),
        ("the next January", "1-2 08:00", "2027-01-02 08:00"),
        ("the end of a day", "2026-11-22 24:00", "2026-11-23 00:00"),
    ],
)
def test_moments(what: str, raw: str, at: str) -> None:
    assert rosters.moment(raw, NOW) == local(at)


@pytest.mark.parametrize("raw", ["", "明天", "2026-11-22", "2026-13-01 08:00", "2026-02-30 08:00", "8:00"])
def test_what_is_no_moment(raw: str) -> None:
    assert rosters.moment(raw, NOW) is None


@pytest.mark.parametrize(
    "what, line, until",
    [
        ("tabs", "张三\t2026-11-22 08:00\t2026-11-22 20:00\t0532-85000000", "2026-11-22 20:00"),
        ("wide commas", "张三，2026-11-22 08:00，20:00", "2026-11-22 20:00"),
        ("over midnight", "张三, 2026-11-22 20:00, 8:00", "2026-11-23 08:00"),
        ("until midnight", "张三, 2026-11-22 20:00, 24:00", "2026-11-23 00:00"),
    ],
)
def test_a_line_is_a_turn(what: str, line: str, until: str) -> None:
    (slot,), refused = rosters.read(f"姓名\t开始\t结束\n\n{line}\r\n", known=KNOWN, now=NOW)
    assert refused == []
    assert (slot.account_id, slot.ends_at, slot.line) == (ZHANG, local(until), 3)
    assert slot.phone == ("0532-85000000" if what == "tabs" else "")


@pytest.mark.parametrize(
    "line, why",
    [
        ("赵六\t2026-11-22 08:00\t20:00", rosters.NOBODY.format(who="赵六")),
        ("王五\t2026-11-22 08:00\t20:00", rosters.TWO.format(who="王五")),
        ("张三", rosters.NO_MOMENT),
        ("张三\t明早\t20:00", rosters.NO_MOMENT),
        ("张三\t2026-11-22 08:00", rosters.NO_MOMENT),
        ("张三\t2026-11-22 08:00\t25:00", rosters.NO_MOMENT),
        ("张三\t2026-11-22 08:00\t2026-11-22 08:00", rosters.WRONG_WAY),
        ("张三\t2026-11-21 15:40\t20:00", rosters.BEGUN),
    ],
)
def test_a_line_left_out_says_why_and_hinders_no_other(line: str, why: Text) -> None:
    slots, (refused,) = rosters.read(f"{line}\n李四\t2026-11-22 08:00\t20:00", known=KNOWN, now=NOW)
    assert (refused.line, refused.why) == (1, why)
    assert [slot.account_id for slot in slots] == [LI]


def test_a_turn_that_begins_a_moment_later_is_read() -> None:
    (slot,), _ = rosters.read("张三\t2026-11-21 15:41\t20:00", known=KNOWN, now=NOW)
    assert slot.starts_at == NOW + timedelta(minutes=1)


def test_too_many_lines_are_told() -> None:
    slots, refused = rosters.read("张三\t2026-11-22 08:00\t20:00\n" * (rosters.MOST + 5), known=KNOWN, now=NOW)
    assert len(slots) == rosters.MOST
    assert [one.line for one in refused] == [rosters.MOST + 1]


def test_gaps() -> None:
    lines = (
        "张三\t11-22 08:00\t20:00\n李四\t11-22 10:00\t12:00\n张三\t11-22 21:00\t23:00\n李四\t11-22 23:00\t11-23 08:00"
    )
    slots, _ = rosters.read(lines, known=KNOWN, now=NOW)
    found: list[tuple[datetime, datetime]] = rosters.gaps(slots)
    assert found == [(local("2026-11-22 20:00"), local("2026-11-22 21:00"))]
    assert rosters.gaps([]) == []
