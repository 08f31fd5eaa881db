"""Reading reports: the list, one, an id for a token, what changed. Only what strangers may see (ADR 0038)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from linli.appeals.queries import links, public
from linli.appeals.queries.public import Asked, PublicReport
from linli.channels.open311 import reading
from linli.channels.open311.answers import Fault, Plain, Told, answer, say, wrong
from linli.channels.open311.door import door
from linli.channels.open311.posting import post
from linli.channels.open311.reading import Given, check_jurisdiction, query_of
from linli.channels.open311.services import moment_of
from linli.grid import queries as grid
from linli.grid.rules.polygons import middle
from linli.grid.words import AreaKind
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.standards import queries as standards

MOST_WORDS = 4000
STATUS = {"open": True, "closed": False}
MOST_PAGES = 100


@door("GET", "POST")
def requests(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """List reports, or take one."""
    return post(request, form, now) if request.method == "POST" else _list(request, form, now)


def _list(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """Return the reports asked for, newest first. At most six statements."""
    given = query_of(request)
    check_jurisdiction(given)
    named = reading.ids(given)
    if named is not None:
        return answer(form, "service_requests", _shown(public.several(named, now=now), now))
    asked = _asked(given, now)
    page = public.listed(asked, now=now)
    made = answer(form, "service_requests", _shown(page.rows, now))
    if page.next:
        kept = {name: value for name, value in given.fields.items() if name not in {"page", "after"} and value}
        kept |= {"after": page.next, "page_size": str(asked.most)}
        kept |= {} if kept.keys() & {"start_date", "end_date", "updated_after", "updated_before"} else _window(asked)
        made["Link"] = f'<{request.build_absolute_uri(request.path)}?{urlencode(kept)}>; rel="next"'
        made["Access-Control-Expose-Headers"] = "Link"
    return made


def _window(asked: Asked) -> dict[str, str]:
    """Return the span in arguments, so that the pages of a list without one do not move with the clock."""
    return {"start_date": asked.since.isoformat()} if asked.since else {}


def _asked(given: Given, now: datetime) -> Asked:
    faults: list[Fault] = []
    codes, known = reading.listed(given, "service_code"), standards.categories(now)
    faults += [
        Fault(404, Text(f"没有 service_code “{code[:40]}”", f"service_code “{code[:40]}” was not found"))
        for code in codes
        if code not in known
    ]
    wanted = reading.listed(given, "status")
    if not set(wanted) <= set(STATUS):
        faults.append(Fault(400, Text("status 须为 open 或 closed", "status must be open or closed")))
    by_change = bool(given.get("updated_after") or given.get("updated_before"))
    by_start = bool(given.get("start_date") or given.get("end_date")) or not by_change
    made = reading.span(given, "start_date", "end_date", faults, now=now) if by_start else None
    changed = reading.span(given, "updated_after", "updated_before", faults, now=now) if by_change else None
    size = reading.whole(given, "page_size", most=reading.MOST_ROWS, faults=faults) or reading.MOST_ROWS
    place = reading.whole(given, "page", most=MOST_PAGES, faults=faults) or 1
    if faults:
        raise Told(*faults)
    return Asked(
        since=made[0] if made else None,
        until=made[1] if made else None,
        changed_since=changed[0] if changed else None,
        changed_until=changed[1] if changed else None,
        categories=codes,
        is_open=STATUS[wanted[0]] if len(wanted) == 1 else None,
        after=given.get("after"),
        skip=(place - 1) * size,
        most=size,
    )


@door("GET")
def one(request: HttpRequest, form: str, now: datetime, request_id: str) -> HttpResponse:
    """Return one report. At most six statements."""
    check_jurisdiction(query_of(request))
    found = _one(request_id, now)
    return answer(form, "service_requests", _shown([found], now))


def _one(request_id: str, now: datetime) -> PublicReport:
    found = reading.as_id(request_id)
    try:
        if found is not None:
            return public.one(found, now=now)
    except NotFound:
        pass
    raise wrong(
        f"没有 service_request_id “{request_id[:40]}”", f"service_request_id “{request_id[:40]}” was not found", 404
    )


@door("GET")
def token(request: HttpRequest, form: str, now: datetime, raw: str) -> HttpResponse:
    """Return the id that belongs to a token: that of the secret link. Two statements."""
    check_jurisdiction(query_of(request))
    try:
        found: UUID = links.id_of_token(raw)
    except NotFound:
        raise wrong("没有这个 token", "token was not found", 404) from None
    return answer(form, "service_requests", [{"service_request_id": str(found), "token": raw}])


@door("GET")
def updates(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """List how reports moved, oldest first (an extension). At most seven statements."""
    given, faults = query_of(request), list[Fault]()
    check_jurisdiction(given)
    asked = reading.span(given, "start_date", "end_date", faults, now=now)
    size = reading.whole(given, "page_size", most=reading.MOST_ROWS, faults=faults) or reading.MOST_ROWS
    if faults or asked is None:
        raise Told(*faults)
    found = public.changes(*asked, most=size, now=now)
    rows: list[Plain] = [
        {
            "update_id": str(change.id),
            "service_request_id": str(change.appeal_id),
            "status": "open" if change.is_open else "closed",
            "updated_datetime": moment_of(change.at),
            "description": say(change.seen),
        }
        for change in found
    ]
    return answer(form, "service_request_updates", rows)


def _shown(rows: Sequence[PublicReport], now: datetime) -> list[Plain]:
    """Return reports as GeoReport names their fields; the place is the middle of the community. One statement."""
    known, paths = standards.categories(now), {row.community_path for row in rows if row.community_path}
    outlines = grid.shapes(grid.district(now).path, now, kind=AreaKind.COMMUNITY) if paths else {}
    spots = {path: middle(outlines[path]) for path in paths if path in outlines}
    named = {row.accountable_id for row in rows if row.accountable_id}
    units = people.units(named) if named else {}
    found: list[Plain] = []
    for row in rows:
        lon, lat = spots.get(row.community_path, (None, None))
        leaf = known.get(row.category)
        unit = units.get(row.accountable_id) if row.accountable_id else None
        found.append(
            {
                "service_request_id": str(row.id),
                "status": "open" if row.is_open else "closed",
                "status_notes": say(row.seen),
                "service_name": say(leaf.text) if leaf else None,
                "service_code": row.category,
                "description": row.words[:MOST_WORDS] if row.words else None,
                "agency_responsible": say(unit.name) if unit else None,
                "service_notice": None,
                "requested_datetime": moment_of(row.registered_at),
                "updated_datetime": moment_of(row.updated_at),
                "expected_datetime": moment_of(row.due_at) if row.due_at else None,
                "address": _address(row.community_path, now),
                "address_id": None,
                "zipcode": None,
                "lat": lat if lat is None else round(lat, 6),
                "long": lon if lon is None else round(lon, 6),
                "media_url": None,
            }
        )
    return found


def _address(path: str, now: datetime) -> str | None:
    """Return the names from the community up to the district: most special first, as GeoReport wants them."""
    if not path:
        return None
    names = [say(Text(area.name, area.name_en or area.name)) for area in grid.chain(path, now)]
    return ", ".join(reversed(names))
