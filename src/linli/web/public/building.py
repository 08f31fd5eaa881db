"""The card of a building, by its code or found by address: who answers for this place, and how to reach them (S-082).

People are reached through the hotline alone: no private number stands on a public page; units have their office phones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingCard, BuildingRow
from linli.grid.rules.suggesting import numbered
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind
from linli.web.door import now_of
from linli.web.public.ground import A_DAY, MOST_CHARACTERS

GRID_DEPTH = 3
HOTLINE = "12345"

FOR_WHAT: tuple[tuple[UnitKind, Text], ...] = (
    (UnitKind.GRID_BRANCH, Text("网格党支部：帮扶、议事", "the grid's party branch: help and deliberation")),
    (UnitKind.COMMUNITY, Text("邻里、楼道、困难，先找社区", "neighbours, stairways, hardship: the community first")),
    (UnitKind.STREET_CITY_MGMT, Text("垃圾、占道、环境卫生", "rubbish, blocked pavements, cleanliness")),
    (UnitKind.STREET_SAFETY, Text("消防通道、安全隐患", "fire lanes and hazards")),
    (UnitKind.POLICE, Text("治安、扰民；危险打 110", "order and noise; in danger call 110")),
)
OF_ESTATE = {
    UnitKind.PROPERTY.value: Text("公共部位的维修和保洁", "repairs and cleaning of shared parts"),
    UnitKind.ESTATE_BRANCH.value: Text("小区党支部：协商议事、邻里互助", "the estate's party branch: deliberation"),
}
NO_PROPERTY = Text("这里没有物业公司，由社区兜底", "no property company here; the community stands in")


@dataclass(frozen=True, slots=True)
class Answering:
    """A unit and what to turn to it for."""

    unit: UnitRow
    says: Text


@dataclass(frozen=True, slots=True)
class Result:
    """A building that was found."""

    code: str
    name: str
    where: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find the card by an address. At most three statements while the grid is in memory."""
    words = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    found = _found(words, now_of(request)) if words else None
    return render(request, "web/public/building_search.html", {"words": words, "found": found})


def _found(words: str, now: datetime) -> list[Result]:
    """Return the buildings that the words name: themselves, or all of an estate that they name. At most two."""
    suggested = grid.suggest(words, at=now)
    named = [one for one in suggested if one.building_id is not None]
    if named:
        codes = grid.codes_of([one.building_id for one in named if one.building_id])
        listed = {codes[one.building_id]: one for one in reversed(named) if one.building_id in codes}
        return [Result(code, one.name, _where(one.area_path, now)) for code, one in reversed(listed.items())]
    estates = [grid.place(address=words, at=now).estate_id, *(one.estate_id for one in suggested)]
    estate_id = next((one for one in estates if one is not None), None)
    if estate_id is None:
        return []
    estate = grid.estate(estate_id)
    rows = sorted(grid.buildings_of(estate_id, now), key=lambda row: (len(row.number), row.number))
    return [Result(row.code, f"{estate.name}{numbered(row.number)}", _where(row.area_path, now)) for row in rows]


def _where(path: str, now: datetime) -> str:
    return " ".join(area.name for area in grid.chain(path, now)[1:3]) if path else ""


def _standing(code: str, now: datetime) -> BuildingRow:
    """Return the building with this code. At most two statements.

    :raises NotFound: there is none, or it was taken off the register.
    """
    found = grid.building_by_code(code.strip().upper(), now)
    if found.closed_at is not None and found.closed_at <= now:
        raise NotFound
    return found


def called(code: str, now: datetime) -> str:
    """Return how the building with this code is called, '' where none stands. At most three statements."""
    try:
        found = _standing(code, now)
    except NotFound:
        return ""
    return f"{grid.estate(found.estate_id, now).name if found.estate_id else ''}{numbered(found.number)}"


@require_safe
@cache_control(public=True, max_age=A_DAY)
def code_image(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the code that leads to the card, to be printed and hung at the door. At most two statements."""
    found = _standing(code, now_of(request))
    drawn = BytesIO()
    made = segno.make(f"{settings.LINLI_PUBLIC_URL}/b/{found.code}/", error="m", micro=False)
    made.save(drawn, kind="svg", scale=8, border=4, dark="#1D2730", light="#FFFFFF")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_safe
def building(request: HttpRequest, code: str) -> HttpResponse:
    """Show who answers for a building; the report form is filled in from here. At most twelve statements."""
    now = now_of(request)
    card = grid.building_card(_standing(code, now).id, now)
    own = _of_estate(card, now)
    charge = people.charge_of(card.building.area_path, at=now) if card.building.area_path else None
    context = {
        "card": card,
        "title": _title(card),
        "units": [*own, *_units(card, now)],
        "has_property": any(one.unit.kind == UnitKind.PROPERTY.value for one in own),
        "no_property": NO_PROPERTY,
        "charge": charge,
        "hotline": HOTLINE,
        "areas": [area for area in card.areas if area.kind.depth in (1, 2)],
        "grid_area": next((area for area in card.areas if area.kind.depth == GRID_DEPTH), None),
        "link": f"{settings.LINLI_PUBLIC_URL}/b/{card.building.code}/",
    }
    return render(request, "web/public/building.html", context)


def _title(card: BuildingCard) -> str:
    named = card.estate.name if card.estate else (card.addresses[0] if card.addresses else "")
    return f"{named}{numbered(card.building.number)}"


def _of_estate(card: BuildingCard, now: datetime) -> list[Answering]:
    """Return what the estate has of its own: company, party branch; another estate's do not count. One statement."""
    if card.estate is None:
        return []
    found = people.units_within(card.estate.community_path, kinds=set(OF_ESTATE), at=now)
    own = {unit.kind: unit for unit in reversed(found) if unit.estate_id == card.estate.id}
    return [Answering(own[kind], says) for kind, says in OF_ESTATE.items() if kind in own]


def _units(card: BuildingCard, now: datetime) -> list[Answering]:
    found = []
    for kind, says in FOR_WHAT:
        unit = people.unit_of_kind(kind.value, card.building.area_path, at=now)
        if unit is not None:
            found.append(Answering(unit, says))
    return found
