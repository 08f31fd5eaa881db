"""When a unit may give an order back.

Source: T18-T21, D-13; 潍坊市12345条例 §22, 济南市12345条例 §29, 山东省12345办法(2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.errors import Refused
from linli.kernel.words import Text


class BounceTooLate(Refused):
    """The time to give it back is over."""

    code = "dispatch.bounce_too_late"
    says = Text("退单须在 {until} 前提出，现在已过时限。", "An order may be returned until {until}; that is over.")


class AlreadyHandled(Refused):
    """There is a result already."""

    code = "dispatch.already_handled"
    says = Text("已经有办理结果，不能退单。", "There is a result already; it cannot be returned.")


class Designated(Refused):
    """A designated unit keeps the order (I4)."""

    code = "dispatch.designated"
    says = Text("这是指定承办的工单，不能退单。", "The unit was designated; a designated order cannot be returned.")


class UnitBouncedBefore(Refused):
    """Each unit may ask once per appeal (I5)."""

    code = "dispatch.unit_bounced_before"
    says = Text("本单位对这件诉求已申请过退单。", "Your unit has asked to return this appeal before.")


class TooManyBounces(Refused):
    """An appeal goes back at most twice (I5)."""

    code = "dispatch.too_many_bounces"
    says = Text("这件诉求已退单 {most} 次，不能再退。", "This appeal was returned {most:time|times}; no more.")


class NoBasis(Refused):
    """Without a legal basis and a reason nothing is given back."""

    code = "dispatch.no_basis"
    status = 422
    says = Text("请写明退单的理由和法规依据。", "State the reason and the legal basis.")


class NoDispute(Refused):
    """Designating needs a dispute about duties or a second return (T21)."""

    code = "dispatch.no_dispute"
    says = Text(
        "只有职责争议或第二次退单才能指定承办；请用“同意退单”改派。",
        "Designating takes a dispute about duties or a second return; otherwise accept and name a unit.",
    )


class SameUnit(Refused):
    """The unit that gave it back does not get it again by acceptance."""

    code = "dispatch.same_unit"
    says = Text("同意退单后须派给另一家单位；要它继续办，请选“不同意”。", "Name another unit, or refuse the return.")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What the decision about a request to return rests on."""

    until: datetime
    has_result: bool
    is_designated: bool
    asked_by_unit: int
    on_appeal: int
    basis: str


def check_bounce(facts: Bounce, *, now: datetime, most_per_appeal: int, most_per_unit: int) -> None:
    """Return quietly when the unit may ask to return the order. "Within" includes the last moment (民法典 §1259).

    :raises Designated, AlreadyHandled, UnitBouncedBefore, TooManyBounces, BounceTooLate, NoBasis: it may not.
    """
    if facts.is_designated:
        raise Designated
    if facts.has_result:
        raise AlreadyHandled
    if facts.asked_by_unit >= most_per_unit:
        raise UnitBouncedBefore
    if facts.on_appeal >= most_per_appeal:
        raise TooManyBounces(most=most_per_appeal)
    if now > facts.until:
        raise BounceTooLate(until=facts.until.isoformat(timespec="minutes"))
    if not facts.basis.strip():
        raise NoBasis(field="basis")


def check_designation(*, is_dispute: bool, bounces_before: int, most_per_appeal: int) -> None:
    """Return quietly when a unit may be designated: a dispute about duties, or this is the last return (T21).

    :raises NoDispute: neither holds.
    """
    if not is_dispute and bounces_before + 1 < most_per_appeal:
        raise NoDispute
