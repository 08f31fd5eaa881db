"""The devices of an account: signing in on one, being seen on it, ending one or all others."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import events, sealing
from linli.people.actions.accounts import locked
from linli.people.actions.sessions import end_devices, end_sessions
from linli.people.models import Device
from linli.people.rules.agents import browser_of, system_of

COOKIE_LABEL = "device"
FORGOTTEN_AFTER = timedelta(days=180)
"""A browser in which nobody was signed in for so long is a new one again."""


def begin_device(*, account_id: UUID, cookie: str, session_key: str, agent: str, now: datetime) -> UUID:
    """Keep that an account signed in with a browser; return the device. Another session in it ends.

    A browser the account was never signed in with, where it was with others, is told as a fact: its owner is warned.

    :raises NotFound: there is no such open account.
    """
    with transaction.atomic():
        account = locked(account_id)
        known = Device.objects.filter(account=account)
        digest = sealing.blind_index(f"{account_id}:{cookie}", COOKIE_LABEL)
        device = known.filter(cookie_digest=digest).first()
        is_new = device is None and known.exists()
        if device is None:
            device = Device(account=account, cookie_digest=digest)
        elif device.session_sealed != session_key:
            end_sessions([device.session_sealed])
        device.session_sealed, device.browser, device.system = session_key, browser_of(agent), system_of(agent)
        device.signed_in_at = device.last_seen_at = now
        device.save()
        if is_new:
            told = events.DeviceAdded(account.id, device.id, device.browser, device.system)
            journal.record(told, actor=Actor(name="account", account_id=account.id), at=now, area_path="")
        return device.id


def note_seen(device_id: UUID, *, now: datetime, not_since: datetime) -> None:
    """Keep that a device was used, unless that is kept since `not_since`. One UPDATE."""
    Device.objects.filter(id=device_id, last_seen_at__lt=not_since).update(last_seen_at=now)


def renew_session(device_id: UUID, *, session_key: str) -> None:
    """Keep the new key of a device's session, which changes with the password. One UPDATE."""
    Device.objects.filter(id=device_id).update(session_sealed=session_key)


def leave_device(device_id: UUID, *, now: datetime) -> None:
    """Keep that somebody signed out on a device, whose session is gone already; the device stays known. One UPDATE."""
    Device.objects.filter(id=device_id).update(session_sealed=None, last_seen_at=now)


def end_device(*, actor: Actor, device_id: UUID, now: datetime) -> None:
    """Sign the actor's own account out on one device, at once; that device is a new one from then on.

    :raises NotFound: it is not the actor's.
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        own = Device.objects.filter(account=account, id=device_id)
        if not end_devices(own):
            raise NotFound
        journal.record(events.DevicesEnded(account.id, 1), actor=actor, at=now, area_path="")


def end_other_devices(*, actor: Actor, keep: UUID | None, now: datetime) -> int:
    """Sign the actor's own account out on every device but `keep`; return how many were forgotten.

    :raises NotFound: the actor has no account.
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        own = Device.objects.filter(account=account)
        count = end_devices(own if keep is None else own.exclude(id=keep))
        if count:
            journal.record(events.DevicesEnded(account.id, count), actor=actor, at=now, area_path="")
        return count


def forget_devices(now: datetime) -> int:
    """Forget devices nobody used for long; return how many. Safe to repeat."""
    return end_devices(Device.objects.filter(last_seen_at__lte=now - FORGOTTEN_AFTER))
