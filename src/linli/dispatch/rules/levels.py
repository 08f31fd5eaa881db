"""How high somebody dispatches, and who may check whose work (S-074, T19, T24, T42)."""

from __future__ import annotations

from collections.abc import Collection

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.words import Role

GRID, COMMUNITY, STREET, DISTRICT = 1, 2, 3, 4
LEVEL_OF_ROLE = {
    Role.GRID_WORKER: GRID,
    Role.ESTATE_BRANCH: GRID,
    Role.COMMUNITY: COMMUNITY,
    Role.STREET: STREET,
    Role.DISTRICT: DISTRICT,
    Role.LEADER: DISTRICT,
    Role.SYSTEM: DISTRICT,
}
ROLE_OF_LEVEL = {GRID: Role.COMMUNITY, COMMUNITY: Role.COMMUNITY, STREET: Role.STREET, DISTRICT: Role.DISTRICT}
"""Which dispatcher checks the work of a level: the community also that of its grids (T42)."""


class LevelTooLow(Refused):
    """The decision belongs to a higher level."""

    code = "dispatch.level_too_low"
    says = Text(
        "这一步须由{role_zh}（第 {needed} 级）及以上办理，您是第 {level} 级。",
        "This takes a {role_en} (level {needed}) or above; you act at level {level}.",
    )


class OwnWork(Refused):
    """Whoever did the work does not check it (I8)."""

    code = "dispatch.own_work"
    says = Text("提交人不能审核自己提交的结果，请换一位审核人。", "Whoever submitted a result may not review it.")


def level_of(actor: Actor, deed: str, area_path: str) -> int:
    """Return the level 1-4 at which `actor` does `deed` at `area_path`; 0 where the reach does not contain it.

    The higher of the roles counts, but no higher than the area it was granted for: a path of one code is the
    district (4), of two a street (3), of three a community (2), deeper a grid (1). Source: S-074.
    """
    depths = [_level_of_area(scope.area) for scope in actor.reach(deed) if scope.covers(area_path, actor.units)]
    if not depths:
        return 0
    roles = [level for role, level in LEVEL_OF_ROLE.items() if role.value in actor.roles]
    return min(max(roles, default=GRID), max(depths))


def _level_of_area(path: str) -> int:
    return max(GRID, DISTRICT - path.count("/")) if path else DISTRICT


def check_level(level: int, needed: int) -> None:
    """Return quietly when `level` reaches `needed`.

    :raises LevelTooLow: it does not.
    """
    if level < needed:
        role = ROLE_OF_LEVEL[max(needed, GRID)]
        raise LevelTooLow(level=level, needed=needed, role_zh=role.zh, role_en=role.en)


def reviewer_level(order_level: int) -> int:
    """Return the level that reviews a result: community for L1-L2, street for L3, district for L4 (T42)."""
    return max(COMMUNITY, order_level)


def one_up(order_level: int) -> int:
    """Return the level that decides on an extension: one above the order, the district for its own (T24)."""
    return min(DISTRICT, max(COMMUNITY, order_level + 1))


def check_reviewer(actor: Actor, submitted_by: object) -> None:
    """Return quietly when the actor did not submit the result himself.

    :raises OwnWork: he did (I8).
    """
    if actor.account_id is not None and actor.account_id == submitted_by:
        raise OwnWork


def is_dispatcher(roles: Collection[str]) -> bool:
    """Say whether one of `roles` dispatches for an area rather than for himself or his estate."""
    return any(role.value in roles for role in (Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.SYSTEM))
