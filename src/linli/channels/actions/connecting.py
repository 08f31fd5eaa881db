"""Connections: opened, changed, paused, ended; the secret with which both sides sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from linli.channels import events
from linli.channels.models import Connection, Exchange
from linli.channels.queries import MANAGE
from linli.channels.rules.addresses import check_address
from linli.channels.words import ConnectionState, ExchangeState, System
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound, Refused
from linli.kernel.ids import new_id, new_secret
from linli.kernel.texts import clean
from linli.kernel.words import Text
from linli.people import queries as people

MARK = "lkch_"
HOUSE = Actor.system("channels.work", ())


class NameTaken(Refused):
    """Two connections with one name cannot be told apart."""

    code = "channels.name_taken"
    says = Text("已有同名连接，请换一个名称。", "There is a connection of this name; choose another one.")


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What an administrator says about another system.

    `address` is where we ask it (empty: it only comes to us); `secret` is theirs where they give one, else ours is
    made. `silent_after_min`: after so many minutes without a word the page says that it is silent.
    """

    system: System
    name: str
    area_path: str
    address: str = ""
    secret: str = field(default="", repr=False)
    config: Mapping[str, Any] = field(default_factory=dict)
    silent_after_min: int | None = None


def open_connection(*, actor: Actor, new: NewConnection, now: datetime) -> tuple[UUID, str]:
    """Open a connection; return its id and its secret, shown once. Deed `channels.manage` at its area.

    :raises Forbidden: the actor may not there. NotFound: there is no such area. NameTaken:
    :raises Invalid: the address is none that may be connected to.
    """
    with transaction.atomic():
        area = grid.area_by_path(new.area_path)
        actor.require(MANAGE, area.path)
        check_address(new.address, may_loopback=settings.LINLI_HOOKS_LOOPBACK)
        secret = new.secret or _fresh()
        made = Connection(
            id=new_id(), system=new.system.value, name=clean(new.name).strip()[:60], area_path=area.path,
            address=new.address, secret_sealed=secret, config=dict(new.config), silent_after_min=new.silent_after_min,
            opened_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise NameTaken from None
        told = events.ConnectionOpened(made.id, new.system.value)
        journal.record(told, actor=actor, at=now, area_path=area.path)
        return made.id, secret


def of_house(system: System, name: str, area_path: str, *, now: datetime) -> UUID:
    """Return the connection that stands for a way in of the house itself (files, Open311); the first use opens it.

    It has no address and no secret. One statement once it is there.
    """
    there = Connection.objects.filter(system=system).exclude(state=ConnectionState.ENDED).order_by("id")
    found = there.values_list("id", flat=True).first()
    if found is not None:
        return found
    made = Connection(id=new_id(), system=system.value, name=name, area_path=area_path, opened_at=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            told = events.ConnectionOpened(made.id, system.value)
            journal.record(told, actor=HOUSE, at=now, area_path=area_path)
    except IntegrityError:
        return there.values_list("id", flat=True)[:1].get()
    return made.id


def change(
    *, actor: Actor, connection_id: UUID, address: str, config: Mapping[str, Any], silent_after_min: int | None,
    now: datetime,
) -> None:  # fmt: skip
    """Change address, mapping and patience of a connection. Deed `channels.manage`.

    :raises NotFound: there is none in the actor's reach. Conflict: it has ended. Invalid: the address.
    """
    check_address(address, may_loopback=settings.LINLI_HOOKS_LOOPBACK)
    with transaction.atomic():
        found = _locked(actor, connection_id)
        found.address, found.config, found.silent_after_min = address, dict(config), silent_after_min
        found.save(update_fields=["address", "config", "silent_after_min"])
        _tell(found, "config", actor, now)


def pause(*, actor: Actor, connection_id: UUID, now: datetime) -> None:
    """Hold a connection back: what comes in is kept, nothing is worked off or sent. Deed `channels.manage`.

    :raises NotFound: there is none in the actor's reach. Conflict: it is not active.
    """
    with transaction.atomic():
        found = _locked(actor, connection_id)
        if found.state != ConnectionState.ACTIVE:
            raise Conflict
        found.state = ConnectionState.PAUSED.value
        found.save(update_fields=["state"])
        _tell(found, "paused", actor, now)


def go_on(*, actor: Actor, connection_id: UUID, now: datetime) -> None:
    """Go on with a paused connection; what waited begins its three days now. Deed `channels.manage`.

    :raises NotFound: there is none in the actor's reach. Conflict: it is not paused.
    """
    with transaction.atomic():
        found = _locked(actor, connection_id)
        if found.state != ConnectionState.PAUSED:
            raise Conflict
        found.state, found.failures, found.quiet_until = ConnectionState.ACTIVE.value, 0, None
        found.save(update_fields=["state", "failures", "quiet_until"])
        waiting = Exchange.objects.filter(
            connection_id=found.id, state=ExchangeState.WAITING.value, next_at__isnull=False
        )
        waiting.update(since=now, next_at=now)
        _tell(found, "active", actor, now)


def end(*, actor: Actor, connection_id: UUID, now: datetime) -> None:
    """End a connection for good; its ledger stays. Deed `channels.manage`.

    :raises NotFound: there is none in the actor's reach. Conflict: it has ended.
    """
    with transaction.atomic():
        found = _locked(actor, connection_id)
        found.state, found.ended_at, found.secret_sealed = ConnectionState.ENDED.value, now, None
        found.save(update_fields=["state", "ended_at", "secret_sealed"])
        _tell(found, "ended", actor, now)


def fresh_secret(*, actor: Actor, connection_id: UUID, now: datetime) -> str:
    """Put another secret in the place of the old one and return it, shown once. Deed `channels.manage`.

    :raises NotFound: there is none in the actor's reach. Conflict: it has ended.
    """
    with transaction.atomic():
        found = _locked(actor, connection_id)
        found.secret_sealed = secret = _fresh()
        found.save(update_fields=["secret_sealed"])
        _tell(found, "secret", actor, now)
        return secret


def _fresh() -> str:
    return f"{MARK}{new_secret()}{new_secret()}"


def _locked(actor: Actor, connection_id: UUID) -> Connection:
    rows = Connection.objects.select_for_update().filter(people.reach_filter(actor.reach(MANAGE)), id=connection_id)
    found = rows.first()
    if found is None:
        raise NotFound
    if found.state == ConnectionState.ENDED:
        raise Conflict
    return found


def _tell(found: Connection, change: str, actor: Actor, now: datetime) -> None:
    told = events.ConnectionChanged(found.id, change)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)
