"""The day's sheet of a sitting: who booked, who comes, who is next, what is taken; every deed by a key (S-210)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appeals.queries import known
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.places import actions, queries
from linli.places.queries import BOOK_FOR, PLAN, RECEIVE, Sheet
from linli.places.words import Advice, AdviceResult, BookedBy, BookingState, OffReason, SittingState, VisitState
from linli.web.door import actor_of, now_of, staff_only
from linli.web.formats import clock
from linli.web.language import spoken
from linli.web.public.receptions import shown
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
NO_TIME = T(
    "没有空的时间了。请约别的一次，或请人直接来。", "No time is free. Book another one, or ask the person to come."
)
KEYS = (
    ("w", T("来了一位", "somebody came")),
    ("c", T("叫下一位", "call the next")),
    ("n", T("登记诉求", "take a matter")),
    ("a", T("当场答复", "advice given")),
    ("b", T("替人预约", "book for somebody")),
)


def url(sitting_id: UUID) -> str:
    """Return the address of a sheet."""
    return f"/desk/places/sitting/{sitting_id}/"


@never_cache
@staff_only
@require_safe
def day(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Show the sheet. At most eighteen statements."""
    actor, now = actor_of(request), now_of(request)
    sheet = queries.sheet(actor, sitting_id)
    row = sheet.sitting
    units = (row.unit_id,)
    may = {name: actor.may(deed, row.area_path, units=units)
           for name, deed in (("plan", PLAN), ("receive", RECEIVE), ("book", BOOK_FOR))}  # fmt: skip
    is_day = now.astimezone(SHANGHAI).date() >= row.starts_at.astimezone(SHANGHAI).date()
    is_off = row.state is SittingState.CALLED_OFF
    called = next((one for one in sheet.visits if one.state is VisitState.CALLED), None)
    numbers = known.case_numbers([one.appeal_id for one in sheet.matters if one.appeal_id])
    staff = people.accounts(sheet.staff_ids)
    context: dict[str, Any] = {
        "one": shown(row, now),
        "sheet": sheet,
        "seats": [{"seat": one, "at": clock(one.slot_at), "may": _may_seat(one.state, one.slot_at, now)}
                  for one in sheet.seats],
        "matters": [{"row": one, "case": numbers.get(one.appeal_id) if one.appeal_id else ""}
                    for one in sheet.matters],
        "waiting": sum(one.state is VisitState.WAITING for one in sheet.visits),
        "called": called,
        "staff": [staff[one].name for one in sheet.staff_ids if one in staff],
        "is_open": is_day and not is_off and may["receive"],
        "is_unsaid": row.state is SittingState.PLANNED and row.ends_at <= now and may["receive"],
        "may_book": may["book"] and row.state is SittingState.PLANNED and now < row.starts_at,
        "may_move": may["plan"] and row.state is SittingState.PLANNED and now < row.starts_at,
        "may_call_off": (may["plan"] or may["receive"]) and row.state is SittingState.PLANNED,
        "is_over": row.ends_at <= now,
        "keys": KEYS if row.starts_at > now else KEYS[:-1],
        "take_url": f"/desk/report/?sitting={row.id}" + (f"&visit={called.id}" if called else ""),
        "url": url(row.id),
    }  # fmt: skip
    return page(request, "web/staff/reception_day.html", **context)


def _may_seat(state: BookingState, slot_at: datetime, now: datetime) -> str:
    if state is BookingState.BOOKED:
        return "cancel" if slot_at > now else "miss"
    return "late" if state is BookingState.MISSED else ""


def _come(request: HttpRequest, sitting_id: UUID) -> Text:
    raw = request.POST.get("booking", "")
    number = actions.come(
        actor=actor_of(request), sitting_id=sitting_id, booking_id=UUID(raw) if raw else None, now=now_of(request)
    )
    return T(f"{number} 号，请等叫号。", f"Number {number}; please wait to be called.")


def _next(request: HttpRequest, sitting_id: UUID) -> Text:
    number = actions.call_next(actor=actor_of(request), sitting_id=sitting_id, now=now_of(request))
    return T(f"请 {number} 号。", f"Number {number}, please.")


def _hold(request: HttpRequest, sitting_id: UUID) -> Text:
    actions.hold(actor=actor_of(request), sitting_id=sitting_id, now=now_of(request))
    return T("已记下：这一次开了。", "Written down: it was held.")


def _miss(request: HttpRequest, sitting_id: UUID) -> Text:
    actions.miss(actor=actor_of(request), booking_id=UUID(request.POST.get("booking", "")), now=now_of(request))
    return T("记为没来；晚到了还可以点“到了”。", "Marked; coming late still counts.")


def _cancel(request: HttpRequest, sitting_id: UUID) -> Text:
    actions.cancel(actor=actor_of(request), booking_id=UUID(request.POST.get("booking", "")), now=now_of(request))
    return T("预约取消了，已通知本人。", "Cancelled; the person was told.")


DO: dict[str, Callable[[HttpRequest, UUID], Text]] = {
    "come": _come, "next": _next, "hold": _hold, "miss": _miss, "cancel": _cancel,
}  # fmt: skip


@never_cache
@staff_only
@require_POST
def do(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Do one of the small deeds of the sheet and come back to it."""
    queries.sheet(actor_of(request), sitting_id)
    deed = DO.get(request.POST.get("do", ""))
    if deed is None:
        raise NotFound
    try:
        said = deed(request, sitting_id)
    except ValueError:
        raise NotFound from None
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(error.text))
    else:
        messages.success(request, spoken(said))
    return redirect(url(sitting_id))


def _visits(sheet: Sheet) -> list[Option]:
    seen = sorted(sheet.visits, key=lambda one: (one.state is not VisitState.CALLED, -one.number))
    return [Option(str(one.id), T(f"{one.number} 号 {one.name}".strip(), f"{one.number} {one.name}".strip()))
            for one in seen]  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def advise(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Write down advice that was given at once."""
    actor = actor_of(request)
    sheet = queries.sheet(actor, sitting_id)
    options = _visits(sheet)
    fields = (
        Field("visit", T("哪一位", "For whom"), "select", options=lambda _: options, parse=UUID, required=False,
              initial=lambda _: options[0].value if options else ""),
        Field("advice", T("怎么答复的", "What was given"), "pick", options=words(Advice), parse=Advice),
        Field("result", T("结果", "What came of it"), "pick", options=words(AdviceResult), parse=AdviceResult,
              initial=lambda _: AdviceResult.TOLD.value),
        Field("note", T("备注", "Note"), most=120, required=False,
              hint=T("只写事情，不写姓名、电话、住址。", "The matter alone: no name, phone or address.")),
    )  # fmt: skip

    def deed(given: Values) -> Text:
        actions.advise(
            actor=actor, sitting_id=sitting_id, visit_id=given["visit"], advice=given["advice"], result=given["result"],
            note=given["note"], now=now_of(request),
        )  # fmt: skip
        return T("已记下。", "Written down.")

    return ask(
        request, fields, deed, title=T("当场答复", "Advice given at once"), button=T("记下", "Write it down"),
        back=url(sitting_id),
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def book_for(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Book for somebody who calls or stands at the desk."""
    actor, now = actor_of(request), now_of(request)
    queries.sheet(actor, sitting_id)
    free = [one for one in queries.slots(sitting_id, now=now) if one.is_open and one.free]
    options = [Option(one.at.isoformat(), T(clock(one.at), clock(one.at))) for one in free]
    by = (BookedBy.PHONE, BookedBy.DESK)
    fields = (
        Field("slot", T("哪个时间", "Which time"), "pick", options=lambda _: options, parse=datetime.fromisoformat),
        Field("name", T("怎么称呼", "How to call the person"), most=40, hint=T("如“王女士”。", "Such as Ms Wang.")),
        Field("phone", T("电话", "Phone"), most=20, required=False,
              hint=T("有变化时通知；接待后 30 天自动删除。", "For changes; deleted 30 days after the sitting.")),
        Field("by", T("怎么约的", "How it came in"), "pick", options=words(by), parse=BookedBy,
              initial=lambda _: BookedBy.PHONE.value),
    )  # fmt: skip

    def deed(given: Values) -> Text:
        actions.book_for(
            actor=actor, sitting_id=sitting_id, slot_at=given["slot"], name=given["name"], phone=given["phone"],
            by=given["by"], now=now,
        )  # fmt: skip
        return T("约好了。", "Booked.")

    full = None if options else NO_TIME
    return ask(
        request, fields if options else (), deed, title=T("替人预约", "Book for somebody"), button=T("约上", "Book"),
        back=url(sitting_id), hint=full,
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Give this one sitting another time or place."""
    actor, now = actor_of(request), now_of(request)
    row = queries.sheet(actor, sitting_id).sitting
    fields = (
        Field("starts_at", T("开始", "Begins"), "moment", initial=lambda _: row.starts_at),
        Field("ends_at", T("结束", "Ends"), "moment", initial=lambda _: row.ends_at),
        Field("place", T("在哪里", "Where"), most=120, initial=lambda _: row.place),
        Field("sits", T("谁来接待（公开）", "Who receives (shown to all)"), most=120, required=False,
              initial=lambda _: row.sits),
    )  # fmt: skip

    def deed(given: Values) -> Text:
        count = actions.move(actor=actor, sitting_id=sitting_id, now=now, **given)
        return T(f"改好了，{count} 位预约的人已通知。", f"Moved; {count} who booked were told.")

    return ask(
        request, fields, deed, title=T("改时间或地点", "Move this one"), button=T("改", "Move it"),
        back=url(sitting_id), hint=T("只改这一次。预约跟着走，并通知本人。", "This one alone; who booked is told."),
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Call this one sitting off, or say that it was not held."""
    actor, now = actor_of(request), now_of(request)
    queries.sheet(actor, sitting_id)
    reasons = [one for one in OffReason if one is not OffReason.ENDED]
    field = Field("reason", T("为什么", "Why"), "pick", options=words(reasons), parse=OffReason)

    def deed(given: Values) -> Text:
        count = actions.call_off(actor=actor, sitting_id=sitting_id, reason=given["reason"], now=now)
        return T(f"取消了，{count} 位预约的人已通知。", f"Called off; {count} who booked were told.")

    return ask(
        request, (field,), deed, title=T("取消这一次", "Call it off"), button=T("取消这一次", "Call it off"),
        back=url(sitting_id), hint=T("预约的人会收到通知和原因。", "Who booked is told, and why."),
    )  # fmt: skip


def at_sitting(request: HttpRequest) -> tuple[Sheet, UUID | None] | None:
    """Return the sitting (and visit) for which the desk form was opened, or None; asked once a request.

    :raises NotFound: it is not the actor's.
    """
    raw = request.GET.get("sitting", "")
    if not raw:
        return None
    if not hasattr(request, "linli_sitting"):
        setattr(request, "linli_sitting", _found_at(request, raw))  # noqa: B010 - Django's request is open to marks
    return cast("tuple[Sheet, UUID | None]", getattr(request, "linli_sitting"))  # noqa: B009


def _found_at(request: HttpRequest, raw: str) -> tuple[Sheet, UUID | None]:
    try:
        sheet = queries.sheet(actor_of(request), UUID(raw))
        visit = UUID(request.GET["visit"]) if request.GET.get("visit") else None
    except ValueError:
        raise NotFound from None
    return sheet, visit
