"""The card behind the code on a building's door: who answers for this place, and how to reach them (S-082)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingCard
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind
from linli.web.door import now_of

FOR_WHAT: tuple[tuple[UnitKind, Text], ...] = (
    (UnitKind.COMMUNITY, Text("邻里、楼道、困难，先找社区", "neighbours, stairways, hardship: the community first")),
    (UnitKind.STREET_CITY_MGMT, Text("垃圾、占道、环境卫生", "rubbish, blocked pavements, cleanliness")),
    (UnitKind.STREET_SAFETY, Text("消防通道、安全隐患", "fire lanes and hazards")),
    (UnitKind.POLICE, Text("治安、扰民；危险打 110", "order and noise; in danger call 110")),
)
PROPERTY_SAYS = Text("公共部位的维修和保洁", "repairs and cleaning of shared parts")
NO_PROPERTY = Text("这里没有物业公司，由社区兜底", "no property company here; the community stands in")


@dataclass(frozen=True, slots=True)
class Answering:
    """A unit and what to turn to it for."""

    unit: UnitRow
    says: Text


@require_safe
def building(request: HttpRequest, code: str) -> HttpResponse:
    """Show who answers for a building; the report form is filled in from here."""
    now = now_of(request)
    found = grid.building_by_code(code.strip().upper(), now)
    if found.closed_at is not None and found.closed_at <= now:
        raise NotFound
    card = grid.building_card(found.id, now)
    company = _property(card, now)
    charge = people.charge_of(card.building.area_path, at=now) if card.building.area_path else None
    context = {
        "card": card,
        "title": _title(card),
        "units": _units(card, company, now),
        "has_property": company is not None,
        "no_property": NO_PROPERTY,
        "charge": charge,
        "areas": [area for area in card.areas if area.kind.depth in (1, 2)],
    }
    return render(request, "web/public/building.html", context)


def _title(card: BuildingCard) -> str:
    named = card.estate.name if card.estate else (card.addresses[0] if card.addresses else "")
    number = card.building.number
    return f"{named}{number if number.endswith('楼') else number + '号楼'}" if number else named


def _property(card: BuildingCard, now: datetime) -> UnitRow | None:
    """Return the property company of the estate, else none: another estate's does not count. One statement."""
    if card.estate is None:
        return None
    found = people.units_within(card.estate.community_path, kinds={UnitKind.PROPERTY.value}, at=now)
    return next((unit for unit in found if unit.estate_id == card.estate.id), None)


def _units(card: BuildingCard, company: UnitRow | None, now: datetime) -> list[Answering]:
    found = [Answering(company, PROPERTY_SAYS)] if company else []
    for kind, says in FOR_WHAT:
        unit = people.unit_of_kind(kind.value, card.building.area_path, at=now)
        if unit is not None:
            found.append(Answering(unit, says))
    return found
