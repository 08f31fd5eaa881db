"""Where a case is: how sure that is and why, which other places its words may mean, and a person who says so (R5-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.appeals.actions import confirming
from linli.appeals.actions.placing import PICKED, Place
from linli.appeals.rules.triaging import TRIAGERS, PlaceIsSettled
from linli.grid import queries as grid
from linli.grid.rules.rows import Choice
from linli.grid.words import Crs, Rung
from linli.kernel.actor import is_within
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices, names
from linli.web.staff.casefile import CaseFile
from linli.web.staff.pages import back_of, require_any
from linli.web.staff.reception_day import at_sitting

T = Text
OTHERS = 5
CONFIRMING = frozenset({"appeals.place_confirmed", "appeals.triaged"})
REGISTERED, TAKEN_BACK = "appeals.registered", "appeals.taken_back"
PLACING = frozenset({"triage", "confirm_place"})
_SURE: tuple[tuple[float, Text], ...] = (
    (0.9, T("很有把握", "quite sure")),
    (0.5, T("比较有把握", "fairly sure")),
    (0.25, T("拿不准", "in doubt")),
    (0.0, T("只是猜测", "a guess")),
)
"""From which confidence on which words. Ours."""
_RUNGS = {rung.value: rung for rung in Rung}


def how_sure(confidence: float) -> Text:
    """Return a confidence of 0..1 in words."""
    return next(words for least, words in _SURE if confidence >= least)


def token(path: str, estate_id: UUID | None, building_id: UUID | None) -> str:
    """Return what a form sends for a place."""
    return f"{path}|{estate_id or ''}|{building_id or ''}"


def drawn(one: Choice, now: datetime) -> dict[str, Any]:
    """Return a place to choose as the page draws it."""
    return {
        "value": token(*one.place),
        "name": "" if one.rung in {Rung.ROAD, Rung.COMMUNITY, Rung.STREET, Rung.GRID} else one.name,
        "where": choices.area_name(one.area_path, now),
        "why": one.rung,
        "said": one.name,
        "is_slip": one.is_misspelt,
        "sure": how_sure(one.confidence),
        "lon": one.lon,
        "lat": one.lat,
    }


def texts_of(found: CaseFile) -> list[str]:
    """Return what was said of the place, the address first."""
    return [text for text in (found.appeal.place_words, found.report) if text]


def card(found: CaseFile, named: Mapping[UUID, str], back: str = "") -> dict[str, Any] | None:
    """Return what the place of a case says to somebody who may see it; None to others. No statement.

    `named` are the names of who did what in the case.
    """
    sight, appeal = found.detail.sight, found.appeal
    if not (sight.place and sight.inner):
        return None
    may_pick = _may_pick(found)
    said = _said_by(found, named)
    here = (appeal.area_path, appeal.estate_id, appeal.building_id)
    listed = grid.choices(texts_of(found), at=found.now) if may_pick else []
    others = [one for one in listed if one.place != here and not _is_around(one, here)][:OTHERS]
    return {
        "where": choices.area_name(appeal.area_path, found.now),
        "is_known": "/" in appeal.area_path,
        "read": None if said else _read(found),
        "said": said,
        "here": token(*here),
        "others": [drawn(one, found.now) for one in others],
        "is_unsaid": may_pick and any(_is_unsaid(text, found.now) for text in texts_of(found)),
        "may_pick": may_pick,
        "url": f"/desk/case/{appeal.id}/place/",
        "back": back or f"/desk/case/{appeal.id}/",
        "client_id": str(new_id()),
    }


def _may_pick(found: CaseFile) -> bool:
    appeal, actor = found.appeal, found.actor
    may = actor.may(confirming.DEED, appeal.area_path, units=tuple(appeal.unit_ids), subject=("appeals", appeal.id))
    is_triager = bool(appeal.complained_ids) or not TRIAGERS.isdisjoint(actor.roles)
    return may and is_triager and appeal.state in confirming.OPEN_TO


def _is_around(one: Choice, here: tuple[str, UUID | None, UUID | None]) -> bool:
    """Say whether a place is only the larger area around where the case is."""
    return one.estate_id is one.building_id is None and is_within(here[0], one.area_path)


def _is_unsaid(text: str, now: datetime) -> bool:
    spot = grid.spot_in(text, at=now)
    return spot is not None and spot.is_unsaid


def _said_by(found: CaseFile, named: Mapping[UUID, str]) -> dict[str, Any] | None:
    """Return who last said where it is, and when; a step that was taken back says nothing."""
    said = None
    for line in found.detail.timeline:
        if line.kind in CONFIRMING or (line.kind == REGISTERED and line.more.get("certainty") == PICKED):
            named_one = named.get(line.actor_id) if line.actor_id else None
            said = {"who": named_one or names.who_did(line.actor_name, None, line.role), "at": line.at}
        elif line.kind == TAKEN_BACK and line.reason in PLACING:
            said = None
    return said


def _read(found: CaseFile) -> dict[str, Any] | None:
    """Return by what the place was found and how sure that is, where nobody has moved it since."""
    read = found.appeal.proposal.get("place")
    if not isinstance(read, dict) or read.get("path") != found.appeal.area_path or not read.get("rung"):
        return None
    return {"why": _RUNGS.get(str(read["rung"])), "sure": how_sure(int(str(read.get("sure", 0))) / 100)}


def picked(raw: str, texts: Sequence[str], now: datetime, here: str = "") -> Place:
    """Return the place of a choice that was sent, if the words still mean it.

    :raises Invalid: they do not.
    """
    if raw and raw == here:
        path, estate, building = raw.split("|")
        return Place(area_path=path, estate_id=_id(estate), building_id=_id(building), is_picked=True)
    for one in grid.choices(texts, at=now):
        if token(*one.place) == raw:
            is_exact = one.building_id is not None or one.estate_id is not None
            lon, lat = (one.lon, one.lat) if is_exact else (None, None)
            return Place(lon, lat, Crs.CGCS2000.value, "", "", one.area_path, one.estate_id, one.building_id, True)
    raise Invalid(field="picked", why_zh="地点有变化，请重新选", why_en="the places have changed; choose again")


def _id(raw: str) -> UUID | None:
    return UUID(raw) if raw else None


@never_cache
@staff_only
@require_POST
def choose(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Write the place that a person chose, and go back to the case."""
    found = CaseFile(actor_of(request), appeal_id, now_of(request))
    appeal = found.appeal
    here = token(appeal.area_path, appeal.estate_id, appeal.building_id)
    try:
        place = picked(request.POST.get("picked", ""), texts_of(found), found.now, here)
        client_id = request.POST.get("client_id", "")[:64] or None
        confirming.confirm_place(
            actor=found.actor, appeal_id=appeal_id, place=place, now=found.now, client_id=client_id
        )
    except (Invalid, PlaceIsSettled) as error:
        messages.warning(request, spoken(error.text))
    else:
        where = choices.area_name(place.area_path, found.now)
        messages.success(request, spoken(T(f"地点已由您确认：{where}。", f"You confirmed the place: {where}.")))
    return redirect(back_of(request, f"/desk/case/{appeal_id}/"))


def asked(request: HttpRequest) -> dict[str, Any]:
    """Return the places that the words of a form may mean, as the desk's form draws them. No statement."""
    texts = [text for text in (request.POST.get("address", ""), request.POST.get("text", "")) if text.strip()]
    now = now_of(request)
    listed = grid.choices(texts, at=now) if texts else []
    return {
        "places": [drawn(one, now) for one in listed],
        "picked": request.POST.get("picked", ""),
        "is_asked": bool(texts),
        "is_unsaid": any(_is_unsaid(text, now) for text in texts),
    }


@never_cache
@staff_only
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Answer the desk's form while it is written: which places the words may mean."""
    if at_sitting(request) is None:
        require_any(actor_of(request), {"appeals.submit"})
    return render(request, "web/staff/place_choices.html", asked(request))
