"""An estate leaves the register: its page lists who lived there, and an open case keeps its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import actions as grid_actions
from linli.grid import queries as grid
from linli.grid.rules.drafts import NewBuilding, NewDwelling
from linli.kernel.actor import Actor
from linli.people import actions as people_actions
from linli.people.models import Residence
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID
from linli.people.words import ResidenceKind
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

SURVEYOR = Actor.system("tests", ["grid.register_estate", "people.verify_residence"])
BEFORE = MONDAY - timedelta(days=30)


@pytest.fixture
def building(town: Town) -> Any:
    """A building of the estate with one dwelling in which somebody lives."""
    new = NewBuilding("1号楼", town.estate, GRID.rpartition("/")[2], entrances=("1",))
    (key,) = grid_actions.register_buildings(
        actor=SURVEYOR, buildings=[new], source="示意", placed_from=BEFORE, now=BEFORE
    )
    (entrance,) = grid.entrances_of(key)
    home = NewDwelling(key, entrance.id, "101")
    grid_actions.register_dwellings(actor=SURVEYOR, dwellings=[home], as_of=None, now=BEFORE)
    (dwelling,) = grid.dwellings_of(key, MONDAY)
    people_actions.settle(
        actor=SURVEYOR, contact_id=cast.contact("王阿姨", "13900000001"), dwelling_id=dwelling.id, area_path=GRID,
        kind=ResidenceKind.OWNER, now=BEFORE,
    )  # fmt: skip
    return key


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_register_is_read(town: Town, building: Any, sign_in: Any, language: str) -> None:
    client = sign_in(cast.staff("管理员", "admin", DISTRICT), language=language)
    for path in (f"/office/estate/{town.estate}/", f"/office/building/{building}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            assert client.get(path).status_code == 200
        assert len(told) <= 20
    area = client.get(f"/office/area/{COMMUNITY.rpartition('/')[2]}/").content.decode()
    assert f"/office/estate/{town.estate}/" in area


def test_an_estate_is_taken_off_and_its_people_stay_listed(town: Town, building: Any, sign_in: Any) -> None:
    # given an open case in the building
    client = sign_in(cast.staff("管理员", "admin", DISTRICT))
    appeal_id = factories.triaged(town)
    Appeal.objects.filter(id=appeal_id).update(estate_id=town.estate, building_id=building, area_path=GRID)
    # when
    assert client.post(f"/office/estate/{town.estate}/close/", {"ending": "demolished"}).status_code == 302
    # then
    page = client.get(f"/office/estate/{town.estate}/").content.decode()
    assert "已拆除" in page
    listed = client.get(f"/office/building/{building}/").content.decode()
    assert "1 户，登记 1 人" in listed
    assert "101" in listed
    assert Residence.objects.get().valid_to == MONDAY
    kept = Appeal.objects.get(id=appeal_id)
    assert (kept.area_path, kept.estate_id, kept.building_id) == (GRID, town.estate, building)
    assert sign_in(town.agent).get(f"/desk/case/{appeal_id}/").status_code == 200
    assert client.post(f"/office/estate/{town.estate}/close/", {"ending": "demolished"}).status_code == 422


def test_a_building_is_taken_off_and_its_door_leads_nowhere(town: Town, building: Any, sign_in: Any) -> None:
    client = sign_in(cast.staff("管理员", "admin", DISTRICT))
    code = grid.building(building, MONDAY).code
    assert client.get(f"/b/{code}/").status_code == 200
    ahead = {"ending": "demolished", "gone_since": (MONDAY + timedelta(days=1)).isoformat()}
    assert client.post(f"/office/building/{building}/close/", ahead).status_code == 422
    assert client.post(f"/office/building/{building}/close/", {"ending": "joined"}).status_code == 302
    assert client.get(f"/b/{code}/").status_code == 404
    assert "并入其他小区" in client.get(f"/office/building/{building}/").content.decode()


def test_others_see_the_register_but_take_nothing_off(town: Town, building: Any, sign_in: Any) -> None:
    clerk = sign_in(town.district)
    page = clerk.get(f"/office/building/{building}/")
    assert page.status_code in (200, 404)
    assert f"/office/building/{building}/close/" not in page.content.decode()
    assert clerk.post(f"/office/building/{building}/close/", {"ending": "joined"}).status_code in (403, 404, 422)
    assert grid.building(building, MONDAY).area_path == GRID
