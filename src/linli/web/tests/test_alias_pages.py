"""The page of familiar names: what waits, what is in force, deciding and taking back (S-106)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.grid.actions import familiar, learn_alias
from linli.grid.models import AliasProposal
from linli.grid.tests.factories import KEEPER
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, OTHER_STREET
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]
URL = "/office/aliases/"
HEARER = Actor.system("tests", [familiar.HEAR])
NAME = "建材一厂宿舍"


@pytest.fixture
def heard(town: Town, dispatched: tuple[UUID, UUID]) -> UUID:
    """A name that three cases gave the community, one of them on the desk."""
    for case in (dispatched[0], new_id(), new_id()):
        spoken, place = [familiar.Spoken(NAME)], familiar.Place(COMMUNITY)
        familiar.hear(actor=HEARER, case_id=case, spoken=spoken, place=place, now=MONDAY)
    area = grid.areas_by_path([COMMUNITY], MONDAY)[COMMUNITY].id
    learn_alias(actor=KEEPER, name="老粮库", source="来电", area_id=area, now=MONDAY)
    return AliasProposal.objects.get().id


@pytest.fixture
def keeper(town: Town) -> Actor:
    return cast.staff("孙社区", "community", COMMUNITY, unit=town.units["committee"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_shows_what_waits_and_what_is_in_force(heard: UUID, keeper: Actor, sign_in: Any, language: str) -> None:
    client = sign_in(keeper, language=language)
    client.get(URL)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(URL)
    assert answer.status_code == 200
    assert len(told) <= 22, "\n".join(query["sql"][:160] for query in told)
    words = answer.content.decode()
    assert NAME in words
    assert "老粮库" in words
    assert f"{heard}/accept/" in words
    file = client.get(URL + "?as=csv").content.decode("utf-8-sig")
    assert NAME in file


def test_a_person_takes_up_and_takes_back_and_refuses(heard: UUID, keeper: Actor, sign_in: Any) -> None:
    client = sign_in(keeper)
    assert client.post(f"{URL}{heard}/accept/", {"name": "王建国13900001234宿舍"}).status_code == 422
    assert client.get(f"{URL}{heard}/accept/").status_code == 200
    assert client.post(f"{URL}{heard}/accept/", {"name": NAME}).status_code == 302
    assert grid.place(address=NAME, at=MONDAY).area.path == COMMUNITY
    assert "决定过的" in client.get(URL).content.decode()
    assert client.post(f"{URL}{heard}/take-back/").status_code == 302
    assert grid.place(address=NAME, at=MONDAY).alias_id is None
    assert client.post(f"{URL}{heard}/refuse/", {"reason": ""}).status_code == 422
    assert client.post(f"{URL}{heard}/refuse/", {"reason": "说的是隔壁"}).status_code == 302
    assert client.post(f"{URL}{heard}/refuse/", {"reason": "再说一次"}).status_code == 422
    (alias,) = grid.aliases([DISTRICT], at=MONDAY)
    assert client.get(f"{URL}in-force/{alias.id}/end/").status_code == 200
    assert client.post(f"{URL}in-force/{alias.id}/end/").status_code == 302
    assert grid.aliases([DISTRICT], at=MONDAY) == []


def test_others_learn_nothing(heard: UUID, town: Town, sign_in: Any) -> None:
    elsewhere = cast.staff("别处社区", "community", OTHER_STREET)
    for actor in (town.of("office"), town.agent):
        assert sign_in(actor).get(URL).status_code == 404
    client = sign_in(elsewhere)
    assert str(heard) not in client.get(URL).content.decode()
    for path in (f"{heard}/accept/", f"{heard}/refuse/", f"{heard}/take-back/", f"in-force/{heard}/end/"):
        assert client.get(URL + path).status_code == 404
