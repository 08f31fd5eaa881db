"""Every table of the staff's pages as a file: the words of the page, its rights, and no formula."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.dispatch.tests.factories import Town
from linli.kernel.errors import NotFound
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.web.staff import tables
from linli.web.tests.test_office_pages import office
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["office", "sign_in", "town"]

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
PAGES = [
    ("/office/accounts/", "security_admin", "姓名", "Name", 14),
    ("/office/units/?kind=police", "admin", "单位", "Organisation", 14),
    ("/office/standards/", "admin", "标准", "Standard", 14),
    ("/office/sign-ins/", "auditor", "时间", "When", 14),
    ("/office/minors/", "auditor", "留下信息的孩子", "Children whose data was taken in", 16),
]


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def file_of(html: str, form: str = "csv") -> Any:
    return tables.answer(RequestFactory().get("/office/units/", {"as": form}), HttpResponse(html))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path, role, zh, en, most", PAGES)
def test_a_list_of_the_office_is_a_file(
    office: dict[str, Any], sign_in: Any, path: str, role: str, zh: str, en: str, most: int, language: str
) -> None:
    client = sign_in(office[role], language=language)
    client.post("/sign-in/", {"name": "nobody", "password": "x"})  # something to list among the attempts
    client = sign_in(office[role], language=language)
    mark = "&" if "?" in path else "?"
    page = client.get(path).content.decode()
    assert "as=xlsx" in page.replace("&amp;", "&")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{path}{mark}as=csv")
    assert len(asked) <= most
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = rows_of(answer)
    assert (zh if language == "zh" else en) in {row[0] for row in rows if row}
    seen = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    parts = {part for row in rows for cell in row for part in cell.split(" · ") if not MOMENT.fullmatch(part)}
    assert {part for part in parts if part.removeprefix("'") not in seen} == set()
    book = load_workbook(BytesIO(client.get(f"{path}{mark}as=xlsx").content))
    cells = {cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell}
    assert (zh if language == "zh" else en) in cells


def test_the_filter_of_the_page_holds_and_more_rows_than_the_page(
    town: Town, office: dict[str, Any], sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("linli.web.office.units.MOST", 3)
    client = sign_in(office["admin"])
    every, some = rows_of(client.get("/office/units/?as=csv")), rows_of(client.get("/office/units/?kind=police&as=csv"))
    assert len(every) - 1 == len(town.units) + 1 > 3
    assert [row[0] for row in some] == ["单位", "police"]
    assert client.get("/office/units/").content.decode().count("/office/unit/") == 3


def test_a_file_is_for_whom_the_page_is(town: Town, office: dict[str, Any], sign_in: Any) -> None:
    assert sign_in(office["admin"]).get("/office/sign-ins/?as=csv").status_code == 404
    assert sign_in(town.of("office")).get("/office/accounts/?as=csv").status_code == 404
    assert sign_in(None).get("/office/accounts/?as=csv").status_code == 302
    assert sign_in(office["admin"]).get("/office/units/?as=exe").status_code == 404
    assert sign_in(office["admin"]).get("/office/units/new/?as=csv").status_code == 404


def test_what_is_pressed_says_nothing_and_moments_are_written_out() -> None:
    html = """<h1>名册</h1><table class="table"><thead><tr><th>谁</th><th>何时</th><th><span>办</span></th></tr></thead>
    <tbody><tr><td><a>王&amp;李</a><br><span>二组 </span></td>
    <td><time datetime="2026-11-21T07:40:00+00:00">今天 15:40</time></td>
    <td><form><button>删</button></form></td></tr><tr><td>=1+1</td><td></td><td><button>删</button></td></tr></tbody></table>
    <table><tr><td>图例</td></tr></table>"""
    assert rows_of(file_of(html)) == [["谁", "何时"], ["王&李 · 二组", "2026-11-21 15:40"], ["'=1+1", ""]]


def test_two_tables_are_two_sheets_with_names_of_their_own() -> None:
    one = '<h2>渠道</h2><table class="table wide"><tr><th>a</th></tr><tr><td>1</td></tr></table>'
    book = load_workbook(BytesIO(file_of(one + one.replace("1", "2"), "xlsx").content))
    assert book.sheetnames == ["渠道", "渠道 2"]
    assert rows_of(file_of(one + one)) == [["渠道"], ["a"], ["1"], [], ["渠道"], ["a"], ["1"]]


def test_a_page_without_a_table_is_no_file() -> None:
    with pytest.raises(NotFound):
        file_of("<h1>无</h1>")


def test_names_and_phones_are_covered_as_on_the_page(town: Town, sign_in: Any) -> None:
    guard = cast.staff("安全员", "security_admin", DISTRICT)
    said = sign_in(guard).get("/office/accounts/?as=csv").content.decode("utf-8-sig")
    assert "安全员" in said
    assert "13900000001" not in said
