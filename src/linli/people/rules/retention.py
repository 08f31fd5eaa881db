"""How long data is kept (个人信息保护法 §19; domain-spec §13.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from linli.kernel.words import Text, Word


class Keeping(Word):
    """Kinds of data that are kept for a time of their own."""

    CONTACT = "contact", "联系信息", "contact data"
    SENSITIVE = "sensitive", "敏感个人信息", "sensitive data"
    TRACK = "track", "网格员轨迹", "tracks of grid workers"
    HOUSEHOLD = "household", "入户走访记录", "household notes"
    CONSENT = "consent", "同意记录", "consent records"
    AUDIT = "audit", "查看记录", "reveal records"
    SECURITY_LOG = "security_log", "安全日志", "security logs"
    MESSAGE = "message", "站内消息", "messages"
    FINDING = "finding", "巡查发现的文字和照片", "words and photos of findings"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in calendar years and days, with its source."""

    years: int
    days: int
    source: str

    @property
    def text(self) -> Text:
        """Return the length in words."""
        if self.years:
            return Text(f"{self.years} 年", f"{self.years} y")
        return Text(f"{self.days} 天", f"{self.days} d")


TERMS: Mapping[Keeping, Term] = {
    Keeping.CONTACT: Term(2, 0, "domain-spec §13.2 C2"),
    Keeping.SENSITIVE: Term(1, 0, "domain-spec §13.2 C3"),
    Keeping.TRACK: Term(0, 30, "domain-spec §13.2"),
    Keeping.HOUSEHOLD: Term(1, 0, "domain-spec §13.2"),
    Keeping.CONSENT: Term(3, 0, "个人信息保护法 §56"),
    Keeping.AUDIT: Term(3, 0, "个人信息保护法 §56"),
    Keeping.SECURITY_LOG: Term(1, 0, "网络安全法 §23 (at least six months)"),
    Keeping.MESSAGE: Term(2, 0, "domain-spec §13.2 C2"),
    Keeping.FINDING: Term(2, 0, "domain-spec §13.2 C2"),
}


def keep_until(kind: Keeping, start: date) -> date:
    """Return the day from which data of `kind` must be gone; `start` is the day the matter closed (or began).

    A 29 February ends on the 28th.
    """
    term = TERMS[kind]
    year = start.year + term.years
    day = 28 if (start.month, start.day) == (2, 29) and not _is_leap(year) else start.day
    return date(year, start.month, day) + timedelta(days=term.days)


def last_due(kind: Keeping, today: date) -> date:
    """Return the last day of which data of `kind` must be gone on `today`: the other way round than `keep_until`."""
    term = TERMS[kind]
    start = today - timedelta(days=term.days)
    year = start.year - term.years
    if (start.month, start.day) == (2, 28) and not _is_leap(start.year) and _is_leap(year):
        return date(year, 2, 29)
    day = 28 if (start.month, start.day) == (2, 29) and not _is_leap(year) else start.day
    return date(year, start.month, day)


def is_due(until: date, today: date) -> bool:
    """Say whether data kept until `until` must go on `today`."""
    return today >= until


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
