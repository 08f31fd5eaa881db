"""What people ask about their data, from the button to the answer: relatives, copies, the officer by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.appeals.tests.factories import Town
from linli.people import actions
from linli.people import queries as people
from linli.people.models import Account, DataRequest
from linli.people.tests import factories as folk
from linli.web.tests.test_resident_account import auntie, here
from linli.web.tests.test_resident_pages import photo, text_of, token_of, walk

__all__ = ["auntie", "here"]

pytestmark = pytest.mark.django_db


def officer_client(here: Town) -> Client:
    admin = folk.staff("系统管理员", "admin", here.small.district)
    client = Client()
    client.force_login(Account.objects.get(id=admin.account_id), backend="linli.people.backends.NameOrPhoneBackend")
    return client


def decide(here: Town, **given: str) -> DataRequest:
    asked = DataRequest.objects.get()
    answer = officer_client(here).post(f"/office/requests/{asked.id}/", given)
    assert answer.status_code == 302, text_of(answer)
    actions.carry_out(request_id=asked.id, now=timezone.now())
    asked.refresh_from_db()
    return asked


def test_a_copy_for_who_has_only_the_link(here: Town, client: Client) -> None:
    token = token_of(walk(client, name="王阿姨", phone="13900000001"))
    assert client.get(f"/r/{token}/contact/export.json").status_code == 404
    client.post(f"/r/{token}/contact", {"do": "copy"})
    decide(here, granted="1")
    page = client.get(f"/r/{token}/contact")
    assert "可以下载了" in text_of(page)
    assert f"/r/{token}/contact/export.json" in page.content.decode()
    held = client.get(f"/r/{token}/contact/export.json").json()
    assert held["people_contact"][0]["name_sealed"] == "王阿姨"
    assert len(held["appeals_appeal"]) == 1


def test_a_refusal_is_told_with_its_reason_on_the_persons_page(auntie: Client, here: Town) -> None:
    auntie.post("/my/data/change", {"do": "ask", "kind": "delete"})
    decide(here, reason="正在办理,依法须保存")
    page = text_of(auntie.get("/my/data/"))
    assert "正在办理,依法须保存" in page
    assert "决定人： 系统管理员" in page.replace("：系统", "： 系统")
    assert "不能照办" in text_of(auntie.get("/my/"))


def test_what_to_correct_is_asked_for(auntie: Client) -> None:
    auntie.post("/my/data/change", {"do": "ask", "kind": "correct", "words": "改一下"})
    assert DataRequest.objects.count() == 0
    auntie.post("/my/data/change", {"do": "ask", "kind": "correct", "phone": "13900000077"})
    assert DataRequest.objects.get().phone_sealed == "13900000077"


def test_a_relative_asks_with_papers_and_downloads_what_is_left(auntie: Client, here: Town) -> None:
    left = folk.contact("林奶奶", "13900000066")
    form: dict[str, Any] = {"name": "林奶奶", "phone": "13900000066", "words": "孙女,办过户"}
    assert auntie.post("/my/data/relative/", form).status_code == 422
    assert auntie.post("/my/data/relative/", form | {"proof": photo()})["Location"] == "/my/data/"
    asked = DataRequest.objects.get()
    desk = officer_client(here)
    assert "证明材料" in text_of(desk.get("/office/requests/"))
    assert "林奶奶" in text_of(desk.get(f"/office/requests/{asked.id}/"))
    assert desk.get(f"/office/requests/{asked.id}/proof")["Content-Disposition"] == 'attachment; filename="proof.jpg"'
    assert auntie.get(f"/office/requests/{asked.id}/proof").status_code == 404
    assert auntie.get(f"/my/data/relative/{asked.id}.json").status_code == 404
    decide(here, granted="1")
    assert f"/my/data/relative/{asked.id}.json" in auntie.get("/my/data/").content.decode()
    held = auntie.get(f"/my/data/relative/{asked.id}.json").json()
    assert [row["id"] for row in held["people_contact"]] == [str(left)]


def test_the_officer_stands_on_the_public_page_by_name(here: Town, client: Client) -> None:
    assert "个人信息保护负责人" not in text_of(client.get("/privacy/"))
    officer_client(here).post("/office/requests/officer/", {"name": "周敏", "phone": "0532-66000001"})
    assert "个人信息保护负责人： 周敏 0532-66000001" in text_of(client.get("/privacy/"))
    named = people.officer(at=timezone.now())
    assert named is not None
    assert named.email == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["/my/data/", "/my/data/relative/"])
def test_both_languages(auntie: Client, path: str, language: str) -> None:
    auntie.cookies["lang"] = language
    page = text_of(auntie.get(path))
    assert ("A relative" in page or "a relative" in page) is (language == "en")
