"""Notices to rectify that a unit served on an order: on the phone beside those of the round, rechecked on one screen.

A notice of an order and a notice of the round are two tables (ADR 0029), but one thing to whoever stands at the door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from linli.appeals.actions import files
from linli.appeals.actions.files import Upload
from linli.appeals.queries.lists import Row
from linli.appeals.words import AttachmentUse
from linli.dispatch.actions import outdoors
from linli.dispatch.queries import orders
from linli.dispatch.queries.orders import NoticeRow, OrderRow
from linli.dispatch.words import OrderState
from linli.fieldwork.rules import saying
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of
from linli.web.field.naming import ms, pair
from linli.web.field.sending import Moment, Overtaken, key_of, told_when
from linli.web.staff import briefs
from linli.web.staff.casefile import CaseFile
from linli.web.staff.meanwhile import overtaken

IN_HAND = frozenset({OrderState.ACCEPTED, OrderState.WORKING, OrderState.RETURNED})
"""Where an order may be logged on or visited for; the deed itself decides again when it arrives."""
DEED = "dispatch.recheck"
DONE = Text("复查已登记：已整改。", "Recorded: it was put right.")
NOT_DONE = Text("复查已登记：没有整改，已转执法跟进。", "Recorded: not put right; enforcement follows up.")


def carried(
    actor: Actor, cases: Mapping[UUID, Row], in_hand: Mapping[UUID, Sequence[OrderRow]], now: datetime
) -> list[dict[str, Any]]:
    """Return the notices of orders in hand that wait for the recheck, where it is this person's. One statement.

    Of a notice to whom it went and until when, numbers covered; its words need a line, as those of a case do.
    """
    mine = {
        order.id: (cases[appeal_id], order)
        for appeal_id, found in in_hand.items()
        if appeal_id in cases and not cases[appeal_id].is_complained_of
        for order in found
        if order.state in IN_HAND and _may(actor, cases[appeal_id], order)
    }
    return [_told(row, mine[row.order_id][0], now) for row in orders.notices_running(list(mine))]


def _may(actor: Actor, row: Row, order: OrderRow) -> bool:
    return actor.may(DEED, row.area_path, units=[order.unit.id], subject=("appeals", row.id))


def _told(row: NoticeRow, case: Row, now: datetime) -> dict[str, Any]:
    brief, calendar = briefs.brief(case, now), standards.calendar(now)
    return {
        "id": str(row.id),
        "case": str(case.id),
        "item": pair(brief.title),
        "to": saying.covered(row.to_words),
        "words": case.number,
        "due": ms(row.due_at),
        "is_due": calendar.local_day(row.due_at) <= calendar.local_day(now),
    }


def of_order(request: HttpRequest, notice_id: UUID, appeal_id: UUID, moment: Moment) -> dict[str, Any]:
    """Record the recheck of a notice of an order, with its pictures; refused, it tells who did what meanwhile."""
    actor, now, key = actor_of(request), now_of(request), key_of(request)
    case, is_complied = CaseFile(actor, appeal_id, now), request.POST.get("complied") == "yes"
    words = request.POST.get("body", "").strip()
    try:
        with transaction.atomic():
            for number, file in enumerate(request.FILES.getlist("photos")):
                files.attach(
                    actor=actor, appeal_id=appeal_id, upload=Upload(file, file.size), use=AttachmentUse.EVIDENCE,  # type: ignore[arg-type]
                    deed=DEED, now=now, client_id=f"{key}-{number}",
                )  # fmt: skip
            outdoors.recheck(
                actor=actor, notice_id=notice_id, is_complied=is_complied,
                note=f"{words}{told_when(moment, now)}" if words else "", now=now, client_id=key,
            )  # fmt: skip
    except Conflict as error:
        raise Overtaken(overtaken(case) or error.text) from error
    return {
        "number": case.appeal.number,
        "url": f"/desk/case/{appeal_id}/",
        "says": pair(DONE if is_complied else NOT_DONE),
        "clock": pair(moment.note) if moment.note else None,
    }
