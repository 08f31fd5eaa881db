"""The own bookings of reception days: see them, cancel one, put one into the phone's calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.places import actions, queries
from linli.places.queries import BookingRow
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.formats import clock
from linli.web.language import spoken
from linli.web.public.receptions import shown
from linli.web.resident.telling import why

URL = "/my/bookings/"
CANCELLED = Text("预约取消了，这个时间让给别人。", "Cancelled; the time goes to somebody else.")


@never_cache
@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the bookings of the signed-in person, those to come first."""
    now = now_of(request)
    rows = [_shown(one, now) for one in _own(request)]
    context = {"open": [one for one in rows if one["is_open"]], "over": [one for one in rows if not one["is_open"]]}
    return render(request, "web/resident/bookings.html", {**context, "now": now})


def _own(request: HttpRequest) -> list[BookingRow]:
    account_id = account_id_of(request)
    if account_id is None:
        raise NotFound
    return queries.own(account_id, now=now_of(request))


def _shown(one: BookingRow, now: datetime) -> dict[str, Any]:
    is_open = queries.is_to_come(one, now)
    return {
        **shown(one.sitting, now), "booking": one, "at": clock(one.slot_at), "is_open": is_open,
        "can_cancel": is_open and one.slot_at > now,
    }  # fmt: skip


@never_cache
@signed_in
@require_POST
def cancel(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Cancel one and come back."""
    try:
        actions.cancel(actor=actor_of(request), booking_id=booking_id, now=now_of(request))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(why(error)))
    else:
        messages.success(request, spoken(CANCELLED))
    return redirect(URL)


@never_cache
@signed_in
@require_safe
def calendar(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give one as an event for a calendar (RFC 5545).

    :raises NotFound: it is not the signed-in person's.
    """
    one = next((row for row in _own(request) if row.id == booking_id), None)
    if one is None:
        raise NotFound
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//linli//reception//ZH", "BEGIN:VEVENT", f"UID:{one.id}@linli",
        f"DTSTAMP:{_stamp(now_of(request))}", f"DTSTART:{_stamp(one.slot_at)}", f"DTEND:{_stamp(one.sitting.ends_at)}",
        f"SUMMARY:{_safe(spoken(one.sitting.kind.text))}", f"LOCATION:{_safe(one.sitting.place)}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    response = HttpResponse("\r\n".join(lines), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="linli-booking.ics"'
    return response


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _safe(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", " ")
