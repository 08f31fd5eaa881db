"""WeCom, DingTalk, Feishu and the gateway of short messages, against a real server that plays the endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from linli.channels import robots
from linli.kernel.words import Text
from linli.notices.delivery import NotSent, Outgoing

SAYS = Text("370203-260311-00001 有答复了", "There is an answer to 370203-260311-00001")
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa".replace("x", "0").replace("sifa", "51fa")
TOKEN = "ab" * 32
PHONE = "13900000001"


@dataclass
class Endpoint:
    """What came in, and what is answered."""

    url: str = ""
    status: int = 200
    answer: str = '{"errcode": 0, "errmsg": "ok"}'
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    there = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.got.append((self.path, json.loads(body)))
            self.send_response(there.status)
            self.end_headers()
            self.wfile.write(there.answer.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    there.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(NotifyWeComBot, "notify_url", there.url + "/cgi-bin/webhook/send?key={key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", there.url + "/robot/send?access_token={token}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", there.url + "/open-apis/bot/v2/hook/{token}/")
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


def message(address: str = "", **more: str) -> Outgoing:
    given: dict[str, Any] = {"key": "wecom:k", "text": SAYS, "language": "zh-hans", "phone": PHONE, "email": ""}
    return Outgoing(**given | more, address=address)


def test_wecom(endpoint: Endpoint) -> None:
    assert robots.send_wecom(message(KEY)) is True
    assert endpoint.got == [(f"/cgi-bin/webhook/send?key={KEY}", {"msgtype": "text", "text": {"content": SAYS.zh}})]


def test_dingtalk_plain_and_signed(endpoint: Endpoint) -> None:
    robots.send_dingtalk(message(TOKEN))
    robots.send_dingtalk(message(f"{TOKEN}:SEC{'cd' * 32}"))
    (plain, body), (signed, _) = endpoint.got
    assert (plain, body) == (f"/robot/send?access_token={TOKEN}", {"msgtype": "text", "text": {"content": SAYS.zh}})
    asked = parse_qs(urlsplit(signed).query)
    assert asked["access_token"] == [TOKEN]
    assert len(asked["sign"][0]) == 44
    assert asked["timestamp"][0].isdigit()


def test_feishu_in_the_language_of_the_person_with_the_stable_key(endpoint: Endpoint) -> None:
    robots.send_feishu(message(KEY, language="en"))
    assert endpoint.got == [
        (
            f"/open-apis/bot/v2/hook/{KEY}",
            {"msg_type": "text", "content": {"text": SAYS.en}, "uuid": "wecom:k"},
        )
    ]


SENDERS = [(robots.send_wecom, KEY), (robots.send_dingtalk, TOKEN), (robots.send_feishu, KEY)]


@pytest.mark.parametrize("sender, key", SENDERS)
@pytest.mark.parametrize(
    "status, answer, code",
    [
        (200, '{"errcode": 93000, "errmsg": "invalid webhook url"}', "93000"),
        (200, '{"code": 19001, "msg": "param invalid"}', "19001"),
        (503, "", "http_503"),
        (302, "", "http_302"),
        (200, "<html>", "unreadable"),
    ],
)
def test_a_refusal_is_tried_again_and_says_why(
    endpoint: Endpoint, sender: Any, key: str, status: int, answer: str, code: str
) -> None:
    endpoint.status, endpoint.answer = status, answer
    with pytest.raises(NotSent) as failed:
        sender(message(key))
    assert failed.value.code.partition(".")[2] == code
    assert key not in str(failed.value)


@pytest.mark.parametrize("sender, key", SENDERS)
def test_a_dead_line_is_tried_again_and_tells_no_key(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, sender: Any, key: str
) -> None:
    monkeypatch.setattr(NotifyWeComBot, "notify_url", "http://127.0.0.1:1/{key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", "http://127.0.0.1:1/{token}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", "http://127.0.0.1:1/{token}")
    with pytest.raises(NotSent) as failed:
        sender(message(key))
    assert failed.value.code.endswith("ConnectionError")
    assert failed.value.__cause__ is None


@pytest.mark.parametrize("sender", [sender for sender, _ in SENDERS])
def test_without_a_robot_nothing_is_sent(endpoint: Endpoint, sender: Any) -> None:
    assert sender(message("")) is False
    assert endpoint.got == []


def test_a_gateway_gets_phone_words_and_key(endpoint: Endpoint, settings: Any) -> None:
    settings.LINLI_SMS_URL = endpoint.url.replace("http", "json") + "/send?:mobile={phone}&:id={key}&:title="
    assert robots.send_sms(message(key="sms:appeals:7:closed")) is True
    ((path, body),) = endpoint.got
    assert path == "/send"
    assert (body["mobile"], body["message"], body["id"]) == (PHONE, SAYS.zh, "sms:appeals:7:closed")


def test_a_gateway_that_refuses_is_tried_again(endpoint: Endpoint, settings: Any) -> None:
    settings.LINLI_SMS_URL = endpoint.url.replace("http", "json") + "/send?:mobile={phone}"
    endpoint.status = 500
    with pytest.raises(NotSent):
        robots.send_sms(message())
    assert robots.send_sms(message(phone="")) is False
    settings.LINLI_SMS_URL = "jsons://?:mobile={phone}"
    with pytest.raises(NotSent, match=r"sms\.settings"):
        robots.send_sms(message())
