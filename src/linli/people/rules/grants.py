"""Who may give which role to whom (domain-spec §14.1: least privilege, 三员分立)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import is_within
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.rules.roles import BY_CODE, OFFICER_ROLES
from linli.people.words import Role


class UnknownRole(Refused):
    """There is no such staff role."""

    code = "people.unknown_role"
    status = 422
    says = Text("没有“{role}”这个角色。", "There is no role “{role}”.")


class NeedsUnit(Refused):
    """The role acts for a unit, so the grant must name it."""

    code = "people.needs_unit"
    status = 422
    says = Text("“{role_zh}”要指定所在单位。", "“{role_en}” needs a unit.")


class ForeignUnit(Refused):
    """The unit neither lies in the grant's area nor above it."""

    code = "people.foreign_unit"
    status = 422
    says = Text(
        "这家单位不在所选区域，请选本区域或上级的单位。", "The unit is of another area; choose one here or above."
    )


class OfficersApart(Refused):
    """System, security and audit administration stay with different people."""

    code = "people.officers_apart"
    says = Text(
        "系统管理员、安全管理员、审计管理员须由不同的人担任。",
        "System, security and audit administrators must be different people.",
    )


class GrantedBefore(Refused):
    """The account has this role there, for some of the time asked."""

    code = "people.granted_before"
    says = Text(
        "这个人在这里已经有这个角色了；要改期限，请先收回原来的授权。",
        "This account has the role here already; to change its time, take the former grant back first.",
    )


class OwnGrant(Refused):
    """Nobody gives rights to oneself."""

    code = "people.own_grant"
    says = Text(
        "不能给自己授权，请由另一位安全管理员办理。", "You cannot grant yourself; ask another security administrator."
    )


class WrongPeriod(Refused):
    """The end does not come after the start."""

    code = "people.wrong_period"
    status = 422
    says = Text("结束时间要晚于开始时间。", "The end must come after the start.")


def check_grant(*, granter: UUID | None, account: UUID, role: str, unit: UUID | None, held: Iterable[str]) -> Role:
    """Return the role when `granter` may give it to `account`, which already holds the roles `held`.

    :raises UnknownRole: no staff role has this code.
    :raises OwnGrant: granter and account are the same.
    :raises NeedsUnit: the role acts for a unit and none is named.
    :raises OfficersApart: the account would hold two of the three officer roles.
    """
    row = BY_CODE.get(role)
    if row is None:
        raise UnknownRole(role=role)
    wanted = row.role
    if granter is not None and granter == account:
        raise OwnGrant
    if row.needs_unit and unit is None:
        raise NeedsUnit(role_zh=wanted.zh, role_en=wanted.en)
    officers = {other for other in held if other in OFFICER_ROLES and other != wanted}
    if wanted in OFFICER_ROLES and officers:
        raise OfficersApart
    return wanted


def check_period(start: datetime, end: datetime | None) -> None:
    """Return quietly when `end` is open or after `start`.

    :raises WrongPeriod: it is not.
    """
    if end is not None and end <= start:
        raise WrongPeriod


def check_unit(area_path: str, unit_area: str | None) -> None:
    """Return quietly when a grant at `area_path` names no unit, or one whose area lies there or above.

    Whoever acts for a unit reads its messages; so nobody makes members of a unit that is beyond the own reach.

    :raises ForeignUnit: it is of another area.
    """
    if unit_area is not None and not (is_within(unit_area, area_path) or is_within(area_path, unit_area)):
        raise ForeignUnit
