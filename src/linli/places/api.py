"""The interface of places: the sittings to come, the slots of one, the own bookings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router

from linli.people.api.shapes import many, shown
from linli.people.doors import actor_of, bearer
from linli.places import queries
from linli.places.queries import BookingRow, SittingRow, SlotRow

router = Router(auth=bearer)
Path = Annotated[str, Param(max_length=120)]


@router.get("/sittings", auth=None, response=many(SittingRow), summary="接待日与行走办公 · Receptions to come")
def sittings(request: HttpRequest, area_path: Path = "", plan_id: UUID | None = None) -> list[SittingRow]:
    """Return the reception days, walking offices and contact days to come, soonest first, at most 200.

    At or below an area, or of one plan.
    """
    return queries.to_come(now=timezone.now(), area_path=area_path, plan_id=plan_id)


@router.get("/sittings/{uuid:sitting_id}", auth=None, response=shown(SittingRow), summary="一次接待 · One sitting")
def sitting(request: HttpRequest, sitting_id: UUID) -> SittingRow:
    """Return one sitting: when, where, who receives, how much is booked. May refuse with: NotFound."""
    return queries.sitting(sitting_id)


@router.get("/sittings/{uuid:sitting_id}/slots", auth=None, response=many(SlotRow), summary="可约的时间 · Its slots")
def slots(request: HttpRequest, sitting_id: UUID) -> list[SlotRow]:
    """Return the slots of a sitting and what is free. May refuse with: NotFound."""
    return queries.slots(sitting_id, now=timezone.now())


@router.get("/bookings", response=many(BookingRow), summary="我的预约 · My bookings")
def bookings(request: HttpRequest) -> list[BookingRow]:
    """Return the bookings of the token's account, those to come first."""
    account_id = actor_of(request).account_id
    return queries.own(account_id, now=timezone.now()) if account_id else []
