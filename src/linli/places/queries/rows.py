"""The plain shapes of plans, sittings, bookings, and how they are made of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.places.models import Booking, Plan, Sitting
from linli.places.rules.booking import Asked, slots_of
from linli.places.rules.recurring import Recurrence
from linli.places.words import BookedBy, BookingState, Every, OffReason, OnHoliday, PlanKind, SittingState


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One sitting as everybody may see it; `taken` are its open bookings, `whole` its seats."""

    id: UUID
    plan_id: UUID
    kind: PlanKind
    unit_id: UUID
    starts_at: datetime
    ends_at: datetime
    by_rule: date
    state: SittingState
    is_moved: bool
    reason: OffReason | None
    area_path: str
    place: str
    lon: float | None
    lat: float | None
    sits: str
    slot_min: int
    seats: int
    taken: int = 0

    @property
    def whole(self) -> int:
        """Return how many people can book it."""
        return len(slots_of(self.starts_at, self.ends_at, self.slot_min)) * self.seats

    @property
    def left(self) -> int:
        """Return how many more can book it, the deadline not asked."""
        return max(0, self.whole - self.taken)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot of a sitting: when, how many seats are left, and whether it can still be booked."""

    at: datetime
    free: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking with its sitting."""

    id: UUID
    sitting: SittingRow
    slot_at: datetime
    seat: int
    state: BookingState
    by: BookedBy
    account_id: UUID | None
    contact_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the desk keeps it."""

    id: UUID
    kind: PlanKind
    unit_id: UUID
    rule: Recurrence
    begins_min: int
    ends_min: int
    area_path: str
    place: str
    lon: float | None
    lat: float | None
    sits: str
    staff_ids: tuple[UUID, ...]
    slot_min: int
    seats: int


def sitting_row(one: Sitting, taken: int = 0) -> SittingRow:
    """Return a loaded sitting (with its plan) as a row."""
    return SittingRow(
        one.id, one.plan_id, PlanKind(one.plan.kind), one.plan.unit_id, one.starts_at, one.ends_at, one.by_rule,
        SittingState(one.state), one.is_moved, OffReason(one.reason) if one.reason else None, one.area_path, one.place,
        one.lon, one.lat, one.sits, one.slot_min, one.seats, taken,
    )  # fmt: skip


def booking_row(one: Booking) -> BookingRow:
    """Return a loaded booking (with sitting and plan) as a row."""
    return BookingRow(
        one.id, sitting_row(one.sitting), one.slot_at, one.seat, BookingState(one.state), BookedBy(one.by),
        one.account_id, one.contact_id,
    )  # fmt: skip


def plan_row(one: Plan) -> PlanRow:
    """Return a loaded plan as a row."""
    return PlanRow(
        one.id, PlanKind(one.kind), one.unit_id, recurrence_of(one), one.begins_min, one.ends_min, one.area_path,
        one.place, one.lon, one.lat, one.sits, tuple(one.staff_ids), one.slot_min, one.seats,
    )  # fmt: skip


def recurrence_of(one: Plan) -> Recurrence:
    """Return when a plan sits."""
    return Recurrence(
        Every(one.every), one.begins_on, one.last_on, one.weekday, one.interval, one.nth, tuple(one.days),
        OnHoliday(one.on_holiday),
    )  # fmt: skip


def asked_of(one: Sitting) -> Asked:
    """Return a sitting as booking asks of it."""
    return Asked(one.starts_at, one.ends_at, SittingState(one.state), one.slot_min, one.seats)
