"""The round on the phone: what it carries along of it, and where its records arrive (S-044, S-085, ADR 0029)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from linli.appeals.actions.files import Upload
from linli.appeals.queries import lists, spots
from linli.appeals.words import Urgency
from linli.dispatch.queries import subjects
from linli.fieldwork import actions, queries
from linli.fieldwork.queries import FindingRow, Item, Round, Stop
from linli.fieldwork.words import Outcome
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of
from linli.web.field import naming, rechecking
from linli.web.field.naming import ms, pair
from linli.web.field.sending import Unfit, endpoint, key_of, moment_of, named_id

OUTCOMES = {one.value: one for one in Outcome}
SAID = {
    Outcome.FIXED: Text("已记下：当场处理好。", "Recorded: put right on the spot."),
    Outcome.NOTICE: Text("已记下整改告知，到期会提醒复查。", "The notice is recorded; you are reminded to recheck."),
    Outcome.REPORT: Text("已上报登记。", "Reported and registered."),
}


MOST_CASES = 10
"""So many of the cases that wait for today are on the way; who has more does not walk."""


def carried(actor: Actor, now: datetime, cases: Sequence[UUID] = ()) -> dict[str, Any]:
    """Return the day's round for the device, led past the places of `cases`; None where the person does none."""
    if not actor.reach("fieldwork.patrol"):
        return {"round": None, "items": []}
    waiting = spots.spots_of(actor, list(dict.fromkeys(cases))[:MOST_CASES])
    found, items = queries.round_of(actor, now, waiting), queries.items(now)
    names = naming.of_buildings([stop.building for stop in (*found.stops, *found.later)], now)
    nouns = {one.code: one for one in items}
    return {
        "round": {
            "stops": [_stop(stop, names, nouns, now) for stop in found.stops],
            "later": [_stop(stop, names, nouns, now) for stop in found.later],
            "cases": [{"id": str(id_), "spot": spot} for id_, spot in waiting.items()],
            "way": [str(id_) for id_ in found.way],
            "metres": found.metres,
            "buildings": found.buildings,
            "covered": found.covered,
            "every_days": found.every_days,
            "outlines": _outlines(found, now),
        },
        "items": [{"code": one.code, "words": pair(one.text), "why": one.citation} for one in items],
    }


def _stop(stop: Stop, names: dict[UUID, str], nouns: dict[str, Item], now: datetime) -> dict[str, Any]:
    return {
        "id": str(stop.building.id),
        "code": stop.building.code,
        "name": names[stop.building.id],
        "spot": stop.spot,
        "last": ms(stop.last_at) if stop.last_at else 0,
        "done": ms(stop.done_at) if stop.done_at else 0,
        "notices": [_notice(one, nouns, now) for one in stop.notices],
    }


def _notice(row: FindingRow, nouns: dict[str, Item], now: datetime) -> dict[str, Any]:
    item = nouns.get(row.item)
    calendar = standards.calendar(now)
    return {
        "id": str(row.id),
        "item": pair(item.text) if item else {"zh": row.item, "en": row.item},
        "words": row.body,
        "to": row.to_words,
        "due": ms(row.due_at) if row.due_at else 0,
        "is_due": row.due_at is not None and calendar.local_day(row.due_at) <= calendar.local_day(now),
    }


def _outlines(found: Round, now: datetime) -> list[list[list[int]]]:
    """Return the rings of the grids walked, to draw the way over. One statement per area."""
    rings: list[list[list[int]]] = []
    for path in found.areas:
        drawn = grid.shapes(path, now, kind=AreaKind.GRID)
        rings += [[[lon, lat] for lon, lat in ring] for ring in drawn.values()]
    return rings


@endpoint
def check(request: HttpRequest) -> dict[str, Any]:
    """Record that a building was looked at."""
    actor, now = actor_of(request), now_of(request)
    moment = moment_of(request, now)
    fine = [one for one in request.POST.get("fine", "").split(",") if one]
    actions.check(
        actor=actor, building_id=named_id(request, "building"), fine=fine, at=moment.at, now=now,
        client_id=key_of(request),
    )  # fmt: skip
    return {
        "says": pair(Text("已登记巡查。", "The visit is recorded.")),
        "clock": pair(moment.note) if moment.note else None,
    }


@endpoint
def find(request: HttpRequest) -> dict[str, Any]:
    """Record something found: put right, told with a day, or reported."""
    actor, now, posted = actor_of(request), now_of(request), request.POST
    moment = moment_of(request, now)
    outcome = OUTCOMES.get(posted.get("outcome", ""))
    if outcome is None:
        raise Unfit(Text("请选怎么处理。", "Please choose what became of it."))
    made = actions.find(
        actor=actor,
        building_id=named_id(request, "building"),
        item=posted.get("item", ""),
        outcome=outcome,
        body=posted.get("body", ""),
        to_words=posted.get("to_words", ""),
        due_on=_day(posted.get("due_on", "")),
        urgency=next((one for one in Urgency if one.value == posted.get("urgency")), None),
        uploads=_uploads(request),
        at=moment.at,
        now=now,
        client_id=key_of(request),
    )
    return _answer(actor, made, SAID[outcome], moment.note, now)


@endpoint
def recheck(request: HttpRequest) -> dict[str, Any]:
    """Record whether what a notice asked for was done: one of the round, or one of an order (S-085)."""
    actor, now, posted = actor_of(request), now_of(request), request.POST
    moment = moment_of(request, now)
    finding_id = named_id(request, "finding")
    appeal_id = subjects.appeals_of([finding_id]).get(finding_id)
    if appeal_id is not None:
        return rechecking.of_order(request, finding_id, appeal_id, moment)
    is_complied = posted.get("complied") == "yes"
    made = actions.recheck(
        actor=actor,
        finding_id=finding_id,
        is_complied=is_complied,
        body=posted.get("body", ""),
        uploads=_uploads(request),
        at=moment.at,
        now=now,
        client_id=key_of(request),
    )
    said = Text("已记下：已整改。", "Recorded: it was put right.")
    return _answer(actor, made, said if is_complied else SAID[Outcome.REPORT], moment.note, now)


def _answer(actor: Actor, made: UUID, said: Text, note: Text | None, now: datetime) -> dict[str, Any]:
    found = queries.finding(actor, made)
    rows = lists.rows_by_ids(actor, {found.appeal_id}, now=now) if found.appeal_id else {}
    row = rows.get(found.appeal_id) if found.appeal_id else None
    return {
        "number": row.number if row else "",
        "url": f"/desk/case/{row.id}/" if row else "",
        "says": pair(said),
        "clock": pair(note) if note else None,
    }


def _uploads(request: HttpRequest) -> tuple[Upload, ...]:
    files: list[Any] = request.FILES.getlist("photos")
    return tuple(Upload(file, file.size) for file in files)


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None
