"""The door of devices: signed, once, without identity; an unknown device waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.channels import actions
from linli.channels.actions import NewConnection
from linli.channels.models import Exchange, FaultDay
from linli.channels.words import System
from linli.devices import actions as devices
from linli.devices.actions import NewDevice
from linli.devices.models import Alert, Device
from linli.devices.words import DeviceKind
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.grid import queries as grid
from linli.hooks.rules import signing
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.standards import queries as standards


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def platform(town: Town) -> tuple[UUID, str]:
    admin = cast.actor("admin", DISTRICT, account_id=cast.account("管理员"))
    new = NewConnection(system=System.DEVICE, name="烟感平台", area_path=DISTRICT)
    return actions.open_connection(actor=admin, new=new, now=timezone.now())


def send(to: tuple[UUID, str], body: dict[str, Any], *, secret: str = "", age_min: int = 0) -> Any:
    raw = json.dumps(body, ensure_ascii=False).encode()
    signature = signing.sign(secret or to[1], raw, at=timezone.now() - timedelta(minutes=age_min))
    return Client().post(
        f"/connect/{to[0]}/signals/", raw, content_type="application/json", headers={signing.HEADER: signature}
    )


def event(**more: Any) -> dict[str, Any]:
    at = timezone.now().isoformat()
    return {"type": "event", "device": "S-1", "number": "E-1", "kind": "fire", "at": at, **more}


def put(town: Town, to: tuple[UUID, str]) -> None:
    new = NewDevice(to[0], "S-1", DeviceKind.SMOKE, "天惠苑", 30)
    devices.register(actor=town.street, new=new, now=timezone.now())


def faults() -> list[str]:
    return sorted(FaultDay.objects.values_list("fault", flat=True))


def test_an_event_comes_in_once_and_waits(town: Town, platform: tuple[UUID, str]) -> None:
    put(town, platform)
    first, again = send(platform, event()), send(platform, event(reading="80"))
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["repeated"] is True
    actions.work_off(now=timezone.now())
    assert Alert.objects.count() == 1
    assert Exchange.objects.get().state == "done"
    beat = {"type": "heartbeat", "device": "S-1", "at": timezone.now().isoformat()}
    assert send(platform, beat).json() == {"ok": True}
    assert Device.objects.get().seen_at is not None
    assert Exchange.objects.count() == 1


def test_forged_and_old_ones_are_turned_away_and_counted(town: Town, platform: tuple[UUID, str]) -> None:
    put(town, platform)
    assert send(platform, event(), secret="another").status_code == 401
    assert send(platform, event(), age_min=6).status_code == 401
    assert faults() == ["forged", "replayed"]
    assert not Exchange.objects.exists()
    assert Client().get(f"/connect/{platform[0]}/signals/").status_code == 405


@pytest.mark.parametrize("more", [{"face_id": "7"}, {"name": "王阿姨"}, {"plate": "鲁B12345"}, {"note": "x"}])
def test_what_says_who_leaves_no_trace(town: Town, platform: tuple[UUID, str], more: dict[str, str]) -> None:
    put(town, platform)
    answer = send(platform, event(**more))
    assert answer.status_code == 422
    assert answer.json()["error"] == ("devices.unknown_field" if "note" in more else "devices.identity_refused")
    assert next(iter(more)) in answer.json()["zh"]
    assert faults() == ["unreadable"]
    assert not Exchange.objects.exists()
    assert not Alert.objects.exists()


def test_an_unknown_device_loses_nothing(town: Town, platform: tuple[UUID, str]) -> None:
    assert send(platform, event()).status_code == 202
    actions.work_off(now=timezone.now())
    assert Exchange.objects.get().state == "refused"
    put(town, platform)
    admin = cast.actor("admin", DISTRICT, account_id=cast.account("管理员二"))
    actions.replay(actor=admin, connection_id=platform[0], exchange_id=Exchange.objects.get().id, now=timezone.now())
    actions.work_off(now=timezone.now())
    assert Alert.objects.count() == 1
