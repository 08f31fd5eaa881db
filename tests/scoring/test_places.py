"""Where texts are, in the whole demo district with its buildings: our own and the labelled samples (R5-5, S-106)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.appeals.actions.placing import Place
from linli.appeals.actions.proposing import propose
from linli.appeals.actions.registering import look
from linli.appeals.scoring import rows
from linli.appeals.words import Channel
from linli.demo import ground, plan, world
from linli.grid import queries as grid
from linli.grid.models import Estate
from linli.grid.rules.crs import from_cgcs2000
from linli.grid.words import AreaKind, Crs
from linli.kernel.actor import is_within
from linli.standards import actions as standards
from tests.conftest import shared_folder

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "370203"
OWN = Path(__file__).parent / "own_places.tsv"
"""Rung, code of the area and words: all rungs, slips, other characters and figures, names that residents use."""
BUILDINGS = {"天惠苑3号楼", "无棣三路18号", "建材一厂宿舍2号楼", "万科未来城小区11号楼"}
"""Places of the samples that the demo's register knows to the building or the door."""


def _expected(item: rows.Row) -> str | None:
    """Return the finest division that a person read from the words, or None."""
    said = item["expected"]
    finest = said["community"] or said["street"]
    if said["district"] != HOME or finest is None or not said["street_named_in_text"]:
        return None
    return str(finest["code"])


def test_every_text_that_names_its_place_is_placed_there() -> None:
    """Sixty texts of ours over every rung, and the labelled samples where they are at hand, in one world."""
    for name in world.PACKS:
        standards.load_pack(actor=world.BUILDER, name=name, now=SINCE)
    laid = ground.lay_out(plan.draw(HOME), since=SINCE, now=SINCE)
    ground.aliases(laid, now=SINCE)
    _own_texts(laid)
    folder = shared_folder()
    if folder is not None:
        _samples(folder)


def _own_texts(laid: ground.Ground) -> None:
    """Each is read as an address and as a report; both have to find the rung and the place."""
    spot = next(one for one in laid.spots if one.estate == "天惠苑")
    lines = OWN.read_text(encoding="utf-8").splitlines()
    wrong = []
    for rung, code, text in (line.split("\t") for line in lines):
        words = text.format(**_written(spot.lon, spot.lat))
        for place in (Place(address=words), Place()):
            found, _ = look(words if not place.address else "请尽快处理", place, Channel.WEB, SINCE)
            is_there = code in found.area_path and (rung or found.area_path == HOME)
            wrong += [] if found.rung == rung and is_there else [(rung, code, text, found.rung, found.area_path)]
    share = 1 - len(wrong) / (2 * len(lines))
    assert len(lines) == 60
    assert share >= 0.99, (share, "\n".join(map(str, wrong)))


def _written(lon: float, lat: float) -> dict[str, str]:
    """Return a point (CGCS2000) as people write it."""
    gcj = from_cgcs2000(lon, lat, Crs.GCJ02)
    east, north = ((int(one), (one - int(one)) * 60) for one in (lon, lat))
    return {
        "wgs": f"{lon:.6f},{lat:.6f}",
        "gcj": f"{gcj[0]:.6f}，{gcj[1]:.6f}",
        "turned": f"{lat:.5f}、{lon:.5f}",
        "minutes": f"北纬{north[0]}°{north[1]:.4f}′，东经{east[0]}°{east[1]:.4f}′",
    }


def _samples(folder: Path) -> None:
    wrong, named, exact = [], 0, 0
    for item in rows.read(folder / "samples" / "appeals.json", "id", "text"):
        place = grid.place(address=item["text"], at=SINCE)
        read = propose(item["text"], channel=Channel.WEB, now=SINCE).area_path
        wanted = _expected(item)
        if wanted is not None:
            named += 1
            wrong += [(item["id"], wanted, path) for path in (place.area.path, read) if wanted not in str(path)]
        if any(words in item["text"] for words in BUILDINGS):
            exact += 1
            there = place.area.kind in (AreaKind.GRID, AreaKind.MICROGRID, AreaKind.COMMUNITY)
            wrong += [] if there and _lies_there(place) else [(item["id"], "building", place.area.path)]
    assert wrong == []
    assert named >= 20
    assert exact >= 3


def _lies_there(place: grid.Placed) -> bool:
    estate = Estate.objects.get(id=place.estate_id) if place.estate_id else None
    return estate is None or is_within(place.area.path, estate.community_path)
