"""The working calendar of 2026, small enough to read."""

from datetime import UTC, date, datetime, timedelta

from linli.kernel.clocks import SHANGHAI, Calendar

OFF_2026 = (
    ("2026-01-01", 3, "元旦"),
    ("2026-02-15", 9, "春节"),
    ("2026-04-04", 3, "清明节"),
    ("2026-05-01", 5, "劳动节"),
    ("2026-06-19", 3, "端午节"),
    ("2026-09-25", 3, "中秋节"),
    ("2026-10-01", 7, "国庆节"),
)
MADE_UP_2026 = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


def calendar_2026() -> Calendar:
    """Return 2026 as announced by the State Council."""
    days = {
        date.fromisoformat(first) + timedelta(days=offset): (True, name)
        for first, length, name in OFF_2026
        for offset in range(length)
    }
    return Calendar(days | {date.fromisoformat(day): (False, "调休") for day in MADE_UP_2026})


def local(text: str) -> datetime:
    """Return the moment written in local time, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
