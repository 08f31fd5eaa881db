"""Connections for tests, and an outside system that plays along or does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.channels import actions
from linli.channels.actions import adapters
from linli.channels.actions.adapters import Became, Given
from linli.channels.models import Exchange
from linli.channels.words import Direction, ExchangeKind, System
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.people.tests import areas, factories

NOW = factories.LONG_AGO + timedelta(days=300)


def desk(area: str = areas.DISTRICT) -> Actor:
    """Return somebody of the duty desk, who reads and mends."""
    return factories.actor("agent", area, account_id=factories.account("值班员"))


def admin(area: str = areas.DISTRICT) -> Actor:
    """Return an administrator, who opens and counts."""
    return factories.actor("admin", area, account_id=factories.account("管理员"))


def open_connection(
    system: System = System.DEVICE, *, name: str = "一号系统", area: str = areas.DISTRICT, **more: Any
) -> tuple[UUID, str]:
    """Open a connection as the administrator; return it and its secret."""
    new = actions.NewConnection(system=system, name=name, area_path=area, **more)
    return actions.open_connection(actor=admin(), new=new, now=NOW)


def came_in(connection_id: UUID, number: str = "A-1", body: str = '{"a": 1}', **more: Any) -> UUID:
    """Keep something that came in; return the exchange."""
    given: dict[str, Any] = {"direction": Direction.IN, "kind": ExchangeKind.SIGNAL, "now": NOW}
    return actions.keep(connection_id=connection_id, number=number, body=body, **given | more)[0]


def goes_out(connection_id: UUID, number: str = "A-1", body: str = "{}", **more: Any) -> UUID:
    """Keep something that is to go out; return the exchange."""
    return came_in(connection_id, number, body, direction=Direction.OUT, kind=ExchangeKind.RESULT, **more)


@dataclass
class Simulated:
    """A simulated adapter: what it was given, and what it does instead of succeeding."""

    got: list[Given] = field(default_factory=list)
    fails: Exception | None = None
    becomes: Became = field(default_factory=Became)

    def __call__(self, given: Given, now: datetime) -> Became:
        """Take it, or fail as told."""
        self.got.append(given)
        if self.fails is not None:
            raise self.fails
        return self.becomes


@contextmanager
def simulated(system: System = System.DEVICE) -> Iterator[Simulated]:
    """Put a simulated adapter in the place of a system's, both ways."""
    before = dict(adapters._adapters)
    there = Simulated()
    for direction in Direction:
        adapters._adapters[system.value, direction.value] = there
    try:
        yield there
    finally:
        adapters._adapters.clear()
        adapters._adapters.update(before)


def stand(exchange_id: UUID) -> tuple[str, int, str]:
    """Return state, attempts and fault of an exchange."""
    row = Exchange.objects.get(id=exchange_id)
    return row.state, row.attempts, row.last_fault


def told() -> list[str]:
    """Return the kinds of facts the channels told."""
    return list(Fact.objects.filter(room="channels").order_by("id").values_list("kind", flat=True))
