"""Households on the pages: the worker of the grid, the people themselves, the phone, and nobody else (S-046)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.fieldwork.tests.conftest import building
from linli.fieldwork.tests.test_households import LAWYER, dwelling
from linli.grid import queries as grid
from linli.people import actions as people
from linli.people import queries
from linli.people.models import DataRequest, Reveal
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, GRID
from linli.people.words import ResidenceKind
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
pytestmark = pytest.mark.django_db
PAGES = ("/desk/households/", "/desk/households/{building}/", "/desk/household/{home}/", "/desk/household/{home}/note/")
MOST = 16
"""Statements of a page of households; session and account are two of them."""


@dataclass
class Here:
    """王阿姨's home, and her account."""

    building: UUID
    home: UUID
    account: UUID
    contact: UUID


@pytest.fixture
def here(town: Town) -> Here:
    people.load_consent_texts(actor=LAWYER, area_path="", now=MONDAY - timedelta(days=2))
    placed = building("B1", "1", GRID, 120_371_000)
    grid.forget()
    account = cast.account("王阿姨", phone="13900000077")
    contact, home = cast.contact("王阿姨", "13900000077", account_id=account), dwelling(placed)
    before = MONDAY - timedelta(days=1)
    people.settle(
        actor=town.li, contact_id=contact, dwelling_id=home, area_path=GRID, kind=ResidenceKind.OWNER, now=before
    )
    return Here(placed, home, account, contact)


def note(client: Client, here: Here, tag: str, **more: str) -> Any:
    given = {"tag": tag, "purpose": "visit", "span": "90", **more}
    return client.post(f"/desk/household/{here.home}/note/", given)


def both(client: Client, here: Here) -> None:
    assert note(client, here, "morning").status_code == 302
    agreed = note(client, here, "lives_alone", purpose="look_after", contact_id=str(here.contact), has_agreed="1")
    assert agreed.status_code == 302


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_within_its_budget(town: Town, sign_in: Any, here: Here, address: str, language: str) -> None:
    both(sign_in(town.li), here)
    client, path = sign_in(town.li, language=language), address.format(building=here.building, home=here.home)
    client.get(path)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(path)
    assert (answer.status_code, len(told) <= MOST) == (200, True), len(told)
    assert ("独居" not in text_of(answer)) or address.endswith("/note/"), "sensitive without a reason"


def test_nobody_but_the_worker_of_the_grid_gets_in(town: Town, sign_in: Any, here: Here) -> None:
    both(sign_in(town.li), here)
    wide = cast.staff("代班网格员", "grid_worker", COMMUNITY)
    for who in (town.zhao, town.chen, town.agent, town.street, town.leader, wide):
        client = sign_in(who)
        for address in (*PAGES[1:], "/desk/household/{home}/look/"):
            path = address.format(building=here.building, home=here.home)
            assert client.get(path).status_code == 404, (path, who.roles)
        assert client.post(f"/desk/household/{here.home}/look/", {"purpose": "visit"}).status_code == 404
    assert sign_in(town.zhao).get("/desk/households/").status_code == 404
    assert "没有自己的网格" in text_of(sign_in(wide).get("/desk/households/"))
    assert sign_in(None).get("/desk/households/").status_code == 302


def test_what_is_sensitive_asks_why_and_is_shown_once(town: Town, sign_in: Any, here: Here) -> None:
    client, look = sign_in(town.li), f"/desk/household/{here.home}/look/"
    both(client, here)
    assert "为什么要看" in text_of(client.get(look))
    refused = client.post(look, {})
    assert (refused.status_code, "独居" in text_of(refused)) == (422, False)
    shown = text_of(client.post(look, {"purpose": "visit"}))
    assert "独居" in shown
    assert "上午方便上门" in shown
    assert list(Reveal.objects.order_by("at", "id").values_list("refused", flat=True)) == ["people.needs_purpose", ""]


def test_nothing_sensitive_is_noted_without_the_tick(town: Town, sign_in: Any, here: Here) -> None:
    refused = note(sign_in(town.li), here, "hardship", contact_id=str(here.contact))
    assert refused.status_code == 422
    assert "单独同意" in text_of(refused)
    assert SensitiveNote.objects.count() == 0


def test_the_worker_deletes_a_note(town: Town, sign_in: Any, here: Here) -> None:
    client = sign_in(town.li)
    both(client, here)
    made = HouseholdNote.objects.get().id
    assert sign_in(town.zhao).post(f"/desk/household/note/{made}/forget/").status_code == 404
    back = f"/desk/household/{here.home}/"
    assert client.post(f"/desk/household/note/{made}/forget/", {"back": back})["Location"] == back
    assert client.post(f"/desk/household/note/{made}/forget/").status_code == 404
    assert HouseholdNote.objects.count() == 0


def test_the_person_sees_takes_back_and_objects(town: Town, sign_in: Any, here: Here) -> None:
    both(sign_in(town.li), here)
    sign_in(town.li).post(f"/desk/household/{here.home}/look/", {"purpose": "visit"})
    wang = sign_in(queries.actor_for(here.account, now=MONDAY))
    shown = text_of(wang.get("/my/household/"))
    for words in ("独居", "上午方便上门", "李网格员", "上门查看"):
        assert words in shown
    consent = SensitiveNote.objects.get().consent_id
    wang.post("/my/household/change", {"do": "withdraw", "id": str(consent)})
    assert SensitiveNote.objects.count() == 0
    assert "独居" not in text_of(wang.get("/my/household/"))
    wang.post("/my/household/change", {"do": "object", "id": str(HouseholdNote.objects.get().id), "words": "不对"})
    assert DataRequest.objects.filter(kind="note").count() == 1
    assert "异议收到了" in text_of(wang.get("/my/household/"))
    assert "上午方便上门" not in text_of(sign_in(town.li).get(f"/desk/household/{here.home}/"))


def test_somebody_else_sees_and_changes_nothing(town: Town, sign_in: Any, here: Here) -> None:
    both(sign_in(town.li), here)
    stranger = sign_in(queries.actor_for(cast.account("局外人"), now=MONDAY))
    assert "独居" not in text_of(stranger.get("/my/household/"))
    for do, thing in (("object", HouseholdNote.objects.get().id), ("withdraw", SensitiveNote.objects.get().consent_id)):
        stranger.post("/my/household/change", {"do": do, "id": str(thing)})
    assert stranger.post("/my/household/change", {"do": "withdraw", "id": "x"}).status_code == 404
    assert (SensitiveNote.objects.count(), DataRequest.objects.count()) == (1, 0)
    assert sign_in(None).get("/my/household/").status_code == 302


def test_the_copy_on_the_phone_holds_nothing_sensitive(town: Town, sign_in: Any, here: Here) -> None:
    client = sign_in(town.li)
    both(client, here)
    raw = client.get("/field/copy.json").content.decode()
    copy = json.loads(raw)
    (row,) = copy["households"]
    assert ([one["words"]["zh"] for one in row["notes"]], row["number"]) == (["上午方便上门"], "1-101")
    assert (copy["knows_households"], "独居" in raw, "lives alone" in raw) == (True, False, False)
    other = json.loads(sign_in(town.zhao).get("/field/copy.json").content)
    assert (other["knows_households"], other["households"]) == (False, [])
