"""Slots of a sitting, who may book which and until when, and who is called next. Pure. Source: ADR 0043; S-210."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text
from linli.places.words import SittingState

LEAST_SLOT, MOST_SLOT, MOST_SEATS = 5, 240, 20
DAY_MIN = 24 * 60


class NotOpen(Refused):
    """The sitting was called off, is over, or has begun."""

    code = "places.not_open"
    says = Text(
        "这一次已经不能预约了（已取消、已开始或已过去）。可以预约下一次，或当天直接来，按号接待。",
        "This one can no longer be booked: it was called off, has begun or is over. Book the next one, or just come.",
    )


class TooLate(Refused):
    """The slot begins too soon to be booked."""

    code = "places.too_late"
    says = Text(
        "离这个时间不到 {minutes} 分钟，不能再预约；可以直接来，按号接待。",
        "It begins in less than {minutes} min and can no longer be booked; just come, people are seen in turn.",
    )


class Full(Refused):
    """Every seat of the slot is taken."""

    code = "places.full"
    says = Text(
        "这个时间刚刚约满了，请选别的时间；也可以直接来，按号接待。",
        "This time has just been taken. Choose another, or just come: people are seen in turn.",
    )


class BookedBefore(Refused):
    """The person has an open booking in this sitting."""

    code = "places.booked_before"
    says = Text(
        "您在这一次已经有预约了；要改时间，先取消原来的。",
        "There is a booking for you in this one already; cancel it to choose another time.",
    )


class NotBooked(Refused):
    """The booking is not open any more."""

    code = "places.not_booked"
    says = Text("这个预约已经取消或已经结束。", "This booking was cancelled or is over.")


class CutsBookings(Refused):
    """Bookings would fall outside the new hours."""

    code = "places.cuts_bookings"
    says = Text(
        "有 {n} 个预约会落在新的时间之外；请先和这些人改约，或把时间留长一些。",
        "{n:booking|bookings} would fall outside the new hours; rebook these people first, or keep the hours longer.",
    )


class Overlaps(Refused):
    """Somebody who is to sit there sits elsewhere at the same time."""

    code = "places.overlaps"
    says = Text(
        "{day} {place}的接待也排了同一个人，时间重叠；请换人或改时间。",
        "The same person sits at {place} on {day} at that time; choose somebody else or another time.",
    )


class NotToday(Refused):
    """What happens at a sitting is written down from its day on."""

    code = "places.not_today"
    says = Text("还没到这一天，不能登记。", "Its day has not come yet.")


class CalledOff(Refused):
    """The sitting was called off before."""

    code = "places.called_off"
    says = Text("这一次已经取消了。", "This one was called off.")


class HeldBefore(Refused):
    """The sitting was held, so it is neither moved nor called off."""

    code = "places.held_before"
    says = Text("这一次已经开了，不能再改期或取消。", "It was held; it can be neither moved nor called off.")


class NobodyWaits(Refused):
    """Nobody waits at a sitting."""

    code = "places.nobody_waits"
    says = Text("没有人在等。", "Nobody is waiting.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A sitting as booking asks of it: hours, state, how long a slot is, seats a slot."""

    starts_at: datetime
    ends_at: datetime
    state: SittingState
    slot_min: int
    seats: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who came and waits: number in order of coming, the booked moment if there is one."""

    id: UUID
    number: int
    slot_at: datetime | None


def check_hours(begins_min: int, ends_min: int, slot_min: int, seats: int) -> None:
    """Return quietly when a day can be divided so.

    :raises Invalid: hours out of order, a slot longer than the hours, seats out of bounds.
    """
    if not 0 <= begins_min < ends_min <= DAY_MIN:
        raise Invalid(field="ends", why_zh="结束要晚于开始", why_en="it must end after it begins")
    if not LEAST_SLOT <= slot_min <= min(MOST_SLOT, ends_min - begins_min):
        raise Invalid(
            field="slot_min",
            why_zh=f"每人 {LEAST_SLOT} 到 {MOST_SLOT} 分钟，不能超过接待时间",
            why_en=f"{LEAST_SLOT} to {MOST_SLOT} min a person, within the hours",
        )
    if not 1 <= seats <= MOST_SEATS:
        raise Invalid(field="seats", why_zh=f"1 到 {MOST_SEATS} 人", why_en=f"1 to {MOST_SEATS} people")


def slots_of(starts_at: datetime, ends_at: datetime, slot_min: int) -> tuple[datetime, ...]:
    """Return when the whole slots of a sitting begin; what is left at the end is no slot."""
    count = int((ends_at - starts_at) / timedelta(minutes=slot_min))
    return tuple(starts_at + timedelta(minutes=slot_min * number) for number in range(count))


def is_bookable(asked: Asked, slot_at: datetime, *, now: datetime, closes_min: int) -> bool:
    """Say whether a slot can still be booked: planned, not begun, and `closes_min` minutes away at least."""
    is_open = asked.state is SittingState.PLANNED and now < asked.starts_at
    return is_open and slot_at - now >= timedelta(minutes=closes_min)


def check_slot(asked: Asked, slot_at: datetime, *, now: datetime, closes_min: int) -> None:
    """Return quietly when the slot can be booked.

    :raises NotOpen, TooLate: see `is_bookable`.
    :raises Invalid: the sitting has no such slot.
    """
    if asked.state is not SittingState.PLANNED or now >= asked.starts_at:
        raise NotOpen
    if slot_at not in slots_of(asked.starts_at, asked.ends_at, asked.slot_min):
        raise Invalid(field="slot", why_zh="请选一个时间", why_en="choose a time")
    if not is_bookable(asked, slot_at, now=now, closes_min=closes_min):
        raise TooLate(minutes=closes_min)


def seat_of(asked: Asked, taken: Collection[int]) -> int:
    """Return the lowest free seat of a slot, from 1.

    :raises Full: there is none.
    """
    free = (seat for seat in range(1, asked.seats + 1) if seat not in taken)
    seat = next(free, None)
    if seat is None:
        raise Full
    return seat


def moved(
    slots: Mapping[UUID, datetime], before: datetime, starts_at: datetime, ends_at: datetime, slot_min: int
) -> dict[UUID, datetime]:
    """Return booking -> its moment in the new hours, as far from the beginning as it was.

    :raises CutsBookings: some would lie beyond the new end.
    """
    new = {one: starts_at + (at - before) for one, at in slots.items()}
    outside = sum(at + timedelta(minutes=slot_min) > ends_at for at in new.values())
    if outside:
        raise CutsBookings(n=outside)
    return new


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Say whether two half-open periods share a moment; one may begin when the other ends."""
    return one[0] < other[1] and other[0] < one[1]


def next_of(waiting: Iterable[Waits], now: datetime) -> Waits:
    """Return who is called next: whose booked moment has come, the earliest first; then the others as they came.

    Somebody booked who is early waits among the others: nobody loses by booking, nobody jumps by coming early.

    :raises NobodyWaits: nobody is there.
    """
    there = list(waiting)
    if not there:
        raise NobodyWaits
    due = [one for one in there if one.slot_at is not None and one.slot_at <= now]
    return min(due, key=lambda one: (one.slot_at or now, one.number)) if due else min(there, key=lambda one: one.number)
