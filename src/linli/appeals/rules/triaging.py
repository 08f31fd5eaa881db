"""What a person may decide at triage, and whether the machine was followed. Source: T12; 个人信息保护法 §24; I9."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from linli.appeals.words import Mode, Urgency
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people.words import Role

TRIAGERS = frozenset({Role.AGENT.value, Role.COMMUNITY.value})
HANDLED = frozenset({Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP})


class LowersEmergency(Refused):
    """An emergency is lowered by two people, never by triage alone (I9)."""

    code = "appeals.lowers_emergency"
    says = Text(
        "特急不能在研判时降低；请先申请降低紧急程度，由另一人同意。",
        "Triage cannot lower an emergency. Ask for it first; a second person decides.",
    )


class PlaceIsSettled(Conflict):
    """Somebody has the case in hand already; its place is corrected by two persons (T60)."""

    code = "appeals.place_is_settled"
    says = Text(
        "这件已经派出或办结，地点要走“更正记录”。",
        "It is in hand or ended already; its place is changed by “Correct the record”.",
    )


class BelowFirst(Refused):
    """The intake desk or the community triages; the district only where a unit is complained of."""

    code = "appeals.below_first"
    says = Text(
        "研判由受理席或社区办理；只有涉及被反映单位回避时，才由区级研判。",
        "The intake desk or the community triages; the district only where a unit complained of keeps out.",
    )


class NoWayOfHandling(Invalid):
    """Answering and handing over are deeds of their own, not ways of handling."""

    code = "appeals.no_way_of_handling"
    says = Text(
        "“{mode}”请用“直接答复”或“转办”完成，研判时请选即办、快办、分办、联办或顶格办。",
        "For “{mode}” use the deeds “answer” or “hand over”; triage takes a way of handling.",
    )


def check_urgency(before: Urgency, decided: Urgency) -> None:
    """Return quietly unless an emergency would be lowered.

    :raises LowersEmergency:
    """
    if before is Urgency.EMERGENCY and decided is not Urgency.EMERGENCY:
        raise LowersEmergency


def check_mode(mode: Mode) -> None:
    """Return quietly when the mode is a way of handling.

    :raises NoWayOfHandling:
    """
    if mode not in HANDLED:
        raise NoWayOfHandling(field="mode", mode=mode.zh)


def check_triager(roles: Collection[str], complained: Collection[UUID]) -> None:
    """Return quietly when one of `roles` triages: the district does where a unit below may be barred (ADR 0014).

    :raises BelowFirst:
    """
    if not complained and roles and TRIAGERS.isdisjoint(roles):
        raise BelowFirst


def complained_of(presumed: Collection[UUID], decided: Collection[UUID] | None) -> list[UUID]:
    """Return the units complained of after triage, in order: what the person named, else what was presumed (I13).

    Saying nothing confirms the presumption; only an empty answer clears it.
    """
    return sorted(set(presumed if decided is None else decided), key=str)


def followed(proposal: Mapping[str, Plain], category: str, urgency: Urgency, mode: Mode) -> dict[str, Plain]:
    """Return, in codes, where the person followed the machine; empty where it proposed nothing."""
    decided = {"category": category, "urgency": urgency.value, "mode": mode.value}
    return {name: proposal[name] == value for name, value in decided.items() if proposal.get(name)}
