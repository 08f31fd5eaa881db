"""The week's needs: how many, how much more than the week before, and who may be named for them. Pure (S-071).

Source: mission S-071 (a top-ten list each week, an owner each); domain-spec §13.2 (counts below five are not shown).
"""

from __future__ import annotations

from datetime import date

from linli.dashboards.rules.ranking import FEWEST_SHOWN
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

MOST, FEWEST, LONGEST_DAYS = 10, FEWEST_SHOWN, 60


class NotAmongThem(Refused):
    """An owner is named for one of the week's ten."""

    code = "dashboards.not_among_them"
    says = Text("这一类不在这一周的前十项里。", "This is none of that week's ten.")


class OwnedBefore(Refused):
    """A need of a week has one owner."""

    code = "dashboards.owned_before"
    says = Text("这一项已经有人负责了。", "Somebody answers for this already.")


class AnsweredBefore(Refused):
    """What was done about a need is said once."""

    code = "dashboards.answered_before"
    says = Text("这一项的办理情况已经写过了。", "What was done about this was written before.")


def shown(count: int) -> int | None:
    """Return a count as it may be shown: None below five, for few are somebody (domain-spec §13.2)."""
    return count if count >= FEWEST or count == 0 else None


def growth_permille(now: int, before: int) -> int | None:
    """Return by how much it grew, in per mille; None where there was nothing before or either is too few to show."""
    if before < FEWEST or now < FEWEST:
        return None
    return (now - before) * 1000 // before


def check_due(due_on: date, *, today: date) -> int:
    """Return how many days the owner has: from tomorrow on, two months at most.

    :raises Invalid: the day lies outside.
    """
    days = (due_on - today).days
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(
            field="due_on",
            why_zh=f"期限要在明天起的 {LONGEST_DAYS} 天之内",
            why_en=f"the day must lie within {LONGEST_DAYS} days from tomorrow on",
        )
    return days


def check_week(week: date) -> None:
    """Return quietly when `week` is a Monday.

    :raises Invalid: it is another day.
    """
    if week.weekday():
        raise Invalid(field="week", why_zh="请给出那一周的星期一", why_en="name the week by its Monday")
