"""Paper of a reception: the notice to be posted, with a code to book, and the sheet of the day (S-317)."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text
from linli.notices.rules.choosing import clock_of
from linli.people import queries as people
from linli.places import queries
from linli.places.words import BookingState
from linli.web import paper
from linli.web.door import actor_of, now_of, staff_only
from linli.web.formats import MONTHS_EN, clock, exact
from linli.web.language import of as language_of
from linli.web.language import spoken
from linli.web.public.receptions import WHAT_FOR, hours
from linli.web.staff.receptions import rule_text

T = Text
SPARE_LINES = 8
"""Empty lines of a sheet, for who comes without a booking where there is no line."""


@never_cache
@staff_only
@require_safe
def notice(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Give the notice of a plan as PDF, to be posted in the stairway; a code leads to its sittings.

    :raises NotFound: it is not in reach.
    """
    actor, now = actor_of(request), now_of(request)
    row = queries.plan(actor, plan_id)
    unit = people.unit(row.unit_id)
    address = f"{settings.LINLI_PUBLIC_URL}/reception/?plan={row.id}"
    rule = rule_text(row)
    when = T(f"{rule.zh} {_span(row)}", f"{rule.en}, {_span(row)}")
    next_ones = [one for one in queries.to_come(now=now, plan_id=row.id, most=4) if one.reason is None]
    comma = spoken(T("，", ", "))
    given = {
        "lang": language_of(request)[:2],
        "title": spoken(T(row.kind.zh, row.kind.en.capitalize())),
        "sender": spoken(unit.name),
        "lines": [
            [spoken(T("时间", "When")), spoken(when)],
            [spoken(T("地点", "Where")), row.place],
            [spoken(T("谁接待", "Who")), comma.join(part for part in (spoken(unit.name), row.sits) if part)],
            [spoken(T("最近几次", "The next")), spoken(T("、", ", ")).join(_day(one.starts_at) for one in next_ones)],
        ],
        "says": spoken(WHAT_FOR[row.kind]),
        "how": spoken(T("扫码预约时间，不约也可以直接来。不用手机：打 12345，替您约。",
                        "Scan to book a time, or just come. Without a phone: call 12345 and we book for you.")),
        "alt": spoken(T("预约的二维码", "Code to book")),
        "svg": _code(address),
    }  # fmt: skip
    return _sent(paper.pdf("notice.typ", notice=given), "reception-notice")


def _day(at: datetime) -> str:
    """Return a day for paper, where nothing is today or tomorrow."""
    here = at.astimezone(SHANGHAI)
    return spoken(T(f"{here.month}月{here.day}日", f"{here.day} {MONTHS_EN[here.month - 1]}"))


def _span(row: queries.PlanRow) -> str:
    return f"{clock_of(row.begins_min)}–{clock_of(row.ends_min)}"


@never_cache
@staff_only
@require_safe
def sheet(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Give the sheet of a day as PDF: who booked, names covered, and lines for who just comes.

    :raises NotFound: it is not in reach.
    """
    found = queries.sheet(actor_of(request), sitting_id)
    row = found.sitting
    shown = [one for one in found.seats if one.state not in (BookingState.CANCELLED, BookingState.CALLED_OFF)]
    head = (
        T("时间", "Time"),
        T("预约人", "Who"),
        T("到了", "Came"),
        T("什么事、怎么办的", "What, and what became of it"),
    )
    spare = [["", "", "", ""]] * SPARE_LINES
    given = {
        "lang": language_of(request)[:2],
        "title": spoken(T(f"{row.kind.zh}当日表", f"{row.kind.en.capitalize()}: sheet of the day")),
        "sender": spoken(people.unit(row.unit_id).name),
        "when": f"{spoken(exact(row.starts_at)).rpartition(' ')[0]} {hours(row)}",
        "place": row.place,
        "head": [spoken(one) for one in head],
        "rows": [[clock(one.slot_at), f"{one.name} {one.phone}".strip(), "", ""] for one in shown] + spare,
        "foot": spoken(T("不写身份证号和住址；要登记的事当天录入系统，录完销毁这张表。",
                         "No id numbers or addresses. Enter the matters the same day, then destroy this sheet.")),
    }  # fmt: skip
    return _sent(paper.pdf("sheet.typ", sheet=given), "reception-sheet")


def _code(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=1, border=4, xmldecl=False)
    return drawn.getvalue().decode()


def _sent(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="linli-{name}.pdf"'
    return response
