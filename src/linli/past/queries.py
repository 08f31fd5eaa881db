"""Asking what was there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import F, Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, decode, no_mark, page_of
from linli.past.models import PastImport, PastRequest, PastSource
from linli.past.words import Remark
from linli.people.queries.reach import actor_filter, within

SEE = "past.see"
PAGE = 50
METRES_OF_A_DEGREE = 111_320
"""Of latitude; of longitude it is this times the cosine."""


@dataclass(frozen=True, slots=True)
class Around:
    """A point in degrees CGCS2000 and how far around it."""

    lon: float
    lat: float
    metres: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows; empty means everything in reach."""

    source: str = ""
    category: str = ""
    area: str = ""
    only_odd: bool = False
    around: Around | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One past request. Its words are the other system's own, in the other system's language."""

    id: int
    source: str
    number: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    is_day_only: bool
    status: str
    agency: str
    category: str
    subtype: str
    descriptor: str
    address: str
    district: str
    neighborhood: str
    channel: str
    resolution: str
    area_path: str
    lon: float | None
    lat: float | None
    remarks: tuple[Remark, ...]


def requests(actor: Actor, wanted: Filter | None = None, *, cursor: str = "", size: int = PAGE) -> Page[Row]:
    """Return past requests in reach, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    found = PastRequest.objects.filter(actor_filter(actor, SEE, room="past") & _condition(wanted or Filter()))
    if cursor:
        moment, last = _mark(cursor)
        found = found.filter(Q(opened_at__lte=moment) & (Q(opened_at__lt=moment) | Q(id__lt=last)))
    rows = [_row(one) for one in found.order_by("-opened_at", "-id")[: size + 1]]
    return page_of(rows, size, lambda row: (row.opened_at.isoformat(), row.id))


def request(actor: Actor, request_id: int) -> Row:
    """Return one past request. One statement.

    :raises NotFound: there is none, or it is not in reach.
    """
    found = PastRequest.objects.filter(actor_filter(actor, SEE, room="past"), id=request_id).first()
    if found is None:
        raise NotFound
    return _row(found)


def _mark(cursor: str) -> tuple[datetime, int]:
    at, last = decode(cursor, 2)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        raise no_mark() from None
    if moment.tzinfo is None or not isinstance(last, int):
        raise no_mark()
    return moment, last


def _condition(wanted: Filter) -> Q:
    found = within("area_path", wanted.area)
    if wanted.source:
        found &= Q(source=wanted.source)
    if wanted.category:
        found &= Q(category=wanted.category)
    if wanted.only_odd:
        found &= ~Q(remarks=[])
    if wanted.since:
        found &= Q(opened_at__gte=wanted.since)
    if wanted.until:
        found &= Q(opened_at__lt=wanted.until)
    return found & _box(wanted.around) if wanted.around else found


def _box(around: Around) -> Q:
    """Return the square of the given half side around a point; at these sizes a circle would show the same."""
    high = round(around.metres / METRES_OF_A_DEGREE * 1e6)
    wide = round(high / max(0.01, cos(radians(around.lat))))
    x, y = round(around.lon * 1e6), round(around.lat * 1e6)
    return Q(lat_e6__range=(y - high, y + high), lon_e6__range=(x - wide, x + wide))


def before(actor: Actor, around: Around, *, at: datetime, days: int, most: int = 20) -> tuple[Row, ...]:
    """Return what was opened near a point in the days before `at`, newest first: candidates for "the same again".

    One statement, by the index of points.
    """
    wanted = Filter(around=around, since=at - timedelta(days=days), until=at)
    return requests(actor, wanted, size=most).rows


def sources() -> tuple[Mapping[str, Any], ...]:
    """Return the systems whose requests are here, with how many and from when to when. One statement."""
    return tuple(PastSource.objects.order_by("code").values())


def categories(source: str, most: int = 20) -> list[str]:
    """Return the categories of one source, by name. One statement."""
    found = PastRequest.objects.filter(source=source).exclude(category="").values_list("category", flat=True)
    return sorted(set(found.order_by("-opened_at")[:2_000]))[:most]


def imports(most: int = 10) -> tuple[Mapping[str, Any], ...]:
    """Return the files read in, newest first. One statement."""
    return tuple(PastImport.objects.order_by(F("at").desc())[:most].values())


def _row(one: PastRequest) -> Row:
    given = {name: getattr(one, name) for name in Row.__dataclass_fields__ if name not in ("lon", "lat", "remarks")}
    lon = None if one.lon_e6 is None else one.lon_e6 / 1e6
    lat = None if one.lat_e6 is None else one.lat_e6 / 1e6
    return Row(lon=lon, lat=lat, remarks=tuple(Remark(mark) for mark in one.remarks), **given)
