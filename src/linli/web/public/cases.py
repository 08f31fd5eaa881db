"""Published cases: a list and a map by area and matter, and a place to follow by link or feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.grid.rules.polygons import middle
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.notices import queries as notices
from linli.notices.queries.notices import NoticeRow
from linli.notices.words import NoticeKind
from linli.standards import queries as standards
from linli.web.door import now_of
from linli.web.language import now_spoken, spoken

DEEPEST = 3
"""A published case names the community at most, so nothing finer can be asked for."""
SPREAD_DEGREES = 0.0006
EVERYWHERE, EVERYTHING = Text("全区", "The whole district"), Text("全部", "Everything")
FEED_SAYS = Text("办结并隐去个人信息的诉求", "Closed reports without personal details")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases are wanted: at or below an area, of a group of matters."""

    area: AreaRow
    topic: str
    topic_text: Text

    @property
    def query(self) -> str:
        """The same in an address, without what is not narrowed."""
        pairs = {"area": self.query_area, "topic": self.topic}
        return urlencode({key: value for key, value in pairs.items() if value})

    @property
    def query_area(self) -> str:
        """The area as the form knows it; empty for the whole district."""
        return self.area.path if "/" in self.area.path else ""

    @property
    def title(self) -> Text:
        """How a page or feed of it is called."""
        named = Text(self.area.name, self.area.name_en or self.area.name)
        if not self.topic:
            return named
        return Text(f"{named.zh} · {self.topic_text.zh}", f"{named.en} · {self.topic_text.en}")


def groups(now: datetime) -> dict[str, Text]:
    """Return the groups of matters by code. No statement while standards are fresh."""
    known = standards.codes("category", now)
    return {code: known[code].text for code in dict.fromkeys(leaf.group for leaf in standards.categories(now).values())}


def asked_of(request: HttpRequest, now: datetime) -> Asked:
    """Return what `?area=` and `?topic=` ask for; everything where they are left out.

    :raises NotFound: no such area (or one finer than a community), no such group.
    """
    district, path, topic = grid.district(now), request.GET.get("area", ""), request.GET.get("topic", "")
    area = district if not path else grid.areas_by_path([path], now).get(path)
    known = groups(now)
    if area is None or area.kind.depth >= DEEPEST or (topic and topic not in known):
        raise NotFound
    return Asked(area, topic, known.get(topic, EVERYTHING))


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Published cases, newest first, on the map as well. At most three statements while the grid is in memory."""
    now = now_of(request)
    asked = asked_of(request, now)
    page = notices.published(
        kind=NoticeKind.HOTLINE_CASE,
        area_path=asked.query_area,
        topic=asked.topic,
        cursor=request.GET.get("after") or None,
        now=now,
    )
    known = groups(now)
    around = asked.area.path if asked.area.kind is AreaKind.STREET else asked.area.path.rpartition("/")[0]
    context = {
        "asked": asked,
        "page": page,
        "pins": pins(page.rows, now) if page.rows else [],
        "places": _places(asked, now),
        "topics": [("", EVERYTHING), *known.items()],
        "feed": f"/cases/feed.atom?{asked.query}".rstrip("?"),
        "link": f"{settings.LINLI_PUBLIC_URL}/cases/?{asked.query}".rstrip("?"),
        "around": f"/map/areas.json?of={around}" if "/" in around else "/map/areas.json",
    }
    return render(request, "web/public/cases.html", context)


def _places(asked: Asked, now: datetime) -> list[tuple[str, Text]]:
    """Return the streets, and the communities of the street that was asked for."""
    district = grid.district(now)
    listed: list[tuple[str, Text]] = [("", EVERYWHERE)]
    chosen = "/".join(asked.area.path.split("/")[:2])
    for street in grid.below(district.path, now, kind=AreaKind.STREET):
        listed.append((street.path, _named(street)))
        if street.path == chosen:
            inside = grid.below(street.path, now, kind=AreaKind.COMMUNITY)
            listed += [(row.path, Text(f"　{row.name}", f"　{row.name_en or row.name}")) for row in inside]
    return listed


def _named(area: AreaRow) -> Text:
    return Text(area.name, area.name_en or area.name)


def pins(rows: Iterable[NoticeRow], now: datetime) -> list[dict[str, Any]]:
    """Return a pin for each case: in the middle of its community, several of them side by side. One statement."""
    listed = list(rows)
    outlines = grid.shapes(grid.district(now).path, now, kind=AreaKind.COMMUNITY)
    middles = {path: middle(ring) for path, ring in outlines.items()}
    known, met = groups(now), Counter[str]()
    found = []
    for row in listed:
        where = grid.areas_by_path([row.area_path], now).get(row.area_path)
        what = known.get(row.topic.partition(".")[0])
        lon, lat = _beside(middles.get(row.area_path), met[row.area_path])
        met[row.area_path] += 1
        found.append(
            {
                "id": str(row.id),
                "label": row.title,
                "url": f"/cases/{row.id}/",
                "tone": "met",
                "lon": lon,
                "lat": lat,
                "where": _named(where) if where else "",
                "what": what or "",
                "at": row.shown_from,
                "text": row.body,
            }
        )
    return found


def _beside(middle: tuple[float, float] | None, place: int) -> tuple[float | str, float | str]:
    """Return where the pin stands: the first in the middle, the others around it (the map is schematic)."""
    if middle is None:
        return "", ""
    lon, lat = middle
    turn, ring = radians(60 * (place - 1)), (place + 5) // 6
    return round(lon + ring * SPREAD_DEGREES * cos(turn), 6), round(lat + ring * SPREAD_DEGREES * sin(turn), 6)


@require_safe
@cache_control(public=True, max_age=600)
def feed(request: HttpRequest) -> HttpResponse:
    """The same cases as an Atom feed, for whoever follows a place. One statement while the grid is in memory."""
    now = now_of(request)
    asked = asked_of(request, now)
    page = notices.published(kind=NoticeKind.HOTLINE_CASE, area_path=asked.query_area, topic=asked.topic, now=now)
    home = settings.LINLI_PUBLIC_URL
    made = Atom1Feed(
        title=f"{spoken(Text('邻里', 'linli'))} · {spoken(asked.title)}",
        link=f"{home}/cases/?{asked.query}".rstrip("?"),
        feed_url=f"{home}/cases/feed.atom?{asked.query}".rstrip("?"),
        description=spoken(FEED_SAYS),
        subtitle=spoken(FEED_SAYS),
        language="en" if now_spoken() == "en" else "zh-CN",
    )
    for row in page.rows:
        address = f"{home}/cases/{row.id}/"
        made.add_item(
            title=row.title,
            link=address,
            unique_id=f"urn:uuid:{row.id}",
            description=row.body,
            pubdate=row.shown_from,
            updateddate=row.shown_from,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def case(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One published case, with the place and the group of matters it belongs to."""
    now = now_of(request)
    found = notices.published_one(notice_id, now=now)
    where = grid.areas_by_path([found.area_path], now).get(found.area_path)
    topic = found.topic.partition(".")[0]
    context = {
        "case": found,
        "where": _named(where) if where and "/" in where.path else "",
        "area": found.area_path,
        "what": groups(now).get(topic, ""),
        "topic": topic,
    }
    return render(request, "web/public/case.html", context)
