"""Messages of groups: a signed webhook, WeCom's callback, one tap to a report, answers without a word anybody wrote."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.test import Client

from linli.appeals.models import Appeal
from linli.appeals.queries.detail import detail
from linli.channels import actions, robots, wecom
from linli.channels.actions import messages as acting
from linli.channels.models import Exchange, FaultDay
from linli.channels.queries.messages import messages
from linli.channels.tests.factories import open_connection, told
from linli.channels.tests.test_feedback import answer, handle, hear
from linli.channels.words import Direction, ExchangeState, System
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.hooks.rules import signing
from linli.kernel.errors import Conflict, NotFound
from linli.notices.delivery import NotSent, Outgoing
from linli.people import queries as people
from linli.people.tests.areas import GRID, OTHER_GRID, OTHER_STREET
from linli.standards import queries as standards

KEY = "693a91f6-7000-4bc4-97a0-0ec251fa5aaa"
CONFIG: dict[str, Any] = {
    "groups": {
        "g1": {"name": "天惠苑楼长群", "area": GRID, "robot": f"wecom:{KEY}"},
        "g2": {"name": "别处的群", "area": OTHER_STREET},
    }
}
SAID = {
    "id": "m-1", "group": "g1", "sender": "王小明", "at": "2026-03-16T08:52:30+08:00",
    "text": "1号楼污水管又堵了，找李建国13800000001",
}  # fmt: skip

LAMP = SAID | {"text": "楼道的灯不亮了"}


@pytest.fixture
def town(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def group(town: Town) -> tuple[UUID, str]:
    return open_connection(System.GROUP, name="业主群", config=CONFIG)


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """A simulated robot that keeps what it was to say."""
    from linli.channels.actions import replying

    heard: list[Outgoing] = []
    monkeypatch.setitem(replying.SENDERS, "wecom", lambda message: bool(heard.append(message)) or True)
    return heard


def push(to: tuple[UUID, str], body: object, secret: str = "") -> Any:
    raw = json.dumps(body, ensure_ascii=False).encode()
    header = {signing.HEADER: signing.sign(secret or to[1], raw, at=MONDAY)}
    return Client().post(f"/connect/{to[0]}/messages/", raw, content_type="application/json", headers=header)


def kept(**more: Any) -> Exchange:
    return Exchange.objects.get(number="m-1", **more)


def test_a_message_waits_for_a_person_masked(group: tuple[UUID, str], town: Town) -> None:
    assert push(group, SAID).json() == {"ok": True, "received": [{"id": "m-1", "repeated": False}]}
    assert push(group, {"messages": [SAID, SAID | {"id": "m-2"}]}).json()["received"] == [
        {"id": "m-1", "repeated": True}, {"id": "m-2", "repeated": False},
    ]  # fmt: skip
    assert actions.work_off(now=MONDAY) == 0
    rows = messages(town.li, state=ExchangeState.WAITING).rows
    assert [row.group for row in rows] == ["天惠苑楼长群"] * 2
    assert rows[0].sender.startswith("王")
    assert "小明" not in rows[0].sender
    assert "污水管又堵了" in rows[0].words
    assert "13800000001" not in rows[0].words
    assert not Appeal.objects.exists()


def test_one_tap_makes_a_report_with_the_quote(group: tuple[UUID, str], town: Town) -> None:
    push(group, SAID)
    made = acting.turn_into_appeal(actor=town.li, exchange_id=kept().id, now=MONDAY)
    case = make.appeal(made)
    assert (case.channel, case.area_path, case.registered_by_id) == ("wechat_group", GRID, town.li.account_id)
    assert case.found_at == MONDAY - timedelta(seconds=450)
    seen = detail(town.li, made, now=MONDAY)
    assert SAID["text"] in [text.body for text in seen.texts]
    assert "小明" not in repr(seen), "the sender is masked like every reporter"
    (row,) = messages(town.li, state=ExchangeState.DONE).rows
    assert (row.appeal_id, row.took_s) == (made, 450)
    assert row.case.startswith("370203-")
    assert told()[-1] == "channels.message_turned"
    with pytest.raises(Conflict):
        acting.turn_into_appeal(actor=town.zhao, exchange_id=kept().id, now=MONDAY)
    with pytest.raises(Conflict):
        acting.set_aside(actor=town.zhao, exchange_id=kept().id, now=MONDAY)
    assert Appeal.objects.count() == 1


def test_only_staff_of_the_place_see_and_turn(group: tuple[UUID, str], town: Town) -> None:
    push(group, SAID)
    push(group, SAID | {"id": "m-2", "group": "g2"})
    other = make.cast.actor("grid_worker", OTHER_GRID, account_id=make.cast.account("张网格员"))
    for actor in (other, town.chen, town.leader, town.street):
        assert messages(actor, state=ExchangeState.WAITING).rows == ()
        for deed in (acting.turn_into_appeal, acting.set_aside):
            with pytest.raises(NotFound):
                deed(actor=actor, exchange_id=kept().id, now=MONDAY)
    assert [row.area_path for row in messages(town.li, state=ExchangeState.WAITING).rows] == [GRID]
    assert len(messages(town.agent, state=ExchangeState.WAITING).rows) == 2
    assert kept().state == "waiting"


def test_what_is_no_report_goes_with_its_words(group: tuple[UUID, str], town: Town) -> None:
    push(group, SAID)
    acting.set_aside(actor=town.li, exchange_id=kept().id, now=MONDAY)
    assert (kept().state, kept().body_sealed) == ("dropped", None)
    assert told()[-1] == "channels.message_set_aside"
    assert push(group, SAID).json()["received"][0]["repeated"] is True
    assert messages(town.li, state=ExchangeState.WAITING).rows == ()


def test_nobody_looked_for_a_week(group: tuple[UUID, str], town: Town) -> None:
    push(group, SAID)
    assert acting.let_go(now=MONDAY + timedelta(days=7)) == 0
    assert acting.let_go(now=MONDAY + timedelta(days=7, seconds=1)) == 1
    assert kept().body_sealed is None


def test_an_urgent_one_stands_first(group: tuple[UUID, str], town: Town) -> None:
    push(group, [SAID | {"id": "m-0", "text": "3号楼着火了，快来人"}, LAMP, LAMP | {"id": "m-2"}])
    rows = messages(town.li, state=ExchangeState.WAITING).rows
    assert [row.is_urgent for row in rows] == [True, False, False]
    made = acting.turn_into_appeal(actor=town.li, exchange_id=rows[0].id, now=MONDAY)
    assert make.appeal(made).urgency == "emergency"


@pytest.mark.parametrize("change", [
    {"id": ""}, {"group": ""}, {"text": " "}, {"text": "很" * 5001}, {"at": "昨天"}, {"at": "2026-03-16T09:00:00"},
    {"at": "2026-03-16T09:11:00+08:00"}, {"id": "x" * 101},
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_counted(group: tuple[UUID, str], change: dict[str, str]) -> None:
    answered = push(group, SAID | change)
    assert (answered.status_code, answered.json()["error"]) == (422, "kernel.invalid")
    assert FaultDay.objects.get().fault == "unreadable"
    assert not Exchange.objects.exists()


def test_a_forged_message_is_turned_away(group: tuple[UUID, str]) -> None:
    assert push(group, SAID, secret="x").status_code == 401
    assert not Exchange.objects.exists()


def test_the_group_hears_what_came_of_it_and_nothing_personal(
    group: tuple[UUID, str], town: Town, robot: list[Outgoing]
) -> None:
    push(group, SAID)
    made = acting.turn_into_appeal(actor=town.li, exchange_id=kept().id, now=MONDAY)
    answer(town, made, handle(town, made))
    hear(MONDAY)
    assert actions.work_off(now=MONDAY) == 2
    case = make.appeal(made)
    number = f"370203-260316-{case.serial:05d}"
    assert [message.text.zh for message in robot] == [
        f"群里反映的一件事已受理，编号 {number}。",
        f"群里反映的 {number} 已有答复，结果：已解决。反映人可凭回执查看。",
    ]
    assert {message.address for message in robot} == {KEY}
    hear(MONDAY)
    assert actions.work_off(now=MONDAY) == 0


def test_a_robot_that_fails_is_tried_again_and_a_group_without_one_is_left_alone(
    group: tuple[UUID, str], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.channels.actions import replying

    def away(message: Outgoing) -> bool:
        raise NotSent("wecom.http_503")

    monkeypatch.setitem(replying.SENDERS, "wecom", away)
    push(group, SAID)
    push(group, SAID | {"id": "m-2", "group": "g2"})
    for row in Exchange.objects.all():
        made = acting.turn_into_appeal(actor=town.agent, exchange_id=row.id, now=MONDAY)
        make.triage(town, made, "street.mobile_vendor", mode=make.Mode.FAST, urgency=make.Urgency.NORMAL, now=MONDAY)
    hear(MONDAY)
    actions.work_off(now=MONDAY)
    row = Exchange.objects.get(direction=Direction.OUT)
    assert (row.number, row.state, row.last_fault) == ("m-1", "waiting", "answer")
    assert robots.send_wecom is not away


# WeCom's callback

AES = os.urandom(32)
SECRET = "token-1:" + b64encode(AES).decode().rstrip("=")
XML = (
    "<xml><WebhookUrl><![CDATA[https://qyapi.weixin.qq.com/x]]></WebhookUrl><ChatId><![CDATA[g1]]></ChatId>"
    "<ChatType>group</ChatType><From><UserId>u</UserId><Name><![CDATA[王小明]]></Name></From>"
    "<MsgId>m-1</MsgId><MsgType>text</MsgType><Text><Content><![CDATA[楼道灯坏了 & 很黑]]></Content></Text></xml>"
)


def sealed(text: str) -> str:
    """Seal as WeCom does (a simulated WeCom)."""
    body = text.encode()
    plain = os.urandom(16) + len(body).to_bytes(4) + body + b"corp"
    pad = 32 - len(plain) % 32
    work = Cipher(algorithms.AES(AES), modes.CBC(AES[:16])).encryptor()
    return b64encode(work.update(plain + bytes([pad]) * pad) + work.finalize()).decode()


def callback(
    to: UUID, text: str, *, at: int = int(MONDAY.timestamp()), token: str = "token-1", get: bool = False
) -> Any:
    secret = sealed(text)
    keys = wecom.Keys(token, AES)
    said = {"timestamp": str(at), "nonce": "n", "msg_signature": wecom.signature(keys, str(at), "n", secret)}
    url = f"/connect/{to}/wecom/"
    if get:
        return Client().get(url, said | {"echostr": secret})
    return Client().post(
        url, f"<xml><Encrypt><![CDATA[{secret}]]></Encrypt></xml>", content_type="text/xml", query_params=said
    )


@pytest.fixture
def robot_of_wecom(town: Town) -> UUID:
    return open_connection(System.WECOM, name="企业微信", secret=SECRET, config=CONFIG)[0]


def test_wecom_is_shown_that_we_hold_the_keys(robot_of_wecom: UUID) -> None:
    assert callback(robot_of_wecom, "12345678", get=True).content == b"12345678"
    assert callback(robot_of_wecom, "12345678", get=True, token="x").status_code == 401


def test_a_message_of_wecom_comes_in_once(robot_of_wecom: UUID, town: Town) -> None:
    for _ in range(2):
        assert callback(robot_of_wecom, XML).status_code == 200
    (row,) = messages(town.li, state=ExchangeState.WAITING).rows
    assert (row.group, row.words, row.area_path) == ("天惠苑楼长群", "楼道灯坏了 & 很黑", GRID)
    assert kept().repeats == 1


def test_wecom_played_again_forged_or_odd(robot_of_wecom: UUID) -> None:
    at = int(MONDAY.timestamp())
    assert callback(robot_of_wecom, XML, at=at - 301).json()["error"] == "channels.replayed"
    assert callback(robot_of_wecom, XML, token="other").json()["error"] == "channels.forged"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><MsgType>text</MsgType><MsgId>1</MsgId><Content>&a;</Content></xml>'
    assert callback(robot_of_wecom, bomb).status_code == 422
    assert callback(robot_of_wecom, XML.replace("text<", "image<")).status_code == 200
    assert Client().post(f"/connect/{robot_of_wecom}/wecom/", "x", content_type="text/xml").status_code == 401
    assert not Exchange.objects.exists()
    assert dict(FaultDay.objects.values_list("fault", "count")) == {"replayed": 1, "forged": 2}
