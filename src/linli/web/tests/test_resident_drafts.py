"""Two tabs write two reports, also without script; what was left is offered, and can be discarded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linli.appeals.models import Appeal, AppealText
from linli.appeals.tests import factories
from linli.appeals.tests.factories import Town
from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards

pytestmark = pytest.mark.django_db
ONE, TWO = "楼道灯坏了三天，晚上看不见。", "井盖松动，夜里很响。"


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT, settings.LINLI_REPORTS_PER_MINUTE = tmp_path, 0
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def form_of(client: Client, path: str = "/report/") -> tuple[str, dict[str, str]]:
    """Open the page of words; return where its form goes and what it carries."""
    page = client.get(path).content.decode()
    form = page[page.index('class="stack question-form"') :]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    return action[1], dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def written(client: Client, words: str, begun: tuple[str, dict[str, str]]) -> str:
    """Send the page of words; return the address of the next page."""
    action, carried = begun
    return str(client.post(action, carried | {"words": words})["Location"])


def sent(client: Client, place_url: str) -> None:
    send_url = client.post(place_url, {"address": ""})["Location"]
    page = client.get(send_url).content.decode()
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = client.post(send_url, carried)
    assert answer["Location"].startswith("/r/")


def test_two_tabs_open_at_once_are_two_reports(here: Town, client: Client) -> None:
    a, b = form_of(client), form_of(client)
    first, second = written(client, ONE, a), written(client, TWO, b)
    assert first == "/report/place/"
    assert second.startswith("/report/place/?d=")
    sent(client, second)
    assert client.session["report_draft"]["words"] == ONE
    sent(client, first)
    assert set(AppealText.objects.values_list("body", flat=True)) >= {ONE, TWO}
    assert Appeal.objects.count() == 2
    assert "report_draft" not in client.session
    assert "report_drafts" not in client.session


def test_a_later_tab_begins_empty_and_is_offered_what_was_left(here: Town, client: Client) -> None:
    written(client, ONE, form_of(client))
    page = client.get("/report/").content.decode()
    assert "上次没写完" in page
    assert f">{ONE}</textarea>" not in page
    (back,) = re.findall(r'<a class="button plain" href="(/report/\?d=[^"]+)">', page)
    again = client.get(back).content.decode()
    assert ONE in again
    assert "上次没写完" not in again, "it is this one"
    assert client.get("/report/place/").context["back_url"] == back
    # changing it there is no second report
    assert written(client, ONE + "还漏水。", form_of(client, back)) == "/report/place/"
    assert client.session["report_draft"]["words"] == ONE + "还漏水。"
    assert "report_drafts" not in client.session


def test_what_nobody_wants_is_discarded(here: Town, client: Client) -> None:
    written(client, ONE, form_of(client))
    written(client, TWO, form_of(client))
    page = client.get("/report/").content.decode()
    assert page.count("data-unfinished") == 2
    first, second = re.findall(r'<form method="post" action="(/report/\?d=[^"]+)" class="row">', page)
    client.post(first, {"drop": "1"})
    assert client.get("/report/").content.decode().count("data-unfinished") == 1
    client.post(second, {"drop": "1"})
    assert "data-unfinished" not in client.get("/report/").content.decode()
    assert Appeal.objects.count() == 0


def test_at_most_five_are_kept(here: Town, client: Client) -> None:
    for number in range(9):
        written(client, f"{ONE}{number}", form_of(client))
    assert client.get("/report/").content.decode().count("data-unfinished") == 5


@pytest.mark.parametrize("name", ["x", "../../etc", "A" * 400, "\u4e00"])
def test_a_made_up_name_opens_nothing(here: Town, client: Client, name: str) -> None:
    assert client.get("/report/", {"d": name}).status_code == 200
    assert client.get("/report/place/", {"d": name})["Location"] == "/report/"
    assert Client().get("/report/send/", {"d": "AAAAAAAA"})["Location"] == "/report/"


def test_a_scanned_building_does_not_fall_into_another_report(here: Town, client: Client) -> None:
    written(client, ONE, form_of(client))
    answer = client.get("/report/", {"code": "NOSUCH"})
    assert re.fullmatch(r"/report/\?d=[\w-]{8}", answer["Location"])
    assert "building_code" not in client.session["report_draft"]
    assert "NOSUCH" in client.get(answer["Location"]).content.decode()
