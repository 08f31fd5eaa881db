"""Whether a report would have gone the same way at another place: the rooms themselves are asked (ADR 0015)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import look
from linli.appeals.words import Channel, TextKind
from linli.demo.bundles import NULL, Bundle, plain
from linli.demo.places import Setting
from linli.dispatch.queries import routes
from linli.grid.words import Crs


@dataclass(frozen=True, slots=True)
class Probe:
    """A report as it came in; `seen` is what the rooms made of it at its place, with gaps."""

    number: int
    body: str
    address: str
    has_point: bool
    channel: Channel
    category: str | None
    at: datetime
    seen: str


def probes(bundle: Bundle, with_gaps: Callable[[str], str], home: Setting) -> Iterator[Probe]:
    """Yield the reports of a case, with what the rooms make of them at home."""
    reports: dict[str, str] = {}
    texts = (bundle.values("appeals.AppealText", one) for one in ("appeal_id", "kind", "body"))
    for owner, kind, body in zip(*texts, strict=True):
        if kind == TextKind.REPORT.value:
            reports[owner] = plain(body) or ""
    columns = ("id", "place_words", "lon", "lat", "channel", "category", "registered_at")
    for own_id, address, lon, lat, channel, category, at in zip(
        *(bundle.values("appeals.Appeal", one) for one in columns), strict=True
    ):
        points = [(spot.lon, spot.lat) for spot in home.spots]
        number = points.index((float(lon), float(lat))) if lon != NULL else 0
        moment = datetime.fromisoformat(at)
        body, words = with_gaps(reports.get(own_id, "")), with_gaps(plain(address) or "")
        known = plain(category)
        probe = Probe(number, body, words, lon != NULL, Channel(channel), known, moment, "")
        seen = with_gaps(_seen(probe, home.values))
        yield Probe(number, body, words, lon != NULL, Channel(channel), known, moment, seen)


@dataclass(slots=True)
class _Placed:
    area_path: str
    category: str | None
    estate_id: UUID | None
    complained_ids: list[UUID]


def _seen(probe: Probe, values: Mapping[str, str]) -> str:
    """Return, as JSON, what the rooms make of the report at a place: area, proposal, units proposed."""
    place = Place(address=probe.address % values)
    if probe.has_point:
        lon, lat = float(values[f"lon@{probe.number}"]), float(values[f"lat@{probe.number}"])
        place = Place(lon=lon, lat=lat, crs=Crs.CGCS2000.value, address=place.address)
    found, proposed = look(probe.body % values, place, probe.channel, probe.at)
    category = probe.category or proposed.category
    placed = _Placed(found.area_path, category, found.estate_id, [])
    ways = [[str(way.unit.id), way.unit.level] for way in routes.routes(placed, at=probe.at)]
    seen = [
        found.area_path, str(found.area_id), str(found.estate_id), str(found.building_id), found.certainty,
        proposed.codes, proposed.preview, ways,
    ]  # fmt: skip
    return json.dumps(seen, ensure_ascii=False, sort_keys=True)


def goes_alike(probe: Probe, values: Mapping[str, str]) -> bool:
    """Say whether the rooms make there of the report what they made of it at home."""
    return _gap_free(probe.seen, values) == _seen(probe, values)


def _gap_free(text: str, values: Mapping[str, str]) -> str | None:
    """Return the text with its gaps filled, or None where the place has nothing for one of them."""
    try:
        return text % values
    except KeyError:
        return None
