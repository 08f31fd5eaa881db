"""A child's report on the desk, and the yearly audit page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.appeals.models import Appeal
from linli.appeals.words import State
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.actor import Actor
from linli.people import actions as people_actions
from linli.people.models import Consent, Contact, Reveal
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

LAWYER = Actor.system("tests", ["people.set_consent_text"])
SAID = {"text": "学校门口的路灯坏了", "channel": "desk", "kind": "help", "name": "林小雨", "is_minor": "on"}


@pytest.fixture
def words(town: Town) -> None:
    people_actions.load_consent_texts(actor=LAWYER, area_path="", now=MONDAY)


def reported(client: Client, **more: Any) -> str:
    """Register a child's report at the desk; return the address of its case."""
    answer = client.post("/desk/report/", SAID | {"address": "上清路1号"} | more)
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return str(answer.headers["Location"])


def test_the_desk_names_a_childs_guardian(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    reported(client, guardian_name="林先生", guardian_phone="13900000006")
    child = Contact.objects.get(is_minor=True)
    assert child.guardian is not None
    assert (child.guardian.name_sealed, child.guardian.phone_sealed) == ("林先生", "13900000006")


def test_the_desk_writes_down_the_guardians_word_with_or_without_a_name(town: Town, sign_in: Any, words: None) -> None:
    client = sign_in(town.agent)
    case = reported(client)
    assert "监护人已同意" in client.get(case).content.decode()
    form = f"{case}do/guardian_consent/"
    assert client.post(form, {"guardian_name": "林先生"}).status_code == 422
    assert client.post(form, {"guardian_name": "林先生", "guardian_phone": "13900000006"}).status_code == 302
    assert Consent.objects.filter(purpose="minor").count() == 1
    assert "监护人已同意</" not in client.get(case).content.decode()


def test_a_look_at_a_child_is_refused_then_approved_and_always_written_down(town: Town, sign_in: Any) -> None:
    # given
    client, head = sign_in(town.agent), sign_in(town.district)
    case = reported(client, guardian_name="林先生", guardian_phone="13900000006")
    assert client.post(f"{case}reveal/", {"purpose": "contact"}).status_code == 422
    login = cast.account("另一位", login="another")
    # when
    form = f"{case}do/approve_minor/"
    assert "approve_minor" not in client.get(case).content.decode()
    assert head.post(form, {"login": "nobody", "purpose": "contact"}).status_code == 422
    from_agent = town.agent.account_id
    assert from_agent is not None
    people_actions.approve_minor(
        actor=town.district,
        contact_id=Contact.objects.get(is_minor=True).id,
        account_id=from_agent,
        purpose="contact",
        area_path=Appeal.objects.get().area_path,
        now=MONDAY,
    )
    assert head.post(form, {"login": "another", "purpose": "contact"}).status_code == 302
    # then
    page = client.post(f"{case}reveal/", {"purpose": "contact"})
    assert "13900000006" in page.content.decode()
    assert list(Reveal.objects.order_by("at", "id").values_list("refused", flat=True)) == ["people.needs_approval", ""]
    assert login


def test_the_auditor_reads_a_year_and_signs_one_that_is_over(town: Town, sign_in: Any) -> None:
    # given
    reported(sign_in(town.agent))
    auditor = sign_in(cast.staff("审计员老陈", "auditor", DISTRICT))
    last = MONDAY.year - 1
    # then
    assert "这一年还没有结束" in auditor.get("/office/minors/").content.decode()
    assert auditor.post(f"/office/minors/{MONDAY.year}/sign/", {"finding": "好"}).status_code == 422
    assert auditor.post(f"/office/minors/{last}/sign/", {"finding": ""}).status_code == 422
    assert auditor.post(f"/office/minors/{last}/sign/", {"finding": "没有未经批准的查看"}).status_code == 302
    page = auditor.get(f"/office/minors/?year={last}").content.decode()
    assert "审计员老陈" in page
    assert "没有未经批准的查看" in page
    for year in ("1999", "3000", "x", "²"):
        assert auditor.get(f"/office/minors/?year={year}").status_code == 404


def test_a_childs_report_is_not_triaged_before_the_guardian_agrees(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    case = reported(client)
    given = {"category": "util.sewer", "urgency": "normal", "mode": "fast", "area": Appeal.objects.get().area_path}
    answer = client.post(f"{case}do/triage/", given | {"kind": "help"})
    assert answer.status_code in (409, 422)
    assert "监护人" in answer.content.decode()
    assert Appeal.objects.get().state == State.RECEIVED
