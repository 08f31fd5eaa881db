"""Lists that are drawn as cards or as a tree are files too: the same rows, for the same people."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.dispatch.tests.factories import MONDAY, Town
from linli.people import actions
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from linli.people.words import Purpose, RequestKind
from linli.web.tests.test_office_pages import office
from linli.web.tests.test_staff_pages import sign_in, town
from linli.web.tests.test_suspended_page import approve, put_aside

__all__ = ["office", "sign_in", "town"]


def rows_of(client: Any, path: str) -> list[list[str]]:
    answer = client.get(f"{path}?as=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    book = load_workbook(BytesIO(client.get(f"{path}?as=xlsx").content))
    assert book.active.max_row == len(rows)
    return rows


def is_offered(client: Any, path: str) -> bool:
    return f"{path}?as=xlsx" in client.get(path).content.decode()


def test_data_requests(town: Town, office: dict[str, Any], sign_in: Any) -> None:
    client, path = sign_in(office["admin"]), "/office/requests/"
    assert not is_offered(client, path)
    assert client.get(f"{path}?as=csv").status_code == 404
    person = people.actor_for(cast.account("王阿姨"), now=MONDAY)
    actions.ask_data(actor=person, kind=RequestKind.COPY, now=MONDAY)
    assert is_offered(client, path)
    head, row = rows_of(client, path)
    assert head == ["请求", "提出时间", "期限"]  # nobody gave a reason
    assert row[:2] == [RequestKind.COPY.zh, "2026-03-16 09:00"]
    assert "王阿姨" not in str(row)


def test_systems_with_their_keys(town: Town, office: dict[str, Any], sign_in: Any) -> None:
    client, path = sign_in(office["admin"]), "/office/systems/"
    actions.open_system(actor=office["admin"], login="city", name="城市大脑", area_path=DISTRICT, now=MONDAY)
    assert is_offered(client, path)
    assert rows_of(client, path)[1:] == [["城市大脑", "city", "0"]]  # no key yet


def test_webhooks_without_a_row_offer_no_file(office: dict[str, Any], sign_in: Any) -> None:
    assert not is_offered(sign_in(office["admin"]), "/office/hooks/")


def test_consents_with_their_version(office: dict[str, Any], sign_in: Any) -> None:
    client, path = sign_in(office["admin"]), "/office/consents/"
    purpose = Purpose.PUBLISH_CASE
    actions.set_consent_text(
        actor=office["admin"], purpose=purpose.value, zh="同意公开。", en="I agree.", area_path=DISTRICT, now=MONDAY
    )
    assert is_offered(client, path)
    row = next(row for row in rows_of(client, path) if row[0] == purpose.zh)
    assert row == [purpose.zh, "1", "同意公开。"]


def test_the_area_tree_has_every_level(town: Town, office: dict[str, Any], sign_in: Any) -> None:
    client, path = sign_in(office["admin"]), "/office/"
    assert is_offered(client, path)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{path}?as=csv")
    assert len(asked) <= 14
    above = {row[0]: row[3] for row in rows_of(client, path)[1:]}
    for area in (STREET, COMMUNITY, GRID):
        code, up = area.rpartition("/")[2], area.rpartition("/")[0].rpartition("/")[2]
        assert above[code] == up
    assert above[DISTRICT] == ""


@pytest.mark.parametrize("path", ["/office/requests/", "/office/systems/", "/office/consents/", "/office/"])
def test_a_file_is_for_whom_the_page_is(town: Town, sign_in: Any, path: str) -> None:
    assert sign_in(town.of("office")).get(f"{path}?as=csv").status_code == 404
    assert sign_in(None).get(f"{path}?as=csv").status_code == 302


def test_what_is_put_aside_is_a_file_for_everybody(town: Town, client: Client) -> None:
    assert client.get("/suspended/?as=csv").status_code == 404
    appeal_id, order_id = put_aside(town)
    approve(town, order_id)
    assert is_offered(client, "/suspended/")
    head, row = rows_of(client, "/suspended/")
    assert len(head) == len(row) == 5
    assert row[3:] == ["2026-03-17 09:00", "2026-04-01 17:30"]
    for hidden in ("王阿姨", "13900000001", "开春再划线", str(appeal_id)):
        assert hidden not in str(row)
