"""When a name and a phone may be shown (个人信息保护法 §28; 未成年人网络保护条例 §36; 济南市12345条例 §32)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import DomainError, Forbidden, Refused
from linli.kernel.words import Text
from linli.people.words import RevealPurpose

ADULT_FOR_DATA = 14


class NeedsPurpose(Refused):
    """Nobody sees a name without saying why."""

    code = "people.needs_purpose"
    status = 422
    says = Text("请先选择查看原因。", "Please say first why you need it.")


class NeedsApproval(Refused):
    """A child's data is shown only after a second person approved."""

    code = "people.needs_approval"
    says = Text(
        "这是未满十四周岁的未成年人，查看前须经负责人批准。",
        "This is a child under 14; the head must approve before you look.",
    )


class ComplainedOf(Forbidden):
    """The unit complained of never learns who complained."""

    code = "people.complained_of"
    says = Text("被反映单位不能查看诉求人信息。", "The unit complained of cannot see who reported.")


class Erased(Refused):
    """There is nothing left to show."""

    code = "people.erased"
    says = Text("联系信息已按期删除。", "The contact data was erased when its time had come.")


def refusal(
    *,
    actor: Actor,
    area_path: str,
    units: Collection[UUID],
    barred_units: Collection[UUID],
    subject: Subject,
    purpose: str,
    is_minor: bool,
    has_approval: bool,
    is_erased: bool,
) -> DomainError | None:
    """Return why `actor` may not see the contact behind `subject`, or None when the actor may.

    The order matters: rights first, so that a refusal tells a stranger nothing about the person.
    """
    if actor.is_barred(barred_units, subject):
        return ComplainedOf(deed="people.reveal")
    if not actor.may("people.reveal", area_path, units=units, subject=subject):
        return Forbidden(deed="people.reveal")
    if purpose not in {known.value for known in RevealPurpose}:
        return NeedsPurpose()
    if is_erased:
        return Erased()
    if is_minor and not has_approval:
        return NeedsApproval()
    return None


def is_under_14(born: date, on: date) -> bool:
    """Say whether somebody born on `born` is under 14 on `on` (个人信息保护法 §28, §31)."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < ADULT_FOR_DATA
