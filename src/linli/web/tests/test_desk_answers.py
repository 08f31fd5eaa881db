"""Canned answers in the forms: filled from the case, refused while something is open; and the office's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.desks.actions import answers as actions
from linli.desks.actions.answers import Words
from linli.desks.models import CannedAnswer
from linli.desks.words import Step
from linli.dispatch.actions import taking
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.journal.models import Fact
from linli.kernel.words import Text
from linli.people.tests.areas import STREET
from linli.web.tests.test_desk_bulk import post, press_of
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]
BODY = Text(
    "您的诉求 {number} 由{unit}办理，{due}前办结，{place}。", "Report {number}: {unit} ends it by {due}, {place}."
)


def write(town: Town, body: Text = BODY, step: Step = Step.INTERIM_REPLY) -> None:
    said = Words(Text("已约上门", "Visit fixed"), body)
    actions.write(actor=town.street, area_path=STREET, step=step, words=said, now=MONDAY)


@pytest.fixture
def in_hand(town: Town, dispatched: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    office = town.of("office")
    taking.accept(actor=office, order_id=dispatched[1], now=MONDAY)
    taking.first_contact(actor=office, order_id=dispatched[1], means=ContactMeans.PHONE, note="说清了", now=MONDAY)
    return dispatched


@pytest.mark.parametrize("language, name", [("zh", "已约上门"), ("en", "Visit fixed")])
def test_a_form_offers_them_filled(
    town: Town, in_hand: tuple[UUID, UUID], sign_in: Any, language: str, name: str
) -> None:
    write(town)
    client = sign_in(town.of("office"), language=language)
    address = f"/desk/case/{in_hand[0]}/do/interim_reply/"
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(address)
    assert len(told) <= 16, "\n".join(query["sql"][:160] for query in told)
    (option,) = answer.context["canned"]["options"]
    assert answer.context["canned"]["target"] == "id_reply"
    assert "{" not in option.value
    assert "office" in option.value
    assert name in answer.content.decode()


def test_nothing_is_sent_with_a_blank(town: Town, in_hand: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    before = Fact.objects.count()
    address = f"/desk/case/{in_hand[0]}/do/interim_reply/"
    answer = client.post(address, {"on": str(in_hand[1]), "reply": "我们{due}前来。"})
    assert answer.status_code == 422
    assert "还有没填的：{due}" in answer.content.decode()
    assert Fact.objects.count() == before
    assert client.post(address, {"on": str(in_hand[1]), "reply": "我们周三前来。"}).status_code == 302
    assert Fact.objects.count() == before + 1


def test_on_several_cases_each_gets_its_own(town: Town, in_hand: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    write(town)
    asked = post(client, [in_hand], "interim_reply")
    assert "{number}" in asked.context["canned"]["options"][0].value
    refused = post(client, [in_hand], "interim_reply", asked="1", reply="打 {phone}")
    assert "还有没填的：{phone}" in refused.context["lines"][0].says.zh
    preview = post(client, [in_hand], "interim_reply", asked="1", reply="编号 {number}，约好了。")
    done = client.post("/desk/bulk/", press_of(preview))
    assert [line.is_good for line in done.context["lines"]] == [True]
    page = client.get(f"/desk/case/{in_hand[0]}/").content.decode()
    number = done.context["lines"][0].number
    assert f"编号 {number}，约好了。" in page


FORM = {
    "step": "submit_result", "category": "", "area": STREET, "name_zh": "已修好", "name_en": "Mended",
    "body_zh": "{place} 已修好。", "body_en": "{place}: mended.",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_office_writes_changes_and_takes_out(town: Town, sign_in: Any, language: str) -> None:
    client = sign_in(town.street, language=language)
    assert client.get("/office/answers/new/").status_code == 200
    assert client.post("/office/answers/new/", {**FORM, "body_zh": "打 {phone}"}).status_code == 422
    assert client.post("/office/answers/new/", FORM).status_code == 302
    first = CannedAnswer.objects.get()
    address = f"/office/answers/{first.id}/"
    assert "已修好" in client.get(address).content.decode()
    assert client.post(address, {**FORM, "name_zh": "已换新", "name_en": "Replaced"}).status_code == 302
    client.get("/office/answers/")
    with CaptureQueriesContext(connection) as told:
        page = client.get("/office/answers/").content.decode()
    assert len(told) <= 6, "\n".join(query["sql"][:160] for query in told)
    assert ("已换新" if language == "zh" else "Replaced") in page
    second = CannedAnswer.objects.get(retired_at__isnull=True)
    assert client.get(f"/office/answers/{second.id}/retire/").status_code == 200
    assert client.post(f"/office/answers/{second.id}/retire/").status_code == 302
    assert not CannedAnswer.objects.filter(retired_at__isnull=True).exists()


def test_who_may_not_write_sees_no_page(town: Town, sign_in: Any) -> None:
    write(town)
    (answer,) = CannedAnswer.objects.all()
    for actor in (town.of("office"), town.agent, town.revisitor):
        for path in ("", "new/", f"{answer.id}/", f"{answer.id}/retire/"):
            assert sign_in(actor).get(f"/office/answers/{path}").status_code == 404
    assert sign_in(None).get("/office/answers/").status_code == 302
    assert sign_in(town.zhao).get(f"/office/answers/{answer.id}/").status_code == 404
