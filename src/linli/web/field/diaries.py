"""The diary on the phone: what the day tells by itself, a line more, one tap to sign (S-045, ADR 0029)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from linli.fieldwork import actions, queries
from linli.fieldwork.queries import DayRow
from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of
from linli.web.field.naming import ms, pair
from linli.web.field.sending import Moment, Unfit, endpoint, key_of, moment_of

DAYS = 2
"""Today and yesterday: who comes home late signs in the morning."""


def carried(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the days for the device, today first; none where the person keeps no diary."""
    if not actor.reach("fieldwork.keep_diary"):
        return []
    today = standards.calendar(now).local_day(now)
    return [_day(queries.day_of(actor, today - timedelta(days=back))) for back in range(DAYS)]


def _day(row: DayRow) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "entries": [pair(entry.says) for entry in row.entries],
        "lines": [{"words": line.body, "is_late": line.is_supplement} for line in row.lines],
        "signed": ms(row.signed_at) if row.signed_at else 0,
    }


@endpoint
def line(request: HttpRequest) -> dict[str, Any]:
    """Add a line to a day."""
    actor, now = actor_of(request), now_of(request)
    moment = moment_of(request, now)
    actions.add_line(
        actor=actor, day=_named(request), body=request.POST.get("body", ""), now=now, client_id=key_of(request)
    )
    return _answer(Text("已写进日志。", "It stands in the diary."), moment)


@endpoint
def sign(request: HttpRequest) -> dict[str, Any]:
    """Sign a day."""
    actor, now = actor_of(request), now_of(request)
    moment = moment_of(request, now)
    actions.sign(actor=actor, day=_named(request), now=now, client_id=key_of(request))
    return _answer(Text("已签。", "Signed."), moment)


def _answer(said: Text, moment: Moment) -> dict[str, Any]:
    return {"says": pair(said), "clock": pair(moment.note) if moment.note else None}


def _named(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Unfit(Text("没有写明是哪一天。", "The record names no day.")) from None
