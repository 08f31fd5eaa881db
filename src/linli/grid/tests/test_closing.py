"""Buildings and estates leave the register: from a moment on, with their past left exact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.grid import actions, queries
from linli.grid.actions.estates import EstateTaken
from linli.grid.models import BuildingPlacement, GovernanceUnit
from linli.grid.rules.closing import ClosedBefore
from linli.grid.rules.drafts import NewBuilding, NewDwelling, NewEstate
from linli.grid.tests.factories import KEEPER, SmallDistrict
from linli.grid.tests.test_queries import NOW, small
from linli.grid.words import Certainty, Ending, EstateKind, PropertyMode
from linli.journal import queries as journal
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id

__all__ = ["small"]

LATER = NOW + timedelta(days=30)
HOUR = timedelta(hours=1)
GONE: dict[str, Any] = {"actor": KEEPER, "ending": Ending.DEMOLISHED, "gone_since": LATER - HOUR, "now": LATER}


def test_a_building_is_gone_from_then_on_and_was_there_before(small: SmallDistrict) -> None:
    first, second = small.building_ids[:2]
    code = queries.building(first, NOW).code
    actions.close_building(building_id=first, **GONE)
    assert queries.building(first, LATER - 2 * HOUR).area_path == small.estate_grid
    assert queries.grid_of_building_at(first, LATER - HOUR) is None
    gone = queries.building(first, LATER)
    assert (gone.area_path, gone.closed_as, gone.closed_at) == ("", Ending.DEMOLISHED, LATER - HOUR)
    assert first not in {row.id for row in queries.buildings_of(small.estate_id, LATER)}
    assert first in {row.id for row in queries.buildings_of(small.estate_id, LATER - 2 * HOUR)}
    assert [row.id for row in queries.buildings_gone(small.estate_id, LATER)] == [first]
    assert second in {row.id for row in queries.buildings_in(small.estate_grid, LATER)}
    with pytest.raises(Invalid):
        queries.place(building_code=code, at=LATER)
    told = journal.facts_of(first)[-1]
    assert (told.kind, told.data["ending"], told.data["households"]) == ("grid.building_closed", "demolished", 0)


def test_words_lead_to_what_is_still_there(small: SmallDistrict) -> None:
    assert queries.place(address="天惠苑1号楼", at=LATER).building_id == small.building_ids[0]
    assert queries.place(address="上清路11号", at=LATER).certainty is Certainty.DOOR
    for building_id in small.building_ids:
        actions.close_building(building_id=building_id, **GONE)
    for words in ("天惠苑1号楼", "上清路11号"):
        placed = queries.place(address=words, at=LATER)
        assert (placed.building_id, placed.estate_id) == (None, small.estate_id)
        assert placed.area.path == small.estate_community


def test_an_estate_goes_with_all_that_stands_in_it(small: SmallDistrict) -> None:
    before = {row.area.path: row for row in queries.tree(small.district, LATER)}[small.estate_community]
    actions.register_dwellings(
        actor=KEEPER,
        dwellings=[NewDwelling(small.building_ids[0], small.entrance_ids[0], "101")],
        as_of=None,
        now=NOW,
    )
    unit = actions.set_governance_unit(
        actor=KEEPER, community_path=small.estate_community, kind=EstateKind.GATED, name="天惠苑", basis="小区",
        buildings=list(small.building_ids), valid_from=NOW, now=NOW,
    )  # fmt: skip
    actions.close_estate(estate_id=small.estate_id, **GONE)
    assert queries.estates(small.estate_community, LATER) == []
    assert [row.id for row in queries.estates(small.estate_community, NOW)] == [small.estate_id]
    assert queries.buildings_of(small.estate_id, LATER) == []
    after = {row.area.path: row for row in queries.tree(small.district, LATER)}[small.estate_community]
    assert (before.estates - after.estates, before.buildings - after.buildings) == (1, len(small.building_ids))
    assert queries.place(address="天惠苑小区门口", at=LATER).estate_id is None
    assert GovernanceUnit.objects.get(id=unit).valid_to == LATER - HOUR
    assert not BuildingPlacement.objects.filter(building_id__in=small.building_ids, valid_to__isnull=True).exists()
    told = journal.facts_of(small.estate_id)[-1]
    assert (told.kind, told.data["households"], len(told.data["buildings"])) == (  # type: ignore[arg-type]
        "grid.estate_closed",
        1,
        len(small.building_ids),
    )


def test_what_is_built_there_next_may_have_the_name(small: SmallDistrict) -> None:
    code = small.estate_community.rpartition("/")[2]
    old = queries.estate(small.estate_id)
    new = NewEstate(code, old.name, EstateKind.GATED, PropertyMode.PROPERTY)
    with pytest.raises(EstateTaken):
        actions.register_estates(actor=KEEPER, estates=[new], now=LATER)
    actions.close_estate(estate_id=small.estate_id, **GONE)
    made = actions.register_estates(actor=KEEPER, estates=[new], now=LATER)
    assert made[code, old.name] != small.estate_id
    into_old = NewBuilding("9号楼", small.estate_id, small.estate_grid.rpartition("/")[2])
    with pytest.raises(NotFound):
        actions.register_buildings(actor=KEEPER, buildings=[into_old], source="示意", placed_from=LATER, now=LATER)


@pytest.mark.parametrize(
    ("what", "given", "refusal"),
    [
        ("ahead of time", {"gone_since": LATER + HOUR}, Invalid),
        ("before it was there", {"gone_since": NOW - timedelta(days=9000)}, Invalid),
        ("by somebody without the right", {"actor": STRANGER}, Forbidden),
    ],
)
def test_a_closing_that_cannot_be(
    small: SmallDistrict, what: str, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.close_building(building_id=small.building_ids[0], **GONE | given)
    with pytest.raises(refusal):
        actions.close_estate(estate_id=small.estate_id, **GONE | given)
    assert queries.building(small.building_ids[0], LATER).area_path == small.estate_grid


def test_nothing_goes_twice_and_nothing_unknown_goes(small: SmallDistrict) -> None:
    actions.close_building(building_id=small.building_ids[0], **GONE)
    with pytest.raises(ClosedBefore):
        actions.close_building(building_id=small.building_ids[0], **GONE)
    actions.close_estate(estate_id=small.estate_id, **GONE)
    with pytest.raises(ClosedBefore):
        actions.close_estate(estate_id=small.estate_id, **GONE)
    with pytest.raises(NotFound):
        actions.close_building(building_id=new_id(), **GONE)
    with pytest.raises(NotFound):
        actions.close_estate(estate_id=new_id(), **GONE)
