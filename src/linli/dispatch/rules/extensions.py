"""More time: extension (T23-T25) and suspension (T38-T40).

Source: 济南市12345条例 §24; 山东省12345办法(2020); I9, I10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from linli.appeals.words import Urgency
from linli.dispatch.rules.levels import DISTRICT
from linli.kernel.clocks import Calendar, Clock, Term
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class PastDue(Refused):
    """An extension is asked for before the time is up, never after."""

    code = "dispatch.past_due"
    says = Text("延期须在到期（{due}）前申请。", "Ask for an extension before it is due ({due}).")


class AlreadyExtended(Refused):
    """One extension per appeal."""

    code = "dispatch.already_extended"
    says = Text("已延期过一次，不能再延；请考虑调整办理方式或挂账。", "It was extended once; no more.")


class TooLong(Refused):
    """More than the standard allows."""

    code = "dispatch.too_long"
    says = Text("最多 {most} {unit_zh}，您申请了 {asked}。", "At most {most} {unit_en}; you asked for {asked}.")


class NotSuspendable(Refused):
    """An emergency is never put aside (I9)."""

    code = "dispatch.emergency_never_suspended"
    says = Text("特急诉求不能挂账。", "An emergency is never suspended.")


class TooManyRenewals(Refused):
    """After two renewals it is closed with an explanation or goes to the top (T40)."""

    code = "dispatch.too_many_renewals"
    says = Text(
        "已续挂 {most} 次，请说明后办结或提请顶格办理。",
        "Renewed {most:time|times}: close it with an explanation or put it before the leader.",
    )


class WrongReviewDate(Refused):
    """The review date lies in the past or too far ahead."""

    code = "dispatch.wrong_review_date"
    status = 422
    says = Text(
        "复核日期须在今天之后、{latest} 之前（含当日）。", "The review date lies after today and not after {latest}."
    )


class NoPlan(Refused):
    """Postponing without a plan is forgetting."""

    code = "dispatch.no_plan"
    status = 422
    says = Text("请写明理由和下一步计划。", "State the reason and the plan.")


@dataclass(frozen=True, slots=True)
class Extension:
    """What the decision about an extension rests on; `most` is the standard's term (working days)."""

    due_at: datetime
    before: int
    days: int
    most: Term
    plan: str


def check_extension(facts: Extension, *, now: datetime) -> None:
    """Return quietly when the unit may ask for `days` more working days (T23: before due, first, within the term).

    :raises PastDue, AlreadyExtended, TooLong, NoPlan: it may not.
    """
    if not facts.plan.strip():
        raise NoPlan(field="plan")
    if facts.before > 0:
        raise AlreadyExtended
    if now > facts.due_at:
        raise PastDue(due=facts.due_at.isoformat(timespec="minutes"))
    if not 1 <= facts.days <= facts.most.amount:
        raise TooLong(most=facts.most.amount, asked=facts.days, unit_zh="个工作日", unit_en="working days")


def extended(due_at: datetime, days: int, calendar: Calendar) -> datetime:
    """Return the due moment `days` working days after `due_at`, at business close (民法典 §201-203)."""
    return calendar.due(due_at, Term(Clock.WORKING_DAYS, days))


@dataclass(frozen=True, slots=True)
class Suspension:
    """What the decision about a suspension rests on."""

    urgency: str
    times_before: int
    review_on: date
    plan: str


def check_suspension(facts: Suspension, *, today: date, latest: date, most_renewals: int) -> None:
    """Return quietly when an appeal may be put aside until `review_on` (the closed list is checked by the standards).

    The first time is no renewal: with two renewals it may be put aside three times in all. Source: T38, T40, §9.5.

    :raises NotSuspendable, TooManyRenewals, WrongReviewDate, NoPlan: it may not.
    """
    if facts.urgency == Urgency.EMERGENCY:
        raise NotSuspendable
    if facts.times_before > most_renewals:
        raise TooManyRenewals(most=most_renewals)
    if not today < facts.review_on <= latest:
        raise WrongReviewDate(latest=latest.isoformat())
    if not facts.plan.strip():
        raise NoPlan(field="plan")


def suspension_facet(level: int) -> tuple[str, ...]:
    """Return the mark under which the standard of a level is found: the district may go further than the street."""
    return ("district",) if level >= DISTRICT else ()
