"""Opening and closing groups, joining and leaving, inviting."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid import queries as grid
from linli.groups import events, rules
from linli.groups.models import Group, Invitation, Membership
from linli.groups.queries.lists import ROOM, lives_in
from linli.groups.words import GroupKind, Joining
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_secret
from linli.kernel.texts import clean, clean_line

MOST_NAME, MOST_DESCRIPTION = 60, 300


def open_group(
    *,
    actor: Actor,
    kind: GroupKind,
    name: str,
    area_path: str,
    joining: Joining,
    description: str = "",
    building_id: UUID | None = None,
    estate_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Open a group for a grid, a building, an estate or a topic at an area; return its id.

    A building group lies where its building lies, an estate group where its estate lies.

    :raises NotFound: no such area, building or estate.
    :raises Forbidden: the actor lacks `groups.open_group` there.
    :raises Invalid: no name, or a building group without its building. Conflict: the building has its group.
    """
    with transaction.atomic():
        area = grid.area_by_path(area_path)
        actor.require("groups.open_group", area.path)
        by = account_of(actor, "groups.open_group")
        words = {"name": _name(name), "description": _description(description), "joining": joining.value}
        place = {"area_id": area.id, "area_path": area.path, "building_id": building_id, "estate_id": estate_id}
        _check_place(kind, area.path, building_id, estate_id, now)
        try:
            with transaction.atomic():
                made = Group.objects.create(
                    kind=kind.value,
                    opened_by_id=by,
                    opened_at=now,
                    **(words | place),
                )
        except IntegrityError:
            raise Conflict from None
        told = events.GroupOpened(made.id, kind.value, joining.value)
        journal.record(told, actor=actor, at=now, area_path=area.path)
        return made.id


def _name(given: str) -> str:
    name = rules.covered(clean_line(given))
    if not name or len(name) > MOST_NAME:
        raise Invalid(field="name", why_zh="请写名称，最多 60 个字", why_en="a name of at most 60 characters")
    return name


def _description(given: str) -> str:
    return rules.covered(clean(given, field="description").strip())[:MOST_DESCRIPTION]


def _check_place(
    kind: GroupKind, area_path: str, building_id: UUID | None, estate_id: UUID | None, now: datetime
) -> None:
    """Refuse a group whose building or estate is missing or lies elsewhere."""
    where = ""
    if building_id is not None:
        where = grid.building(building_id, now).area_path
    elif estate_id is not None:
        grid.estate(estate_id, now)
    if kind is GroupKind.BUILDING and (building_id is None or not _is_at(where, area_path)):
        raise Invalid(field="building_id", why_zh="请选本辖区的一栋楼", why_en="choose a building of this area")
    if kind is GroupKind.ESTATE and estate_id is None:
        raise Invalid(field="estate_id", why_zh="请选一个小区", why_en="choose an estate")


def _is_at(path: str, area_path: str) -> bool:
    return path == area_path or path.startswith(area_path + "/")


def close_group(*, actor: Actor, group_id: UUID, now: datetime) -> None:
    """Close a group: what was said stays readable to its members, nothing is added.

    :raises NotFound: there is no open one. Forbidden: the actor lacks `groups.open_group` there.
    """
    with transaction.atomic():
        found = locked_group(group_id)
        actor.require("groups.open_group", found.area_path)
        if found.closed_at is not None:
            raise NotFound
        found.closed_at = now
        found.save(update_fields=["closed_at"])
        journal.record(events.GroupClosed(found.id), actor=actor, at=now, area_path=found.area_path)


def join(*, actor: Actor, group_id: UUID, invitation: str = "", now: datetime) -> UUID:
    """Join a group; return the membership's id. `invitation` is the secret of an invitation link.

    :raises NotFound: there is no such group. GroupClosed, NeedsAccount, NeedsAddress, NeedsInvitation:
    :raises Conflict: the actor is in it already.
    """
    with transaction.atomic():
        found = locked_group(group_id)
        account_id = resident_of(actor, "groups.join")
        if found.closed_at is not None:
            raise rules.GroupClosed
        is_invited = bool(invitation) and _is_open(found, invitation, now)
        joining = Joining(found.joining)
        rules.check_joining(
            joining,
            is_invited=is_invited,
            lives_there=joining is Joining.RESIDENTS and not is_invited and lives_in(account_id, found),
        )
        made, is_new = Membership.objects.get_or_create(
            group=found, account_id=account_id, left_at=None, defaults={"joined_at": now}
        )
        if not is_new:
            raise Conflict
        told = events.MemberJoined(found.id, is_invited)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return made.id


def leave(*, actor: Actor, group_id: UUID, now: datetime) -> None:
    """Leave a group.

    :raises NotFound: there is no such group, or the actor is not in it.
    """
    with transaction.atomic():
        found = locked_group(group_id)
        account_id = resident_of(actor, "groups.join")
        mine = Membership.objects.filter(group=found, account_id=account_id, left_at__isnull=True)
        if not mine.update(left_at=now):
            raise NotFound
        journal.record(events.MemberLeft(found.id), actor=actor, at=now, area_path=found.area_path)


def invite(*, actor: Actor, group_id: UUID, now: datetime) -> str:
    """Issue an invitation to a group, good for two weeks; return its secret, which is kept nowhere.

    :raises NotFound: there is no such group. GroupClosed:
    :raises Forbidden: the actor lacks `groups.moderate` there.
    """
    with transaction.atomic():
        found = locked_group(group_id)
        actor.require("groups.moderate", found.area_path)
        by = account_of(actor, "groups.moderate")
        if found.closed_at is not None:
            raise rules.GroupClosed
        secret, until = new_secret(), now + rules.INVITATION
        Invitation.objects.create(group=found, digest=_digest(secret), issued_by_id=by, issued_at=now, expires_at=until)
        journal.record(events.InvitationIssued(found.id, until), actor=actor, at=now, area_path=found.area_path)
        return secret


def _is_open(found: Group, secret: str, now: datetime) -> bool:
    return Invitation.objects.filter(group=found, digest=_digest(secret), expires_at__gt=now).exists()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def account_of(actor: Actor, deed: str) -> UUID:
    """Return the account behind an actor who does something in office.

    :raises Forbidden: there is none (a part of the system).
    """
    if actor.account_id is None:
        raise Forbidden(deed=deed)
    return actor.account_id


def resident_of(actor: Actor, deed: str) -> UUID:
    """Return the account behind an actor who may do what everybody with an account may.

    :raises NeedsAccount: there is none. Forbidden: the token does not have the deed.
    """
    if actor.account_id is None:
        raise rules.NeedsAccount
    if deed not in actor.held_deeds:
        raise Forbidden(deed=deed)
    return actor.account_id


def locked_group(group_id: UUID) -> Group:
    """Return a group, locked against closing.

    :raises NotFound: there is none.
    """
    found = Group.objects.select_for_update(no_key=True).filter(id=group_id).first()
    if found is None:
        raise NotFound(room=ROOM)
    return found
