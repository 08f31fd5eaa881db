"""The owners' committee: how large it may be, when it can meet, when it has decided.

Source: 青岛市物业管理条例 and 山东省物业管理条例 as dated rows (domain-spec §11.4, decisions-and-money §3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.assembly.rules.deciding import Impossible
from linli.assembly.rules.shares import Threshold


@dataclass(frozen=True, slots=True)
class CommitteeRules:
    """What one rule set asks: the fewest members, who must be present, who must agree (both of all members)."""

    fewest: int
    present: Threshold
    agreed: Threshold


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whether the committee could decide, and whether it did."""

    quorum: bool
    passed: bool


def is_fit_size(members: int, rules: CommitteeRules) -> bool:
    """Say whether a committee may have so many members: enough, and an odd number."""
    return members >= rules.fewest and members % 2 == 1


def resolve(members: int, present: int, agreed: int, rules: CommitteeRules) -> Resolution:
    """Return whether a committee's vote stands: agreement is counted of all members, not of those present.

    :raises Impossible: more agreed than were present, or more present than there are.
    """
    if not 0 <= agreed <= present <= members or members == 0:
        raise Impossible(
            field="members",
            why_zh="应为：同意人数 ≤ 到会人数 ≤ 委员总数，且委员总数大于 0",
            why_en="agreed <= present <= members is needed, and at least one member",
        )
    quorum = rules.present.is_reached(present, members)
    return Resolution(quorum, quorum and rules.agreed.is_reached(agreed, members))
