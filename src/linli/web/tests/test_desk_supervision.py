"""The supervise view: both sides, filters with counts, answer and close from the list, files, in eight statements."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.dispatch.actions import escalating, supervising
from linli.dispatch.tests.factories import MONDAY, Town
from linli.web.tests.test_desk_saved import keep
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]
PAGE = "/desk/supervision/"


@pytest.fixture
def asked(town: Town, dispatched: tuple[UUID, UUID]) -> UUID:
    return supervising.supervise(actor=town.supervisor, appeal_id=dispatched[0], note="为什么还没办", now=MONDAY)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ["supervisor", "leader", "street", "unit"])
def test_any_length_costs_the_same(
    town: Town, dispatched: tuple[UUID, UUID], asked: UUID, sign_in: Any, role: str, language: str
) -> None:
    client = sign_in(town.of("office") if role == "unit" else getattr(town, role), language=language)
    counted = []
    for more in (4, 30):
        for _ in range(more):
            supervising.supervise(actor=town.supervisor, appeal_id=dispatched[0], note="进度慢", now=MONDAY)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(PAGE)
        counted.append(len(told))
        assert answer.status_code == 200
    assert len(answer.context["rows"]) == 35
    assert counted[0] == counted[1], counted
    assert len(told) <= 8, "\n".join(query["sql"][:200] for query in told)
    assert ("督办 35 件" if language == "zh" else "Supervision: 35") in answer.content.decode()


def test_each_side_has_what_it_may_do(town: Town, dispatched: tuple[UUID, UUID], asked: UUID, sign_in: Any) -> None:
    appeal_id = dispatched[0]
    close, reply = (
        f"/desk/case/{appeal_id}/do/{name}/?on={asked}" for name in ("close_supervision", "answer_supervision")
    )
    boss, clerk = sign_in(town.supervisor), sign_in(town.of("office"))
    assert close in boss.get(PAGE).content.decode()
    assert reply not in boss.get(PAGE).content.decode()
    page = clerk.get(PAGE).content.decode()
    assert reply in page
    assert close not in page
    assert "为什么还没办" in page
    street = sign_in(town.street).get(PAGE).content.decode()
    assert "为什么还没办" in street
    assert close not in street
    assert reply not in street


def test_answered_and_closed_from_the_list(
    town: Town, dispatched: tuple[UUID, UUID], asked: UUID, sign_in: Any
) -> None:
    appeal_id = dispatched[0]
    clerk, boss = sign_in(town.of("office")), sign_in(town.supervisor)
    clerk.post(f"/desk/case/{appeal_id}/do/answer_supervision/", {"on": str(asked), "answer": "明天上午清走"})
    assert "明天上午清走" in boss.get(f"{PAGE}?state=answered").content.decode()
    url = f"/desk/case/{appeal_id}/do/close_supervision/?on={asked}"
    assert boss.get(url).status_code == 200
    answer = boss.post(url, {"on": str(asked), "note": "", "back": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert boss.get(PAGE).context["counts"].closed == 1
    assert boss.get(PAGE).context["rows"] == []
    assert boss.get(url).status_code == 302  # it stands on the case no more


def test_filters_count_and_narrow(town: Town, dispatched: tuple[UUID, UUID], asked: UUID, sign_in: Any) -> None:
    escalating.mark_overdue(appeal_id=dispatched[0], order_id=dispatched[1], now=MONDAY)
    client = sign_in(town.supervisor)
    answer = client.get(f"{PAGE}?cause=rule")
    assert len(answer.context["rows"]) == 1
    assert (answer.context["counts"].by_rule, answer.context["counts"].by_person) == (1, 1)
    assert client.get(f"{PAGE}?area=370203/370203009").context["rows"] == []
    assert client.get(f"{PAGE}?state=late").context["rows"] == []
    assert len(client.get(f"{PAGE}?state=nonsense&cause=x&side=y").context["rows"]) == 2
    assert len(client.get(f"{PAGE}?after=nonsense").context["rows"]) == 2


def test_kept_filters_and_news(town: Town, asked: UUID, sign_in: Any) -> None:
    client = sign_in(town.supervisor)
    assert keep(client, "自动的", "cause=rule", "watch").status_code == 302
    assert keep(client, "等答复的", "state=waiting", "watch").status_code == 302
    answer = client.get("/desk/saved/?list=watch&state=waiting")
    assert {one["row"].name: one["count"] for one in answer.context["rows"]} == {"自动的": 0, "等答复的": 1}
    assert f"{PAGE}?state=waiting" in answer.content.decode()
    assert client.get("/desk/news/?list=watch").json() == {"new": 0, "newest": str(asked)}


def test_files_hold_what_the_page_shows(town: Town, asked: UUID, sign_in: Any) -> None:
    client = sign_in(town.supervisor)
    csv = client.get(f"{PAGE}?as=csv")
    assert csv["Content-Type"].startswith("text/csv")
    assert "为什么还没办" in csv.content.decode("utf-8-sig")
    book = load_workbook(BytesIO(client.get(f"{PAGE}?as=xlsx").content))
    assert book.active.max_row == 2


def test_the_bar_and_the_letter_lead_there_for_whom_it_is(town: Town, sign_in: Any) -> None:
    for actor in (town.supervisor, town.street, town.of("office")):
        page = sign_in(actor).get("/account/").content.decode()
        assert f'href="{PAGE}"' in page
        assert 'data-url="/desk/supervision/" data-words="督办 Supervision" data-go="s"' in page
    for actor in (town.agent, town.revisitor):
        assert f'href="{PAGE}"' not in sign_in(actor).get("/account/").content.decode()
        assert sign_in(actor).get(PAGE).status_code == 404
    assert sign_in(None).get(PAGE).status_code == 302
