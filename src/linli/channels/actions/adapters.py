"""Who knows the other sides: an adapter turns a body into a deed of a room below, and a body into a call.

It holds no rule of its own (ADR 0033). Adapters name themselves here when the house starts; a system without one keeps
what comes in until it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.channels.words import Direction, Fault, System
from linli.kernel.errors import Broken
from linli.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Given:
    """What an adapter gets: the exchange and its connection."""

    exchange_id: UUID
    connection_id: UUID
    system: str
    area_path: str
    address: str
    secret: str = field(repr=False)
    config: Mapping[str, Any]
    kind: str
    number: str
    body: str = field(repr=False)
    appeal_id: UUID | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Became:
    """What came of an exchange: the case (if there is one) and the other side's HTTP status (if it was asked)."""

    appeal_id: UUID | None = None
    status: int | None = None


class Later(Exception):
    """Not now: it is tried again."""

    def __init__(self, fault: Fault, status: int | None = None) -> None:
        self.fault, self.status = fault, status
        super().__init__(fault.value)


class Never(Exception):
    """Not so: a person has to mend or drop it. `why` may hold words of the body."""

    def __init__(self, fault: Fault, why: Text | None = None, status: int | None = None) -> None:
        self.fault, self.why, self.status = fault, why, status
        super().__init__(fault.value)


Adapter = Callable[[Given, datetime], Became]
_adapters: dict[tuple[str, str], Adapter] = {}


def register(system: System, direction: Direction, adapter: Adapter) -> None:
    """Name the adapter of a system for one direction.

    :raises Broken: it has another one.
    """
    known = _adapters.setdefault((system.value, direction.value), adapter)
    if known is not adapter:
        raise Broken(why="two adapters for one system", system=system.value)


def adapter_of(system: str, direction: str) -> Adapter | None:
    """Return the adapter of a system for one direction, or None."""
    return _adapters.get((system, direction))
