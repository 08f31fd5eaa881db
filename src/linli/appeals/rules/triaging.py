"""What a person may decide at triage, and whether the machine was followed. Source: T12; 个人信息保护法 §24; I9."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from linli.appeals.words import Mode, Urgency
from linli.kernel.errors import Invalid, Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text

HANDLED = frozenset({Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP})


class LowersEmergency(Refused):
    """An emergency is lowered by two people, never by triage alone (I9)."""

    code = "appeals.lowers_emergency"
    says = Text(
        "特急不能在研判时降低;请先申请降低紧急程度,由另一人同意。",
        "Triage cannot lower an emergency. Ask for it first; a second person decides.",
    )


class OwnMatter(Refused):
    """Who is complained of does not decide that nobody is (济南市12345条例 §32)."""

    code = "appeals.own_matter"
    says = Text(
        "这件诉求反映的是您所在的单位,不能由您取消;请交由其他人研判。",
        "This report complains of your own unit. You cannot take that back; somebody else has to triage it.",
    )


class NoWayOfHandling(Invalid):
    """Answering and handing over are deeds of their own, not ways of handling."""

    code = "appeals.no_way_of_handling"
    says = Text(
        "“{mode}”请用“直接答复”或“转办”完成,研判时请选即办、快办、分办、联办或顶格办。",
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


def check_own_matter(units: Collection[UUID], before: Collection[UUID], decided: Collection[UUID]) -> None:
    """Return quietly unless a member of a complained-of unit would take the complaint off the own unit.

    :raises OwnMatter:
    """
    if (set(units) & set(before)) - set(decided):
        raise OwnMatter


def followed(proposal: Mapping[str, Plain], category: str, urgency: Urgency, mode: Mode) -> dict[str, Plain]:
    """Return, in codes, where the person followed the machine; empty where it proposed nothing."""
    decided = {"category": category, "urgency": urgency.value, "mode": mode.value}
    return {name: proposal[name] == value for name, value in decided.items() if proposal.get(name)}
