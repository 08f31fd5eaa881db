"""The yearly audit of children's data (个人信息保护法 §28, §31; 未成年人网络保护条例 §34-§37; D-06)."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Refused
from linli.kernel.words import Text

FIRST_YEAR, LAST_YEAR = 2020, 2100


class YearNotOver(Refused):
    """An audit is signed about a year that is over."""

    code = "people.year_not_over"
    says = Text("{year} 年还没有结束，结束后再签字。", "{year} is not over yet; sign it afterwards.")


class NothingFound(Refused):
    """Whoever signs says what was found."""

    code = "people.nothing_found"
    status = 422
    says = Text("请写审计结论。", "Please write what you found.")


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year and of the next one, by the district's clocks."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


def check_signing(year: int, *, finding: str, now: datetime) -> None:
    """Return quietly when the audit of `year` may be signed.

    :raises YearNotOver, NothingFound:
    """
    if now < year_bounds(year)[1]:
        raise YearNotOver(year=year)
    if not finding.strip():
        raise NothingFound
