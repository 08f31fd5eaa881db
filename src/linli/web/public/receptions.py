"""Reception days and walking offices for everybody: what comes near a place, one of them, booking it (S-210, S-213).

Reading needs no account. Booking needs one, or a call: somebody at 12345 books for whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.kernel.actor import is_within
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.places import actions, queries
from linli.places.queries import SittingRow
from linli.places.words import PlanKind, SittingState
from linli.web import formats
from linli.web.door import account_id_of, actor_of, now_of
from linli.web.language import spoken
from linli.web.public.ground import MOST_CHARACTERS
from linli.web.resident.telling import why

T = Text
URL = "/reception/"
WHAT_FOR = {
    PlanKind.RECEPTION_DAY: T(
        "有关部门的工作人员当面接待：问政策、办手续、反映问题都可以，当场能答的当场答，答不了的登记下来，按时回复您。",
        "Staff of the office receive you in person: ask, apply, report. What can be answered is answered at once; "
        "the rest is registered and answered in time.",
    ),
    PlanKind.MOBILE_OFFICE: T(
        "社区干部把办公桌搬到楼下：家门口的事当面说，能办的当场办，办不了的登记下来，按时回复您。",
        "The community's staff bring their desk to your courtyard: say it there. What can be done is done at once; "
        "the rest is registered and answered in time.",
    ),
    PlanKind.CONTACT_DAY: T(
        "党代表、人大代表、政协委员到小区听意见：建议和困难都可以说，会登记下来，按时回复您。",
        "Deputies and committee members come to the estate to listen: suggestions and hardships are registered and "
        "answered in time.",
    ),
}
BOOKED = T(
    "约好了。前一天会提醒您；来不了请早点取消。", "Booked. We remind you the day before; cancel early if you cannot."
)
RINGS = (
    T("在您的社区", "In your community"),
    T("在您的街道", "In your subdistrict"),
    T("全区其他地方", "Elsewhere in the district"),
)


def hours(row: SittingRow) -> str:
    """Return from when until when, as 09:00–11:00."""
    return f"{formats.clock(row.starts_at)}–{formats.clock(row.ends_at)}"


def shown(row: SittingRow, now: datetime) -> dict[str, Any]:
    """Return what every page says of a sitting."""
    area = grid.areas_by_path([_up_to(row.area_path, AreaKind.COMMUNITY)], now)
    named = next(iter(area.values()), None)
    return {
        "row": row,
        "url": f"{URL}{row.id}/",
        "day": formats.day(row.starts_at, now),
        "hours": hours(row),
        "where": T(named.name, named.name_en or named.name) if named else T("", ""),
        "unit": people.unit(row.unit_id).name,
        "is_off": row.state is SittingState.CALLED_OFF,
        "is_on": row.starts_at <= now < row.ends_at and row.state is not SittingState.CALLED_OFF,
        "can_book": row.state is SittingState.PLANNED and now < row.starts_at and row.left > 0,
        "what_for": WHAT_FOR[row.kind],
    }


@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """List what is to come, nearest places first where one is given. At most six statements of the grid and places."""
    now = now_of(request)
    words = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    near = grid.place(address=words, at=now).area.path if words else ""
    plan = _id(request.GET.get("plan", ""))
    rows = queries.to_come(now=now, plan_id=plan)
    is_found = near.count("/") >= AreaKind.STREET.depth
    found = _rings(rows, near) if is_found else [(T("最近的", "The next ones"), rows)]
    rings = [{"title": title, "rows": [shown(row, now) for row in listed]} for title, listed in found if listed]
    context = {
        "words": words, "is_found": is_found, "rings": rings, "now": now, "one_plan": plan is not None,
        "around": f"/map/areas.json?of={_up_to(near, AreaKind.STREET)}" if is_found else "/map/areas.json",
    }  # fmt: skip
    return render(request, "web/public/receptions.html", context)


def _rings(rows: Sequence[SittingRow], near: str) -> list[tuple[Text, list[SittingRow]]]:
    """Return the sittings of the community, of the rest of the street, of the rest of the district."""
    street, community = _up_to(near, AreaKind.STREET), _up_to(near, AreaKind.COMMUNITY)
    is_exact = near.count("/") >= AreaKind.COMMUNITY.depth
    inner = [row for row in rows if is_exact and is_within(row.area_path, community)]
    middle = [row for row in rows if is_within(row.area_path, street) and row not in inner]
    rest = [row for row in rows if row not in inner and row not in middle]
    return list(zip(RINGS, (inner, middle, rest), strict=True))


def _up_to(path: str, kind: AreaKind) -> str:
    return "/".join(path.split("/")[: kind.depth + 1])


def _id(raw: str) -> UUID | None:
    try:
        return UUID(raw) if raw else None
    except ValueError:
        raise NotFound from None


@never_cache
@require_http_methods(["GET", "POST"])
def reception(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Show one with its free times, and book one of them. At most eight statements beside those of the account."""
    now, account_id = now_of(request), account_id_of(request)
    errors: list[tuple[str, Text]] = []
    row = queries.sitting(sitting_id)
    if request.method == "POST":
        if account_id is None:
            return redirect("/my/sign-in/?" + urlencode({"next": request.path}))
        try:
            at = _moment(request.POST.get("slot", ""))
            actions.book(actor=actor_of(request), sitting_id=sitting_id, slot_at=at, now=now)
        except DomainError as error:
            errors.append(("id_slot", why(error)))
        else:
            messages.success(request, spoken(BOOKED))
            return redirect("/my/bookings/")
    chosen = request.POST.get("slot")
    slots = [one for one in queries.slots(sitting_id, now=now) if one.is_open]
    options = [
        {"value": one.at.isoformat(), "label": formats.clock(one.at), "checked": chosen == one.at.isoformat()}
        for one in slots
        if one.free
    ]  # fmt: skip
    mine = queries.own(account_id, now=now) if account_id else []
    unit = people.unit(row.unit_id)
    context = {
        "one": shown(row, now), "options": options, "errors": errors, "now": now, "signed_in": account_id is not None,
        "is_full": bool(slots) and not options, "own": next((b for b in mine if _holds(b, row, now)), None),
        "sign_in": "/my/sign-in/?" + urlencode({"next": request.path}), "phone": unit.phone,
        "pins": _pins(row), "others": f"{URL}?plan={row.plan_id}",
    }  # fmt: skip
    return render(request, "web/public/reception.html", context, status=422 if errors else 200)


def _holds(booking: queries.BookingRow, row: SittingRow, now: datetime) -> bool:
    return booking.sitting.id == row.id and queries.is_to_come(booking, now)


def _pins(row: SittingRow) -> dict[str, Any]:
    around = _up_to(row.area_path, AreaKind.STREET)
    geo = f"/map/areas.json?of={around}" if "/" in around else "/map/areas.json"
    return {"geo": geo, "lon": row.lon, "lat": row.lat}


def _moment(raw: str) -> datetime:
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Invalid(field="slot", why_zh="请选一个时间", why_en="choose a time")
    return at
