"""The devices on which the token's account is signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from linli.people import actions, queries
from linli.people.api.shapes import Done, many
from linli.people.doors import actor_of, bearer
from linli.people.queries import DeviceRow

router = Router(auth=bearer)


@router.get("/devices", response=many(DeviceRow), summary="我的登录设备 · My devices")
def devices(request: HttpRequest) -> list[DeviceRow]:
    """Return where the token's account is signed in with a browser, the last seen first. No place is known: we keep no
    network address.
    """
    actor = actor_of(request)
    assert actor.account_id is not None  # noqa: S101 - the bearer let nobody else in
    return queries.devices_of(actor.account_id, now=timezone.now())


@router.post("/devices/{uuid:device_id}/end", response=Done, summary="结束一台设备 · End one device")
def end_device(request: HttpRequest, device_id: UUID) -> Done:
    """Sign the account out on one of its devices, at once. Keys for programs are not touched: revoke those."""
    actions.end_device(actor=actor_of(request), device_id=device_id, now=timezone.now())
    return Done(id=device_id)
