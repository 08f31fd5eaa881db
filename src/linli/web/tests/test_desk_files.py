"""The lists of the desk as files: the rows, rights and masks of the page, and no formula."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.appeals.models import Appeal
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.web.staff import files
from linli.web.tests.test_staff_lists import owed_cases
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]

LISTS = [("queue", "street", 7), ("inbox", "street", 7), ("revisit", "revisitor", 7), ("decisions", "district", 9)]


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name, role, most", LISTS)
def test_each_list_in_both_forms_and_languages(
    town: Town, dispatched: object, sign_in: Any, name: str, role: str, most: int, language: str
) -> None:
    owed_cases(town, 3, "appeals.start_revisit" if name == "revisit" else "dispatch.decide_bounce")
    client = sign_in(getattr(town, role), language=language)
    client.get(f"/desk/{name}.csv")
    with CaptureQueriesContext(connection) as told:
        answer = client.get(f"/desk/{name}.csv")
    assert answer.status_code == 200
    assert len(told) <= most, "\n".join(query["sql"][:160] for query in told)
    rows = rows_of(answer)
    assert "编号" in rows[0] if language == "zh" else "Number" in rows[0]
    assert len(rows) > 3
    assert {len(row) for row in rows} == {9}
    book = load_workbook(BytesIO(client.get(f"/desk/{name}.xlsx").content))
    assert [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)] == rows


def test_the_filter_of_the_page_holds_for_its_file(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    factories.triaged(town)
    client = sign_in(town.street)
    assert len(rows_of(client.get("/desk/queue.csv"))) == 3
    only = rows_of(client.get("/desk/queue.csv?state=dispatched"))
    assert len(only) == 2
    assert only[1][4] == "已派单待签收"
    page = client.get("/desk/queue/?state=dispatched").content.decode()
    assert "/desk/queue.csv?state=dispatched" in page


def test_a_file_knows_no_more_than_the_list(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    assert len(rows_of(sign_in(town.of("gas")).get("/desk/queue.csv"))) == 1
    text = sign_in(town.street).get("/desk/queue.csv").content.decode()
    assert "13900000001" not in text
    assert "王阿姨" not in text
    for name in ("revisit", "decisions"):
        assert sign_in(town.of("gas")).get(f"/desk/{name}.csv").status_code == 404
    assert sign_in(None).get("/desk/queue.csv").status_code == 302
    assert sign_in(town.street).get("/desk/nothing.csv").status_code == 404
    assert sign_in(town.street).get("/desk/queue.html").status_code == 404


def test_no_cell_is_a_formula(town: Town, sign_in: Any) -> None:
    appeal_id = factories.register(town, '=HYPERLINK("http://x","点我") 路灯坏了')
    Appeal.objects.filter(id=appeal_id).update(preview="=1+1 路灯坏了")
    rows = rows_of(sign_in(town.agent).get("/desk/queue.csv"))
    assert rows[1][2] == "'=1+1 路灯坏了"


def test_a_file_that_is_not_whole_says_so(town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST", 2)
    for _ in range(3):
        factories.register(town)
    rows = rows_of(sign_in(town.agent).get("/desk/queue.csv"))
    assert len(rows) == 4
    assert rows[-1] == ["只列前 2 行，请收窄筛选。"]
