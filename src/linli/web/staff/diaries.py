"""The diaries of a day for those who lead the area, and the own one (S-045)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest

from linli.fieldwork import queries
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web import formats
from linli.web.door import now_of
from linli.web.staff import choices

SEE, KEEP = "fieldwork.see", "fieldwork.keep_diary"


def shown(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Return what the list of a day shows: the own day first, then the signed ones in reach, then who is missing."""
    now = now_of(request)
    today = standards.calendar(now).local_day(now)
    day = _day(request.GET.get("day", ""), today)
    rows, missing = queries.area_days(actor, day, at=now)
    if actor.reach(KEEP) and actor.account_id not in {row.account_id for row in rows}:
        rows = [queries.day_of(actor, day), *rows]
        missing = [one for one in missing if one.account_id != actor.account_id]
    names = people.accounts({row.account_id for row in rows} | {one.account_id for one in missing})
    after = day + timedelta(days=1)
    return {
        "days": [
            {"row": row, "name": names[row.account_id].name, "entries": [entry.says for entry in row.entries]}
            for row in rows
        ],
        "missing": [
            {"name": names[one.account_id].name, "place": choices.area_name(one.area_path, now)} for one in missing
        ],
        "kept": queries.kept(actor, day, at=now) if actor.reach(SEE) else None,
        "signed": sum(row.signed_at is not None for row in rows),
        "shown_day": formats.date_text(day),
        "before_url": f"?tab=diaries&day={day - timedelta(days=1)}",
        "after_url": f"?tab=diaries&day={after}" if after <= today else "",
    }


def _day(raw: str, today: date) -> date:
    try:
        return min(date.fromisoformat(raw), today)
    except ValueError:
        return today
