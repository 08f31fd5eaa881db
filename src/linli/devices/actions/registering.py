"""Putting a device on the register, and taking it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.devices import events
from linli.devices.models import Device
from linli.devices.queries import REGISTER
from linli.devices.rules.schema import CODE
from linli.devices.words import DeviceKind
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean_line

LEAST_MIN, MOST_MIN = 1, 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device to be: code in its own system, what and where it is, how often it is heard at least.

    `sign` is where the sign "public safety video" hangs and what it says; no camera without one.
    """

    connection_id: UUID
    code: str
    kind: DeviceKind
    place: str
    interval_min: int
    sign: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None


def register(*, actor: Actor, new: NewDevice, now: datetime) -> UUID:
    """Put a device on the register; return its id. Its area is that of its point, else of the words of its place.

    :raises Forbidden: not the actor's area.
    :raises Invalid: a field is missing, the place is not found, a camera has no sign, or the code is taken.
    """
    with transaction.atomic():
        _check(new)
        point = (new.lon, new.lat, new.crs) if new.lon is not None and new.lat is not None else None
        found = grid.place(point=point, address=new.place, at=now)
        actor.require(REGISTER, found.area.path)
        made = Device(
            id=new_id(), connection_id=new.connection_id, code=new.code, kind=new.kind.value,
            place=clean_line(new.place, field="place")[:120], sign=clean_line(new.sign, field="sign")[:200],
            area_path=found.area.path, lon=found.lon, lat=found.lat, interval_min=new.interval_min, registered_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Invalid(field="code", why_zh="这个编码已经登记过", why_en="this code is registered") from None
        told = events.DeviceRegistered(made.id, new.kind.value, new.connection_id)
        journal.record(told, actor=actor, at=now, area_path=made.area_path)
        return made.id


def _check(new: NewDevice) -> None:
    if not CODE.fullmatch(new.code):
        raise Invalid(field="code", why_zh="用字母、数字和 . _ : -", why_en="letters, figures and . _ : - only")
    if not new.place.strip():
        raise Invalid(field="place", why_zh="请写明装在哪里", why_en="say where it is")
    if not LEAST_MIN <= new.interval_min <= MOST_MIN:
        raise Invalid(field="interval_min", why_zh="1 分钟到 7 天", why_en="one minute to seven days")
    if new.kind is DeviceKind.CAMERA and not new.sign.strip():
        raise Invalid(
            field="sign",
            why_zh="公共场所装视频要有显著提示标识（个人信息保护法第二十六条），请写明标识内容和位置",
            why_en="a camera in public needs a clear sign (PIPL art. 26): write what it says and where it hangs",
        )


def retire(*, actor: Actor, device_id: UUID, now: datetime) -> None:
    """Take a device off the register; what waits of it still waits for a person.

    :raises NotFound: there is none, or it is not the actor's.
    """
    with transaction.atomic():
        found = Device.objects.select_for_update().filter(id=device_id, retired_at__isnull=True).first()
        if found is None or not actor.may(REGISTER, found.area_path):
            raise NotFound
        found.retired_at = now
        found.save(update_fields=["retired_at"])
        journal.record(events.DeviceRetired(found.id), actor=actor, at=now, area_path=found.area_path)
