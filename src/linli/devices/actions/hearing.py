"""Hearing a device: its heartbeat, its signals, its silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce

from linli.devices import events
from linli.devices.models import Alert, Device
from linli.devices.rules.schema import Signal
from linli.devices.words import SignalKind
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.notices import actions as notices
from linli.notices.actions import Recipient
from linli.people import queries as people
from linli.people.words import UnitKind

SYSTEM = Actor.system("devices", ())
SWEPT_AT_ONCE = 500


def hear(*, connection_id: UUID, signal: Signal, now: datetime) -> tuple[UUID | None, bool]:
    """Write down that a device was heard; an event becomes an alert that waits for a person, once by its number.

    Return the alert (None: a heartbeat) and whether it is new. Nothing becomes an appeal here (D-07).

    :raises Invalid: the connection has no such device on the register.
    """
    with transaction.atomic():
        rows = Device.objects.select_for_update().filter(connection_id=connection_id, code=signal.device)
        device = rows.filter(retired_at__isnull=True).first()
        if device is None:
            raise Invalid(field="device", why_zh="没有登记这个设备", why_en="no such device is registered")
        _seen(device, now)
        return (None, False) if signal.kind is None else _raise(device, signal, signal.kind, now)


def _seen(device: Device, now: datetime) -> None:
    was_silent, device.seen_at, device.silent_since = device.silent_since is not None, now, None
    device.save(update_fields=["seen_at", "silent_since"])
    if was_silent:
        journal.record(events.DeviceBack(device.id), actor=SYSTEM, at=now, area_path=device.area_path)


def _raise(device: Device, signal: Signal, kind: SignalKind, now: datetime) -> tuple[UUID, bool]:
    made = Alert(
        id=new_id(), device=device, number=signal.number, signal=kind.value, reading=signal.reading,
        snapshot=signal.snapshot, area_path=device.area_path, at=signal.at, came_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Alert.objects.values_list("id", flat=True).get(device=device, number=signal.number), False
    told = events.AlertRaised(made.id, device.id, kind.value)
    journal.record(told, actor=SYSTEM, at=now, area_path=device.area_path)
    return made.id, True


def mark_silent(*, now: datetime) -> int:
    """Mark the devices not heard for longer than their interval and tell the community; return how many.

    Each is told of once until it is heard again. Safe to repeat.
    """
    silence = ExpressionWrapper(F("interval_min") * Value(timedelta(minutes=1)), output_field=DurationField())
    quiet = Device.objects.annotate(heard=Coalesce("seen_at", "registered_at"), allowed=silence).filter(
        retired_at__isnull=True, silent_since__isnull=True, heard__lt=now - F("allowed")
    )
    ids = list(quiet.order_by("id").values_list("id", flat=True)[:SWEPT_AT_ONCE])
    return sum(_mark(one, now) for one in ids)


def _mark(device_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        device = Device.objects.select_for_update().get(id=device_id)
        heard = device.seen_at or device.registered_at
        if device.silent_since or now - heard <= timedelta(minutes=device.interval_min):
            return False  # heard in between
        device.silent_since = heard
        device.save(update_fields=["silent_since"])
        minutes = int((now - heard).total_seconds() // 60)
        told = events.DeviceSilent(device.id, minutes)
        journal.record(told, actor=SYSTEM, at=now, area_path=device.area_path)
        unit = people.unit_of_kind(UnitKind.COMMUNITY.value, device.area_path, at=now)
        if unit is not None:
            notices.tell(
                to=Recipient(unit_id=unit.id), text="duty.device_silent",
                params={"code": device.code, "minutes": minutes}, subject=("devices", device.id),
                key=f"duty.device_silent:{device.id}:{heard.isoformat()}", now=now,
            )  # fmt: skip
        return True
