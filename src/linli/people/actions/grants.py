"""Giving and taking roles, and keeping away from a subject."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Conflict, NotFound
from linli.people import events
from linli.people.actions.accounts import locked, not_ended, require_over
from linli.people.actions.known import place_of
from linli.people.models import Grant, Recusal
from linli.people.queries.units import unit
from linli.people.rules.grants import GrantedBefore, check_grant, check_period, check_unit


def grant(
    *,
    actor: Actor,
    account_id: UUID,
    role: str,
    area_path: str,
    unit_id: UUID | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    now: datetime,
) -> UUID:
    """Give an account a role at an area (and for a unit); return the grant's id. Nobody grants beyond the own reach.

    :raises NotFound: no such account, area or unit.
    :raises Forbidden: the actor lacks `people.grant` there.
    :raises UnknownRole, OwnGrant, NeedsUnit, ForeignUnit, OfficersApart, WrongPeriod:
    :raises GrantedBefore: the account has the role there already.
    """
    with transaction.atomic():
        account = locked(account_id)
        area = grid.area_by_path(area_path)
        actor.require("people.grant", area.path)
        given = Grant(
            account=account,
            role=role,
            area_id=area.id,
            area_path=area.path,
            unit_id=unit_id,
            valid_from=valid_from or now,
            valid_to=valid_to,
            granted_by_id=actor.account_id,
            granted_at=now,
        )
        _check(given, now)
        given.save(force_insert=True)
        told = events.Granted(account.id, given.id, given.role, unit_id, valid_to)
        journal.record(told, actor=actor, at=now, area_path=area.path)
        return given.id


def _check(given: Grant, now: datetime) -> None:
    # Also what begins later: two officer roles, one of them from tomorrow, would meet in one person.
    held = Grant.objects.filter(not_ended(now), account_id=given.account_id)
    roles = held.values_list("role", flat=True)
    check_grant(granter=given.granted_by_id, account=given.account_id, role=given.role, unit=given.unit_id, held=roles)
    check_unit(given.area_path, unit(given.unit_id).area_path if given.unit_id is not None else None)
    check_period(given.valid_from, given.valid_to)
    same = held.filter(role=given.role, area_id=given.area_id, unit_id=given.unit_id)
    ends_later = Q(valid_to__isnull=True) | Q(valid_to__gt=given.valid_from)
    if same.filter(ends_later, Q() if given.valid_to is None else Q(valid_from__lt=given.valid_to)).exists():
        raise GrantedBefore


def revoke(*, actor: Actor, grant_id: UUID, now: datetime) -> None:
    """End a grant now.

    :raises NotFound: there is none.
    :raises Forbidden: the actor lacks `people.revoke` at its area.
    :raises Conflict: it has ended already.
    """
    with transaction.atomic():
        given = Grant.objects.select_for_update().filter(id=grant_id).first()
        if given is None:
            raise NotFound
        actor.require("people.revoke", given.area_path)
        if given.valid_to is not None and given.valid_to <= now:
            raise Conflict
        told = events.GrantRevoked(given.account_id, given.id, given.role)
        if given.valid_from >= now:
            given.delete()  # it never began; the facts keep that it was given and taken
        else:
            given.valid_to = now
            given.save(update_fields=["valid_to"])
        journal.record(told, actor=actor, at=now, area_path=given.area_path)


def recuse(*, actor: Actor, account_id: UUID, subject: Subject, why: str, area_path: str, now: datetime) -> None:
    """Keep an account away from a subject: the own one always, another's with `people.recuse` where the subject lies.

    The subject's room says where that is; the area that the caller names is not taken for it.

    Source: 济南市12345条例 §32.

    :raises NotFound: no such account.
    :raises Forbidden: it is another's and the actor may not.
    :raises Conflict: it keeps away already.
    """
    with transaction.atomic():
        account = locked(account_id)
        if actor.account_id != account_id:
            area_path = place_of(subject)
            require_over(actor, "people.recuse", account_id, area_path=area_path, now=now)
        room, subject_id = subject
        _, is_new = Recusal.objects.get_or_create(
            account=account,
            subject_room=room,
            subject_id=subject_id,
            defaults={"why": why[:32], "by_id": actor.account_id, "at": now},
        )
        if not is_new:
            raise Conflict
        told = events.Recused(account.id, room, subject_id, why[:32])
        journal.record(told, actor=actor, at=now, area_path=area_path)
