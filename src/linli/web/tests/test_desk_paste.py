"""Pasted hotline orders: tried first, taken in with one press, nothing doubled, the refused ones stay to be mended."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dispatch.tests.factories import Town
from linli.journal.models import Fact
from linli.journeys.actions import importing
from linli.journeys.tests.test_tables import sheet
from linli.journeys.words import Outcome
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
PAGE = "/desk/report/paste/"
HEADER = ["工单编号", "工单类型", "主要内容", "来电人", "来电人电话", "详细地址", "工单状态"]


def order(number: str, kind: str = "求助", words: str = "楼道灯不亮", state: str = "办理中") -> list[str]:
    return [number, kind, words, "王女士", "13900000001", "上清路", state]


def text(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_first_it_is_only_shown(town: Town, sign_in: Any, language: str) -> None:
    client = sign_in(town.agent, language=language)
    assert client.get(PAGE).status_code == 200
    lines = text(HEADER, order("QD-1"), order("QD-2", kind="催办"), order("QD-3", state="已办结"), order("QD-1"))
    with CaptureQueriesContext(connection) as told:
        answer = client.post(PAGE, {"lines": lines})
    assert len(told) <= 12, "\n".join(query["sql"][:160] for query in told)
    outcomes = {one["line"].number: one["line"].outcome for one in answer.context["found"]}
    assert outcomes == {2: Outcome.CREATED, 3: Outcome.REFUSED, 4: Outcome.SKIPPED, 5: Outcome.REPEATED}
    page = answer.content.decode()
    assert ("登记这 1 件" if language == "zh" else "Register 1 report") in page
    assert ("咨询、求助" if language == "zh" else "unknown kind") in page
    assert Appeal.objects.count() == 0


def test_one_press_takes_the_good_ones_and_keeps_the_others(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    lines = text(HEADER, order("QD-1"), order("QD-2", kind="催办"), order("QD-3"))
    answer = client.post(PAGE, {"lines": lines, "sure": "1"})
    assert sorted(Appeal.objects.values_list("external_number", flat=True)) == ["QD-1", "QD-3"]
    assert Appeal.objects.filter(channel="phone_12345", registered_by_id=town.agent.account_id).count() == 2
    assert answer.context["lines"] == text(HEADER, order("QD-2", kind="催办")) + "\n"
    assert (answer.context["bad"], answer.context["good"]) == (1, 0)
    mended = answer.context["lines"].replace("催办", "投诉")
    answer = client.post(PAGE, {"lines": mended, "sure": "1"})
    assert answer.context["lines"] == ""
    assert Appeal.objects.count() == 3


def test_pasted_again_nothing_is_doubled(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    lines = text(HEADER, order("QD-1"), order("QD-2"))
    for _ in range(2):
        client.post(PAGE, {"lines": lines, "sure": "1"})
    assert Appeal.objects.count() == 2
    answer = client.post(PAGE, {"lines": lines})
    assert {one["line"].outcome for one in answer.context["found"]} == {Outcome.REPEATED}
    assert all(one["line"].case_number for one in answer.context["found"])
    assert answer.context["good"] == 0
    told = [fact.data for fact in Fact.objects.filter(kind="channels.file_imported").order_by("id")]
    assert [(one["created"], one["repeated"]) for one in told] == [(2, 0), (0, 2)]


def test_columns_under_strange_headers_are_named_by_the_person(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    lines = "甲\t乙\t丙\nQD-1\t路灯不亮\t上清路"
    answer = client.post(PAGE, {"lines": lines})
    assert answer.status_code == 422
    assert "请指明哪一列" in answer.content.decode()
    named = {"as-0": "number", "as-1": "content", "as-2": "point"}
    answer = client.post(PAGE, {"lines": lines, **named})
    assert (answer.status_code, answer.context["good"]) == (200, 1)
    client.post(PAGE, {"lines": lines, "sure": "1", **named})
    assert Appeal.objects.get().external_number == "QD-1"


def test_a_file_is_put_into_the_field(town: Town, sign_in: Any) -> None:
    content = sheet([HEADER, order("QD-1")])
    answer = sign_in(town.agent).post(PAGE, {"lines": "", "file": SimpleUploadedFile("12345.xlsx", content)})
    assert answer.context["lines"] == text(HEADER, order("QD-1")) + "\n"
    assert answer.context["good"] == 1


@pytest.mark.parametrize("lines", ["", "只有一行", text(HEADER), "\0\1", '"没有关上的引号\t'])
def test_what_is_no_table_is_said(town: Town, sign_in: Any, lines: str) -> None:
    answer = sign_in(town.agent).post(PAGE, {"lines": lines, "sure": "1"})
    assert answer.status_code == 422
    assert answer.context["error"]
    assert Appeal.objects.count() == 0


def test_more_than_a_press_takes_stays_in_the_field(town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 1)
    answer = sign_in(town.agent).post(PAGE, {"lines": text(HEADER, order("QD-1"), order("QD-2")), "sure": "1"})
    assert Appeal.objects.get().external_number == "QD-1"
    assert answer.context["lines"] == text(HEADER, order("QD-2")) + "\n"


def test_it_is_for_those_who_register(town: Town, sign_in: Any) -> None:
    assert sign_in(None).get(PAGE).status_code == 302
    for actor in (town.of("office"), town.supervisor):
        client = sign_in(actor)
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, {"lines": text(HEADER, order("QD-1")), "sure": "1"}).status_code == 404
    assert Appeal.objects.count() == 0
    assert PAGE in sign_in(town.agent).get("/desk/report/").content.decode()
