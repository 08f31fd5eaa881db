"""Asking about devices: what waits for a person, what is silent, how often a source is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from linli.devices.models import Alert, Device
from linli.devices.words import AlertState, DeviceKind, SignalKind
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.people.queries.reach import reach_filter

CONFIRM, REGISTER = "devices.confirm", "devices.register"
PAGE = 50
RATE_DAYS = 90


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device, and of the last 90 days: alerts decided, how many were false, how many wait."""

    id: UUID
    connection_id: UUID
    code: str
    kind: DeviceKind
    place: str
    sign: str
    area_path: str
    interval_min: int
    retired_at: datetime | None
    seen_at: datetime | None
    silent_since: datetime | None
    decided: int = 0
    false: int = 0
    waiting: int = 0

    @property
    def false_percent(self) -> int | None:
        """Return the share of false alarms among what was decided, in percent; None where nothing was."""
        return round(100 * self.false / self.decided) if self.decided else None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert with its device."""

    id: UUID
    device: DeviceRow
    number: str
    signal: SignalKind
    reading: str
    snapshot: str
    area_path: str
    at: datetime
    state: AlertState
    appeal_id: UUID | None


def in_reach(actor: Actor) -> Q:
    """Return the condition that a row lies where the actor decides on alerts or registers devices."""
    return reach_filter((*actor.reach(CONFIRM), *actor.reach(REGISTER)))


def waiting(actor: Actor, *, cursor: str = "", size: int = PAGE) -> Page[AlertRow]:
    """Return what waits for a person in reach, the oldest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    found = Alert.objects.filter(in_reach(actor), state=AlertState.WAITING.value).select_related("device")
    if cursor:
        found = found.filter(id__gt=as_id(decode(cursor, 1)[0]))
    rows = [_alert(one) for one in found.order_by("id")[: size + 1]]
    return page_of(rows, size, lambda row: (str(row.id),))


def alert(actor: Actor, alert_id: UUID) -> AlertRow:
    """Return one alert in reach. One statement.

    :raises NotFound: there is none, or it is elsewhere.
    """
    found = Alert.objects.filter(in_reach(actor), id=alert_id).select_related("device").first()
    if found is None:
        raise NotFound
    return _alert(found)


def devices(actor: Actor, *, now: datetime, cursor: str = "", size: int = PAGE) -> Page[DeviceRow]:
    """Return the devices in reach in order of their codes, each with its rate of false alarms. Two statements.

    :raises Invalid: the cursor is not one of ours.
    """
    found = Device.objects.filter(in_reach(actor), retired_at__isnull=True)
    if cursor:
        code, last = decode(cursor, 2)
        found = found.filter(Q(code__gte=str(code)) & (Q(code__gt=str(code)) | Q(id__gt=as_id(last))))
    chosen = list(found.order_by("code", "id")[: size + 1])
    counts = _counts([one.id for one in chosen], now)
    return page_of([_device(one, counts.get(one.id)) for one in chosen], size, lambda row: (row.code, str(row.id)))


def device(actor: Actor, device_id: UUID) -> DeviceRow:
    """Return one device that the actor may take off the register. One statement.

    :raises NotFound: there is none, or it is elsewhere.
    """
    mine = reach_filter(actor.reach(REGISTER))
    found = Device.objects.filter(mine, id=device_id, retired_at__isnull=True).first()
    if found is None:
        raise NotFound
    return _device(found)


def _counts(ids: Collection[UUID], now: datetime) -> dict[UUID, tuple[int, int, int]]:
    """Return for each device how many alerts were decided, false, and wait, in the last `RATE_DAYS`. One statement."""
    rows = Alert.objects.filter(device_id__in=ids, came_at__gte=now - timedelta(days=RATE_DAYS)).values("device_id")
    waits, false = Q(state=AlertState.WAITING.value), Q(state=AlertState.FALSE.value)
    counted = rows.annotate(
        decided=Count("id", filter=~waits), false=Count("id", filter=false), waiting=Count("id", filter=waits)
    )
    return {one["device_id"]: (one["decided"], one["false"], one["waiting"]) for one in counted.order_by()}


def _device(one: Device, counts: tuple[int, int, int] | None = None) -> DeviceRow:
    decided, false, waits = counts or (0, 0, 0)
    return DeviceRow(
        one.id, one.connection_id, one.code, DeviceKind(one.kind), one.place, one.sign, one.area_path,
        one.interval_min, one.retired_at, one.seen_at, one.silent_since, decided, false, waits,
    )  # fmt: skip


def _alert(one: Alert) -> AlertRow:
    return AlertRow(
        one.id, _device(one.device), one.number, SignalKind(one.signal), one.reading, one.snapshot, one.area_path,
        one.at, AlertState(one.state), one.appeal_id,
    )  # fmt: skip
