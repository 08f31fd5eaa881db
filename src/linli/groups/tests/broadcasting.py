"""What tests of broadcasts share: the town, open ways, people who live there, a notice on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from linli.groups import actions
from linli.groups.actions import broadcasting
from linli.groups.models import AddressClaim, Broadcast
from linli.groups.tests import town as t
from linli.groups.tests.town import NOW, Town
from linli.groups.words import BroadcastKind, BroadcastState, ClaimState, NewsTopic
from linli.kernel.actor import Actor
from linli.kernel.tests.calendars import local
from linli.notices import delivery
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.models import Account
from linli.people.tests import areas, factories

NEWS, SERVICE, EMERGENCY = BroadcastKind
OUTAGE, SAFETY = NewsTopic.OUTAGE, NewsTopic.SAFETY
END = NOW + timedelta(days=1)
NIGHT, MORNING = local("2026-03-11 23:00"), local("2026-03-12 08:00")
SMS = "13900000034"
Outbox = list[tuple[str, str]]


@pytest.fixture
def town() -> Town:
    return t.found()


@pytest.fixture
def qian(town: Town) -> Actor:
    return factories.staff("钱主任", "district", areas.DISTRICT)


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    """Open e-mail and SMS; return (way, address) of what they were given."""
    sent: Outbox = []

    def by(way: str, address: str) -> delivery.Sender:
        def sender(outgoing: delivery.Outgoing) -> bool:
            given = getattr(outgoing, address)
            if given == "broken@example.org":
                raise delivery.NotSent("smtp")
            if given:
                sent.append((way, given))
            return bool(given)

        return sender

    delivery.register("email", by("email", "email"))
    delivery.register("sms", by("sms", "phone"))
    yield sent
    for channel in ("email", "sms"):
        delivery.forget(channel)


def lives(who: Actor, area_path: str, *, at: Any = NOW, building: UUID | None = None, state: str = "verified") -> None:
    """Have somebody's address verified."""
    AddressClaim.objects.create(
        account_id=who.account_id, building_id=building or a_building(), area_path=area_path, room_sealed="101", at=at,
        state=ClaimState(state).value,
    )  # fmt: skip


def a_building() -> UUID:
    """Return a building at the grid; one is enough where it does not matter."""
    model = apps.get_model("grid", "Building")
    found = model.objects.first() or model.objects.create(code="B001", number="1", registered_at=NOW)
    return UUID(str(found.pk))


def resident(name: str = "邻居", **columns: str) -> Actor:
    """Open an account that left an e-mail address and a phone where said so."""
    account_id = factories.account(name, phone=columns.get("phone", ""))
    if "email" in columns:
        Account.objects.filter(id=account_id).update(email_sealed=columns["email"])
    return people.actor_for(account_id, now=NOW)


def send(actor: Actor, kind: BroadcastKind = SERVICE, **more: Any) -> UUID:
    given = {
        "topic": OUTAGE, "words_zh": "明早 8 点到 12 点停水，请提前储水", "words_en": "No water from 8 to 12 tomorrow",
        "area_path": areas.COMMUNITY, "good_until": END, "now": NOW,
    } | more  # fmt: skip
    return actions.broadcast(actor=actor, kind=kind, **given)


def spread(broadcast_id: UUID, now: Any = NOW) -> int:
    """Tell everybody, batch by batch, as the worker does; return how many."""
    total = 0
    while Broadcast.objects.get(id=broadcast_id).state == BroadcastState.SENDING.value:
        total += broadcasting.spread(
            broadcast_id=broadcast_id, after=Broadcast.objects.get(id=broadcast_id).last_told, now=now
        )
    return total


def deliver(now: Any = NOW) -> None:
    """Have the gate send what was told."""
    delivery.deliver(list(Message.objects.values_list("id", flat=True)), now=now)
