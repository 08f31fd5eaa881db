"""One deed on several cases: the preview changes nothing and tells the truth, the press does each on its own, once."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.dispatch.actions import issuing, taking
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.journal.models import Fact
from linli.web.staff import bulk, deeds
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
PER_CASE = 70


@pytest.fixture
def sent(town: Town) -> list[tuple[UUID, UUID]]:
    """Three cases that the street sent to its office."""
    made = []
    for _ in range(3):
        appeal_id = factories.triaged(town)
        unit = town.units["office"]
        order = issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=unit, now=MONDAY)
        made.append((appeal_id, order))
    return made


def post(client: Client, cases: list[tuple[UUID, UUID]], deed: str, **fields: object) -> Any:
    return client.post("/desk/bulk/", {"case": [str(id_) for id_, _ in cases], "deed": deed, **fields})


def press_of(answer: Any) -> dict[str, Any]:
    """Return what the form of the preview would send."""
    found: dict[str, list[str]] = {}
    form = next(part for part in answer.content.decode().split("<form") if 'name="sure"' in part)
    for name, value in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def told(cases: list[tuple[UUID, UUID]]) -> int:
    return Fact.objects.filter(subject_id__in=[id_ for id_, _ in cases]).count()


@pytest.mark.parametrize("language, label", [("zh", "签收"), ("en", "Take")])
def test_what_fits_all_is_offered(town: Town, sent: Any, sign_in: Any, language: str, label: str) -> None:
    client = sign_in(town.of("office"), language=language)
    address = "/desk/bulk/?" + "&".join(f"case={id_}" for id_, _ in sent)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert len(asked) <= 8 + 9 * len(sent), "\n".join(query["sql"][:120] for query in asked)
    assert next(fit.deed.name for fit in answer.context["all_fit"]) == "accept"
    assert label in answer.content.decode()
    # one of them is further on: only some fit
    taking.accept(actor=town.of("office"), order_id=sent[0][1], now=MONDAY)
    answer = client.get(address)
    assert "accept" not in [fit.deed.name for fit in answer.context["all_fit"]]
    assert ("accept", 2) in [(fit.deed.name, fit.count) for fit in answer.context["some_fit"]]


def test_the_preview_changes_nothing_and_says_why_not(town: Town, sent: Any, sign_in: Any) -> None:
    taking.accept(actor=town.of("office"), order_id=sent[0][1], now=MONDAY)
    before = told(sent)
    client = sign_in(town.of("office"))
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        answer = post(client, sent, "accept")
    assert answer.status_code == 200
    assert len(asked) <= 8 + PER_CASE * len(sent)
    lines = answer.context["lines"]
    assert [line.is_good for line in lines] == [False, True, True]
    assert "现在是“已签收”" in lines[0].says.zh
    assert "已派单待签收 → 已签收" in lines[1].says.zh
    assert "下一步：office联系诉求人" in lines[1].says.zh
    assert told(sent) == before
    assert [factories.state(id_) for id_, _ in sent] == ["accepted", "dispatched", "dispatched"]


def test_one_press_does_each_once_however_often_it_is_sent(town: Town, sent: Any, sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    press = press_of(post(client, sent, "accept"))
    assert len(press["key"]) == 3
    answer = client.post("/desk/bulk/", press)
    assert [line.is_good for line in answer.context["lines"]] == [True, True, True]
    assert {factories.state(id_) for id_, _ in sent} == {"accepted"}
    after = told(sent)
    ids = set(Fact.objects.filter(subject_id__in=[id_ for id_, _ in sent]).values_list("client_id", flat=True)) - {None}
    assert len(ids) == 3
    again = client.post("/desk/bulk/", press)
    assert [line.says for line in again.context["lines"]] == [bulk.BEFORE] * 3
    assert told(sent) == after


def test_a_case_that_moved_meanwhile_does_not_hinder_the_others(town: Town, sent: Any, sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    press = press_of(post(client, sent, "accept"))
    taking.accept(actor=town.head("office"), order_id=sent[1][1], now=MONDAY)
    lines = client.post("/desk/bulk/", press).context["lines"]
    assert [line.is_good for line in lines] == [True, False, True]
    assert "有人先办了" in lines[1].says.zh
    assert {factories.state(id_) for id_, _ in sent} == {"accepted"}


def test_what_a_deed_needs_is_asked_once(town: Town, sent: Any, sign_in: Any) -> None:
    for _, order in sent:
        taking.accept(actor=town.of("office"), order_id=order, now=MONDAY)
        taking.first_contact(
            actor=town.of("office"), order_id=order, means=ContactMeans.PHONE, note="说清了", now=MONDAY
        )
    client = sign_in(town.of("office"))
    asked = post(client, sent, "interim_reply")
    assert asked.context["step"] == "ask"
    assert post(client, sent, "interim_reply", asked="1", reply="").status_code == 422
    preview = post(client, sent, "interim_reply", asked="1", reply="已约好周三上门。")
    press = press_of(preview)
    assert press["reply"] == ["已约好周三上门。"]
    assert [line.is_good for line in preview.context["lines"]] == [True] * 3
    before = told(sent)
    done = client.post("/desk/bulk/", press)
    assert [line.is_good for line in done.context["lines"]] == [True] * 3
    assert told(sent) == before + 3


def test_cases_go_to_the_unit_proposed_for_each(town: Town, sign_in: Any) -> None:
    cases = [(factories.triaged(town), UUID(int=0)) for _ in range(2)]
    client = sign_in(town.street)
    preview = post(client, cases, "dispatch", asked="1", other="", task="")
    assert [line.is_good for line in preview.context["lines"]] == [True, True], preview.context["lines"]
    client.post("/desk/bulk/", press_of(preview))
    assert {factories.state(id_) for id_, _ in cases} == {"dispatched"}


def test_whoever_has_no_reach_does_nothing(town: Town, sent: Any, sign_in: Any) -> None:
    press = press_of(post(sign_in(town.of("office")), sent, "accept"))
    stranger = sign_in(town.of("gas"))
    assert post(stranger, sent, "accept").status_code == 302
    lines = stranger.post("/desk/bulk/", press).context["lines"]
    assert [line.is_good for line in lines] == [False] * 3
    assert {factories.state(id_) for id_, _ in sent} == {"dispatched"}
    assert sign_in(None).get("/desk/bulk/").status_code == 302
    assert stranger.post("/desk/bulk/", {**press, "deed": ["triage"]}).status_code == 404


def test_every_deed_done_together_stands_in_the_table_of_deeds() -> None:
    for name, asked in bulk.ASKED.items():
        deed = deeds.named(name)
        assert set(asked) <= {field.name for field in deed.fields}
