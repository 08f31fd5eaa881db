"""The register as files: an officer reads one in, sees every line's fate, takes one out; others learn nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

CODE = COMMUNITY.rpartition("/")[2]
URL = "/office/register/"
ESTATES = (
    f"community_code,name,kind,property_mode\n{CODE},登州路24号院,开放式楼院,业主自管\n{CODE},,封闭小区,物业服务\n"
)


@pytest.fixture
def officer(town: Town, sign_in: Any) -> Any:
    return sign_in(cast.staff("管理员", "admin", DISTRICT))


def send(client: Any, text: str | bytes, **more: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("register.csv", content, "text/csv")
    return client.post(URL, {"what": "estates", "source": "住建局", "file": file, **more})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_stays_within_its_statements(town: Town, sign_in: Any, language: str) -> None:
    client = sign_in(cast.staff("管理员", "admin", DISTRICT), language=language)
    client.get(URL)
    with CaptureQueriesContext(connection) as told:
        page = client.get(f"{URL}?area={CODE}")
    assert page.status_code == 200
    assert len(told) <= 14
    assert f"{URL}{CODE}/buildings.geojson" in page.content.decode()


def test_a_file_is_read_in_and_every_line_is_told(officer: Any) -> None:
    answer = send(officer, ESTATES.encode("gb18030"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "登州路24号院" in [one.name for one in grid.estates(COMMUNITY, MONDAY)]
    assert "已建立" in page
    assert "name 不能用：请填写" in page
    assert "已存在，未变" in send(officer, ESTATES).content.decode()


def test_what_is_taken_out_may_come_in_again(officer: Any) -> None:
    send(officer, ESTATES)
    for what in ("estates", "buildings", "areas"):
        taken = officer.get(f"{URL}{CODE}/{what}.csv")
        assert taken.status_code == 200
        assert taken["Content-Disposition"].startswith("attachment")
        before = len(grid.estates(DISTRICT, MONDAY))
        page = send(officer, taken.content, what=what).content.decode()
        assert len(grid.estates(DISTRICT, MONDAY)) == before
        assert "与登记的不同" not in page
    assert b"FeatureCollection" in officer.get(f"{URL}{CODE}/areas.geojson").content


@pytest.mark.parametrize(
    "given, word",
    [
        ({"file": ""}, "请选择一个文件"),
        ({"source": ""}, "从哪里来"),
        ({"what": "people"}, "请从清单中选择"),
        ({"text": "a,b\n1,2\n"}, "首行缺少这些列"),
        ({"text": b"\xff\xfe\x00\x00"}, "不是 UTF-8、GB18030 或 UTF-16 的文本"),
    ],
)
def test_a_refused_file_says_why(officer: Any, given: dict[str, Any], word: str) -> None:
    text = given.pop("text", ESTATES)
    answer = send(officer, text, **given)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "登州路24号院" not in [one.name for one in grid.estates(COMMUNITY, MONDAY)]


def test_no_such_file(officer: Any) -> None:
    for path in (f"{CODE}/estates.xlsx", f"{CODE}/people.csv", "370203999/estates.csv"):
        assert officer.get(URL + path).status_code == 404


def test_others_learn_nothing(town: Town, sign_in: Any) -> None:
    for role in ("auditor", "editor"):
        client = sign_in(cast.staff(f"{role}一", role, DISTRICT))
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}{CODE}/estates.csv").status_code == 404
        assert send(client, ESTATES).status_code == 404
    assert "登州路24号院" not in [one.name for one in grid.estates(COMMUNITY, MONDAY)]
