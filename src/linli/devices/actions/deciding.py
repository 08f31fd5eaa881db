"""A person decides what a device signalled: true, false, or the same as a case that is there (S-113, D-07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import registering
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Registered
from linli.appeals.queries import lists
from linli.appeals.words import Channel, Kind
from linli.devices import events
from linli.devices.models import Alert
from linli.devices.queries import CONFIRM
from linli.devices.rules import saying
from linli.devices.words import AlertState, DeviceKind, FalseReason, SignalKind
from linli.grid.words import Crs
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound


def confirm(*, actor: Actor, alert_id: UUID, seen: str = "", now: datetime) -> Registered:
    """Say that an alert is true and register it as a report of the device's channel; return the receipt.

    `seen` is what the person saw. The report names the device, never who is on a picture.

    :raises NotFound: no such alert is the actor's. Conflict: it was decided before. And what refuses a report.
    """
    with transaction.atomic():
        found = _waiting(actor, alert_id)
        device, kind = found.device, DeviceKind(found.device.kind)
        said = saying.report(
            kind, SignalKind(found.signal), place=device.place, code=device.code, reading=found.reading, seen=seen
        )
        point = {"lon": device.lon, "lat": device.lat, "crs": Crs.CGCS2000.value} if device.lon is not None else {}
        new = NewAppeal(
            text=said,
            channel=Channel.VIDEO if kind is DeviceKind.CAMERA else Channel.IOT,
            kind=Kind.REPORT,
            place=Place(address=device.place, **point),  # type: ignore[arg-type]
            found_at=found.at,
            reply_requested=False,
            client_id=f"alert:{found.id}",
        )
        made = registering.register(actor=actor, new=new, now=now)
        _decide(found, AlertState.CONFIRMED, actor=actor, now=now, appeal_id=made.id)
        return made


def dismiss(*, actor: Actor, alert_id: UUID, reason: FalseReason, now: datetime) -> None:
    """Say that an alert was false, and why; it counts against its source.

    :raises NotFound, Conflict: as `confirm`.
    """
    with transaction.atomic():
        _decide(_waiting(actor, alert_id), AlertState.FALSE, actor=actor, now=now, reason=reason.value)


def join(*, actor: Actor, alert_id: UUID, appeal_id: UUID, now: datetime) -> None:
    """Say that an alert is the same matter as a case that the actor sees.

    :raises NotFound: no such alert, or no such case, is the actor's. Conflict: it was decided before.
    """
    with transaction.atomic():
        found = _waiting(actor, alert_id)
        if appeal_id not in lists.rows_by_ids(actor, {appeal_id}, now=now):
            raise NotFound
        _decide(found, AlertState.MERGED, actor=actor, now=now, appeal_id=appeal_id)


def _waiting(actor: Actor, alert_id: UUID) -> Alert:
    found = Alert.objects.select_for_update(of=("self",)).select_related("device").filter(id=alert_id).first()
    if found is None or not actor.may(CONFIRM, found.area_path):
        raise NotFound
    if found.state != AlertState.WAITING.value:
        raise Conflict
    return found


def _decide(
    found: Alert, state: AlertState, *, actor: Actor, now: datetime, appeal_id: UUID | None = None, reason: str = ""
) -> None:
    if actor.account_id is None:
        raise NotFound  # a person decides, never a part of the system
    found.state, found.reason, found.appeal_id = state.value, reason, appeal_id
    found.decided_by_id, found.decided_at = actor.account_id, now
    found.save(update_fields=["state", "reason", "appeal", "decided_by", "decided_at"])
    told = events.AlertDecided(found.id, found.device_id, found.signal, state.value, reason, appeal_id)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)
