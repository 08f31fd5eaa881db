"""A resident's account and the own data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.appeals.tests import factories
from linli.appeals.tests.factories import Town
from linli.grid import queries as grid
from linli.people import actions
from linli.people import queries as people
from linli.people.models import Account, Consent, Contact, DataRequest, SignIn
from linli.people.rules import resident_actor
from linli.people.tests import factories as folk
from linli.people.words import Purpose
from linli.standards import queries as standards
from linli.web.tests.test_resident_pages import LAWYER, text_of, token_of, walk

pytestmark = pytest.mark.django_db
PHONE, PASSWORD = "13900000019", "槐花开了满院香六月"


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_REPORTS_PER_MINUTE = 0
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def auntie(here: Town, client: Client) -> Client:
    answer = client.post("/join/", {"phone": PHONE, "name": "王阿姨", "password": PASSWORD + "1a"})
    assert answer["Location"] == "/my/", text_of(answer)
    return client


def test_joining_signs_in_and_lists_reports(auntie: Client) -> None:
    token = token_of(walk(auntie))
    page = auntie.get("/my/").content.decode()
    assert f"/r/{token}" in page
    assert "污水管" in page


@pytest.mark.parametrize(
    ("what", "changed", "says"),
    [
        ("a short password", {"password": "abc"}, "至少 10 个字符"),
        ("the phone as password", {"password": PHONE + "x"}, "不要包含登录名或手机号"),
        ("no phone", {"phone": "abc"}, "电话像是写错了"),
    ],
)
def test_joining_refused(here: Town, client: Client, what: str, changed: dict[str, str], says: str) -> None:
    before = Account.objects.count()
    answer = client.post("/join/", {"phone": PHONE, "password": PASSWORD + "1a"} | changed)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert Account.objects.count() == before


def test_a_phone_joins_once(auntie: Client, here: Town) -> None:
    answer = Client().post("/join/", {"phone": PHONE, "password": PASSWORD + "1a"})
    assert answer.status_code == 409
    assert "已经有账号" in text_of(answer)


@pytest.mark.parametrize("path", ["/my/", "/my/data/", "/my/data/export.json", "/my/data/export.zip"])
def test_strangers_sign_in_first(here: Town, client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/my/sign-in/?next=")


def test_taking_the_data_along(auntie: Client) -> None:
    walk(auntie, name="=1+1", phone=PHONE)
    held = json.loads(auntie.get("/my/data/export.json").content)
    assert held["people_contact"][0]["name_sealed"] == "=1+1"
    assert len(held["appeals_appeal"]) == 1
    with ZipFile(BytesIO(auntie.get("/my/data/export.zip").content)) as archive:
        assert set(archive.namelist()) == {f"{name}.csv" for name in held}
        assert "'=1+1" in archive.read("people_contact.csv").decode("utf-8-sig")


def test_correcting_asking_and_taking_back(auntie: Client, here: Town) -> None:
    # given a report, a look at its contact and a consent
    now = timezone.now()
    appeal_id = links.id_of_token(token_of(walk(auntie, name="王阿姨", phone=PHONE)))
    appeal = Appeal.objects.get(id=appeal_id)
    contact = Contact.objects.get(id=str(appeal.reporter_id))
    account_id = Account.objects.get(id=str(contact.account_id)).id
    worker = folk.staff("李网格员", "agent", here.small.district)
    actions.reveal(
        actor=worker, contact_id=contact.id, subject=("appeals", appeal_id), purpose="visit",
        area_path=here.small.district, now=now,
    )  # fmt: skip
    actions.load_consent_texts(actor=LAWYER, area_path="", now=now)
    text = people.consent_text(Purpose.NEWS, at=now)
    assert text is not None
    consent = actions.consent_give(
        actor=resident_actor(frozenset(), account_id), account_id=account_id, purpose=Purpose.NEWS, text_id=text.id,
        channel="web", now=now,
    )  # fmt: skip
    page = text_of(auntie.get("/my/data/"))
    assert "李网格员" in page
    assert "上门查看" in page
    assert "第 1 版" in page
    # when
    auntie.post("/my/data/change", {"do": "withdraw", "id": str(consent)})
    auntie.post("/my/data/change", {"do": "correct", "id": str(contact.id), "name": "王姨", "phone": "13900000077"})
    auntie.post("/my/data/change", {"do": "ask", "kind": "delete"})
    # then
    contact.refresh_from_db()
    assert Consent.objects.get(id=consent).withdrawn_at is not None
    assert (contact.name_sealed, contact.phone_sealed) == ("王姨", "13900000077")
    assert DataRequest.objects.get(account_id=account_id).kind == "delete"
    assert "删除 · 待办理" in text_of(auntie.get("/my/data/"))


def test_another_persons_data_is_not_there(auntie: Client, here: Town) -> None:
    other = folk.contact("赵", "13900000055")
    answer = auntie.post("/my/data/change", {"do": "correct", "id": str(other), "name": "x", "phone": ""})
    assert answer.status_code == 404
    assert auntie.post("/my/data/change", {"do": "withdraw", "id": "no"}).status_code == 404


def test_finding_by_link_not_by_number(here: Town, client: Client) -> None:
    receipt = factories.registered(here, now=timezone.now())
    assert client.post("/find/", {"link": f" {receipt.url}?new=1 "})["Location"] == f"/r/{receipt.token}"
    assert "只有编号看不了" in text_of(client.post("/find/", {"link": receipt.number}))
    assert client.post("/find/", {"link": "what?"}).status_code == 422


# Signing in


def test_a_resident_signs_in_by_phone_on_a_page_of_the_own(auntie: Client) -> None:
    fresh = Client()
    page = text_of(fresh.get(fresh.get("/my/data/")["Location"]))
    assert "登录，看我的诉求" in page
    assert "反映问题不用登录" in page
    answer = fresh.post("/my/sign-in/?next=/my/data/", {"name": "139 0000 0019", "password": PASSWORD + "1a"})
    assert answer["Location"] == "/my/data/"
    assert fresh.get("/my/data/").status_code == 200
    assert Client().post("/my/sign-in/", {"name": PHONE, "password": PASSWORD + "1a"})["Location"] == "/my/"


def test_a_wrong_password_is_told_in_a_residents_words_and_counted(auntie: Client) -> None:
    answer = Client().post("/my/sign-in/", {"name": PHONE, "password": "no"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "手机号或密码不对，请再试一次。" in page
    assert "管理员" not in page
    assert [row.ok for row in SignIn.objects.order_by("id")] == [False]


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/my/", "/my/sign-in/"),
        ("/my/data/relative/", "/my/sign-in/"),
        ("/desk/", "/sign-in/"),
        ("/office/", "/sign-in/"),
    ],
)
def test_everybody_comes_to_the_own_door(here: Town, client: Client, path: str, door: str) -> None:
    assert client.get(path)["Location"].startswith(f"{door}?next=")


def test_another_site_is_no_place_to_go_on_to(auntie: Client) -> None:
    answer = Client().post("/my/sign-in/?next=https://evil.example/", {"name": PHONE, "password": PASSWORD + "1a"})
    assert answer["Location"] == "/my/"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "开账户时写的那个"), ("en", "The one you opened the account with")]
)
def test_the_door_speaks_both_languages(here: Town, client: Client, language: str, words: str) -> None:
    client.cookies["lang"] = language
    assert words in text_of(client.get("/my/sign-in/"))
