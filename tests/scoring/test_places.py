"""Where the labelled samples are, in the whole demo district with its buildings (R5-5)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.appeals.actions.proposing import propose
from linli.appeals.scoring import rows
from linli.appeals.words import Channel
from linli.demo import ground, plan, world
from linli.grid import queries as grid
from linli.grid.models import Estate
from linli.grid.words import AreaKind
from linli.kernel.actor import is_within
from linli.standards import actions as standards

pytestmark = [pytest.mark.shared, pytest.mark.django_db]

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "370203"
BUILDINGS = {"天惠苑3号楼", "无棣三路18号", "建材一厂宿舍2号楼", "万科未来城小区11号楼"}
"""Places of the samples that the demo's register knows to the building or the door."""


def _expected(item: rows.Row) -> str | None:
    """Return the finest division that a person read from the words, or None."""
    said = item["expected"]
    finest = said["community"] or said["street"]
    if said["district"] != HOME or finest is None or not said["street_named_in_text"]:
        return None
    return str(finest["code"])


def test_every_sample_that_names_its_place_is_placed_there(shared: Path) -> None:
    for name in world.PACKS:
        standards.load_pack(actor=world.BUILDER, name=name, now=SINCE)
    laid = ground.lay_out(plan.draw(HOME), since=SINCE, now=SINCE)
    ground.aliases(laid, now=SINCE)
    wrong, named, exact = [], 0, 0
    for item in rows.read(shared / "samples" / "appeals.json", "id", "text"):
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
