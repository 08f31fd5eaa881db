"""Several units at once: split, whistle, arrival, and the top (T28-T37; 北京市接诉即办工作条例 §16, §20, §33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.words import Outcome
from linli.dispatch.words import Arrival, OrderState, TopReason
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class TooFewParts(Refused):
    """One issue is not split."""

    code = "dispatch.too_few_parts"
    status = 422
    says = Text("分办至少要有两项。", "A split has at least two parts.")


class PartsOverlap(Refused):
    """The same thing would be handled twice."""

    code = "dispatch.parts_overlap"
    status = 422
    says = Text("分项不能重复（同一分类派给同一单位）。", "Two parts have the same category and unit.")


class NoAssistant(Refused):
    """A whistle calls somebody."""

    code = "dispatch.no_assistant"
    status = 422
    says = Text(
        "吹哨至少要有一家协办单位，且不能与主办单位相同。", "Call at least one assisting unit besides the lead."
    )


class NoTask(Refused):
    """Each unit must know what to do, where and when."""

    code = "dispatch.no_task"
    status = 422
    says = Text("请给每家单位写明任务、地点和时间。", "State task, place and time for each unit.")


class OtherLead(Refused):
    """A matter has one lead (I7)."""

    code = "dispatch.other_lead"
    says = Text("已有主办单位；要更换主办，请先退单、提级或指定。", "There is a lead unit already (one lead only).")


class ReasonDoesNotHold(Refused):
    """The reason for going to the top is not given here."""

    code = "dispatch.reason_does_not_hold"
    says = Text(
        "“{reason_zh}”的条件没有达到：需要 {needed}，现在 {have}。",
        "“{reason_en}” is not met: {needed} needed, {have} now.",
    )


class NotTheLeader(Refused):
    """Only a leader gives a leader's instruction."""

    code = "dispatch.not_the_leader"
    says = Text("“领导要求”只能由领导本人提出。", "Only a leader gives a leader's instruction.")


def check_parts(parts: Sequence[tuple[str, UUID]]) -> None:
    """Return quietly when `parts`, pairs of category and unit, are two or more and none is there twice (T28).

    :raises TooFewParts, PartsOverlap: they are not.
    """
    if len(parts) < 2:
        raise TooFewParts(field="parts")
    if len(set(parts)) < len(parts):
        raise PartsOverlap(field="parts")


def check_whistle(lead: UUID, assistants: Collection[tuple[UUID, str]], place: str, time: str) -> None:
    """Return quietly when one lead calls one or more others, each with a task, to a place at a time (T31).

    :raises NoAssistant, NoTask: it is incomplete.
    """
    units = [unit for unit, _ in assistants]
    if not units or lead in units or len(set(units)) < len(units):
        raise NoAssistant(field="assistants")
    if not place.strip() or not time.strip() or not all(task.strip() for _, task in assistants):
        raise NoTask(field="assistants")


@dataclass(frozen=True, slots=True)
class Call:
    """One unit that was called by a whistle: when, in which round of the case, and how it answered (None: not yet)."""

    called_at: datetime
    round: int
    arrival: str | None


def failed_rounds(calls: Collection[Call], *, round: int, overdue_since: datetime | None = None) -> int:
    """Return how many joint rounds failed; `round` is the case's present one, `overdue_since` when its time ran out.

    All calls of one whistle are one joint round. It failed when the matter had to be whistled for again, when the case
    was reopened after it, when nobody of those called came, or when the time for closing passed over it. A round that
    still runs, and one whose result held, did not fail. Source: T35; ADR 0016.
    """
    whistles: dict[datetime, list[Call]] = defaultdict(list)
    for call in calls:
        whistles[call.called_at].append(call)
    last = max(whistles, default=None)
    return sum(
        called_at != last
        or (overdue_since is not None and called_at < overdue_since)
        or any(call.round < round for call in called)
        or _nobody_came(called)
        for called_at, called in whistles.items()
    )


def _nobody_came(called: Collection[Call]) -> bool:
    return all(call.arrival == Arrival.NO_SHOW for call in called)


@dataclass(frozen=True, slots=True)
class TopFacts:
    """The numbers by which a matter goes to the top. `joint_rounds` are those that failed."""

    joint_rounds: int
    reopened: int
    repeats: int
    households: int


@dataclass(frozen=True, slots=True)
class TopTriggers:
    """The thresholds in force (standard `top.triggers`)."""

    joint_rounds: int
    reopened: int
    repeats: int
    households: int


COUNTED = {
    TopReason.JOINT_FAILED: "joint_rounds",
    TopReason.REOPENED: "reopened",
    TopReason.REPEATED: "repeats",
    TopReason.HOUSEHOLDS: "households",
}
"""The reasons that a number decides, and which one."""


def check_top(reason: TopReason, facts: TopFacts, triggers: TopTriggers, *, is_leader: bool) -> None:
    """Return quietly when `reason` holds. "以上" includes the number (民法典 §1259). Source: T35.

    :raises ReasonDoesNotHold: the number is not reached.
    :raises NotTheLeader: an instruction by somebody else.
    """
    if reason is TopReason.INSTRUCTION and not is_leader:
        raise NotTheLeader
    name = COUNTED.get(reason)
    if name is None:
        return
    have, needed = getattr(facts, name), getattr(triggers, name)
    if have < needed:
        raise ReasonDoesNotHold(reason_zh=reason.zh, reason_en=reason.en, have=have, needed=needed)


def merged_outcome(outcomes: Collection[str], *, has_suspended: bool) -> Outcome:
    """Return what came of the whole: solved only when every part is; else partly, unless no part is (T30)."""
    if has_suspended:
        return Outcome.PARTLY
    distinct = set(outcomes)
    if len(distinct) == 1:
        return Outcome(distinct.pop())
    return Outcome.PARTLY


ENDED_PARTS = frozenset({OrderState.APPROVED, OrderState.CANCELLED})
"""A part in one of these is over; a suspended one goes on as a follow-up (T30)."""


def are_parts_over(states: Collection[str]) -> bool:
    """Say whether every part is over or suspended with a plan (T30)."""
    return all(state in ENDED_PARTS or state == OrderState.PAUSED for state in states)
