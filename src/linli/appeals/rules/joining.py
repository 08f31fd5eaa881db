"""Which open reports neighbours may be told of, so that they can say "me too" (ADR 0025; 个人信息保护法 §6).

Only what stands or fails in a place shared by all, so that anybody there sees it anyway. Never what somebody does to
a neighbour, what a household needs, or whom somebody complains of: telling of it would lead to who said it.
"""

from __future__ import annotations

MOST_OFFERED = 3
OFFERED_DAYS = 30

SHARED_GROUPS = frozenset({"util", "traffic"})
"""All of these are about pipes, roads, lamps, signals."""

SHARED = frozenset(
    {
        "adv.broken_sign", "adv.illegal_small",
        "cons.dust", "cons.fence_loose", "cons.noise", "cons.occupy",
        "env.abandoned_vehicle", "env.animal_body", "env.dead_tree", "env.exposed_garbage", "env.garbage_sorting",
        "env.pest", "env.road_dirty", "env.rubble", "env.water_body",
        "fire.facility", "house.falling", "noise.traffic",
        "prop.cleaning", "prop.elevator", "prop.security_gate",
    }
)  # fmt: skip
"""Of the other groups these leaves (domain-spec §5.1)."""


def may_be_shown(category: str | None) -> bool:
    """Say whether neighbours may be told that somebody reported a matter of this leaf."""
    return category is not None and (category in SHARED or category.partition(".")[0] in SHARED_GROUPS)
