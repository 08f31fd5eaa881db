"""The line that takes a step back: shown, pressed, too late, moved on, several at once, nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.dispatch.actions import taking
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.notices.models import Message
from linli.web import undo
from linli.web.tests.test_desk_bulk import post, press_of, sent
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sent", "sign_in", "town"]


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(seconds=seconds))


def accept(client: Client, case: tuple[UUID, UUID], back: str = "") -> Any:
    return client.post(f"/desk/case/{case[0]}/do/accept/?on={case[1]}", {"back": back} if back else {})


def line(client: Client, address: str = "/desk/") -> dict[str, Any] | None:
    return client.get(address).context["undo"]


def take_back(client: Client, shown: dict[str, Any]) -> Any:
    fields: dict[str, list[str]] = {}
    for name, value in shown["fields"]:
        fields.setdefault(name, []).append(value)
    return client.post("/desk/undo/", fields, follow=True)


@pytest.mark.parametrize(
    "language, word, said",
    [("zh", "撤回", "已撤回，没有消息发出去。"), ("en", "Undo", "Taken back. No message went out.")],
)
def test_the_line_stands_on_the_next_pages_and_takes_the_step_back(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, monkeypatch: Any, language: str, word: str, said: str
) -> None:  # fmt: skip
    client = sign_in(town.of("office"), language=language)
    assert line(client) is None
    accept(client, dispatched)
    at(monkeypatch, 4)
    page = client.get("/desk/queue/")
    shown = page.context["undo"]
    assert shown["seconds"] == 6
    assert 'data-undo="6"' in page.content.decode()
    assert word in page.content.decode()
    answer = take_back(client, shown)
    assert said in answer.content.decode()
    assert factories.state(dispatched[0]) == "dispatched"
    assert line(client) is None
    held = Message.objects.filter(hold__isnull=False)
    assert {row.cancelled_at for row in held} <= {MONDAY + timedelta(seconds=4)}


def test_it_leads_back_to_the_list_with_the_case_open(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched, back="/desk/queue/?state=dispatched&case=x")
    shown = line(client)
    assert shown is not None
    assert dict(shown["fields"])["back"] == f"/desk/queue/?state=dispatched&case={dispatched[0]}"
    assert take_back(client, shown).redirect_chain == [(dict(shown["fields"])["back"], 302)]


def test_another_house_is_no_way_back(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched)
    shown = line(client)
    assert shown is not None
    answer = client.post("/desk/undo/", {"id": dict(shown["fields"])["id"], "back": "https://example.org/"})
    assert answer["Location"] == "/desk/"


def test_too_late_says_so_and_changes_nothing(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, monkeypatch: Any
) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched)
    shown = line(client)
    assert shown is not None
    at(monkeypatch, 10)
    assert line(client) is None
    assert "消息已发出" in take_back(client, shown).content.decode()
    assert factories.state(dispatched[0]) == "accepted"


def test_moved_on_says_who_did_what(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched)
    shown = line(client)
    assert shown is not None
    note = "让二组去现场"
    taking.log_action(actor=town.head("office"), order_id=dispatched[1], note=note, now=MONDAY)
    said = take_back(client, shown).content.decode()
    assert "没有撤回，这件已经往下办了：office负责人" in said
    assert "办理记录" in said
    assert factories.state(dispatched[0]) == "accepted"


def test_nobody_else_takes_it_back(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched)
    shown = line(client)
    assert shown is not None
    said = take_back(sign_in(town.head("office")), shown).content.decode()
    assert "只有办这一步的本人可以撤回" in said
    assert take_back(sign_in(town.of("gas")), shown).status_code == 404
    assert take_back(sign_in(None), shown).redirect_chain[0][0].startswith("/sign-in/")
    assert client.get("/desk/undo/").status_code == 405
    assert client.post("/desk/undo/", {"id": "x"}).status_code == 404
    assert client.post("/desk/undo/", {}).status_code == 404
    assert client.post("/desk/undo/", {"id": str(uuid4())}).status_code == 404
    assert factories.state(dispatched[0]) == "accepted"


def test_a_step_that_cannot_be_taken_back_shows_no_line(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    client = sign_in(town.of("office"))
    accept(client, dispatched)
    assert line(client) is not None
    appeal_id, order_id = dispatched
    words = {"means": "phone", "note": "电话里说清了情况"}
    assert client.post(f"/desk/case/{appeal_id}/do/first_contact/?on={order_id}", words).status_code == 302
    assert line(client) is None


def test_several_at_once_go_back_together(town: Town, sent: Any, sign_in: Any, monkeypatch: Any) -> None:
    client = sign_in(town.of("office"))
    client.post("/desk/bulk/", press_of(post(client, sent, "accept")))
    shown = line(client)
    assert shown is not None
    assert shown["text"].zh == "签收：3 件"
    assert len([one for one in shown["fields"] if one[0] == "id"]) == 3
    at(monkeypatch, 12)  # one second more for each case: they are done one after the other
    taking.log_action(actor=town.head("office"), order_id=sent[1][1], note="看过", now=MONDAY)
    with CaptureQueriesContext(connection) as asked:
        fields: dict[str, list[str]] = {}
        for name, value in shown["fields"]:
            fields.setdefault(name, []).append(value)
        client.post("/desk/undo/", fields)
    assert len(asked) <= 3 * 45, "\n".join(query["sql"][:120] for query in asked)
    said = client.get("/desk/").content.decode()
    assert "已撤回 2 件，没有消息发出去。" in said
    assert "没有撤回" in said
    assert [factories.state(id_) for id_, _ in sent] == ["dispatched", "accepted", "dispatched"]


def test_the_line_ends_with_its_seconds() -> None:
    class Asked:
        session = {"undo": {"ids": ["a"], "until": MONDAY.isoformat(), "zh": "一", "en": "one", "back": ""}}

    def seconds(now: datetime) -> int | None:
        found = undo.line(Asked(), now)  # type: ignore[arg-type]
        return found["seconds"] if found else None

    assert seconds(MONDAY - timedelta(seconds=9.9)) == 9
    assert seconds(MONDAY - timedelta(milliseconds=1)) == 1
    assert seconds(MONDAY) is None
