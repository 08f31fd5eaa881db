"""Facts of places: ids, codes, moments; nobody's name, no words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class PlanMade(Event):
    """A reception day, walking office or contact day is planned."""

    kind: ClassVar[str] = "places.plan_made"
    plan_kind: str
    unit: UUID
    every: str


@dataclass(frozen=True)
class PlanChanged(Event):
    """Place, hours or people of a plan changed; so many sittings to come changed with it."""

    kind: ClassVar[str] = "places.plan_changed"
    sittings: int


@dataclass(frozen=True)
class PlanEnded(Event):
    """A plan ends with a day; so many sittings after it were called off."""

    kind: ClassVar[str] = "places.plan_ended"
    last_on: date
    sittings: int


@dataclass(frozen=True)
class SittingsSet(Event):
    """Sittings of a plan stand on the calendar; `id` is the plan's."""

    kind: ClassVar[str] = "places.sittings_set"
    days: tuple[date, ...]


@dataclass(frozen=True)
class SittingMoved(Event):
    """A sitting has another time or place; so many bookings moved with it."""

    kind: ClassVar[str] = "places.sitting_moved"
    starts_at: datetime
    bookings: int


@dataclass(frozen=True)
class SittingCalledOff(Event):
    """A sitting is not held, and why; so many bookings fell with it."""

    kind: ClassVar[str] = "places.sitting_called_off"
    reason: str
    bookings: int


@dataclass(frozen=True)
class SittingHeld(Event):
    """A sitting was held."""

    kind: ClassVar[str] = "places.sitting_held"
    plan: UUID


@dataclass(frozen=True)
class Booked(Event):
    """Somebody booked a moment of a sitting."""

    kind: ClassVar[str] = "places.booked"
    sitting: UUID
    slot_at: datetime
    by: str


@dataclass(frozen=True)
class BookingCancelled(Event):
    """A booking was cancelled, by the person or by staff."""

    kind: ClassVar[str] = "places.booking_cancelled"
    sitting: UUID
    by_staff: bool


@dataclass(frozen=True)
class BookingMissed(Event):
    """Somebody who had booked did not come."""

    kind: ClassVar[str] = "places.booking_missed"
    sitting: UUID


@dataclass(frozen=True)
class VisitCame(Event):
    """Somebody came; `booking` where it was booked."""

    kind: ClassVar[str] = "places.visit_came"
    sitting: UUID
    number: int
    booking: UUID | None


@dataclass(frozen=True)
class VisitCalled(Event):
    """The next one was called."""

    kind: ClassVar[str] = "places.visit_called"
    sitting: UUID
    number: int


@dataclass(frozen=True)
class MatterTaken(Event):
    """A matter was taken at a sitting: the appeal it became, or the advice given at once."""

    kind: ClassVar[str] = "places.matter_taken"
    sitting: UUID
    appeal: UUID | None
    advice: str
    result: str


@dataclass(frozen=True)
class BookingsForgotten(Event):
    """Bookings whose time has come hold nobody any more; `id` is the run's."""

    kind: ClassVar[str] = "places.bookings_forgotten"
    bookings: int
    notes: int
