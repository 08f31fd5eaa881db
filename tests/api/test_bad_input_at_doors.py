"""What systems and passers-by send instead of what was meant, door by door: a clear answer, nothing lost, counted.

Tables of their own stand where a door has its own forms: files in `journeys/tests/test_tables.py` (encodings, broken
and bombed sheets), lines in `journeys/tests/test_importing.py` and `past/tests/test_reading.py`, uploads in
`appeals/tests/test_files.py`, words in `appeals/tests/test_bad_input.py`, Open311 in
`tests/api/test_open311_hostile.py`, signals in `devices/tests/test_schema.py`, formulas in `web/tests/test_tables.py`.
"""

from __future__ import annotations

import json
from datetime import timedelta
from time import process_time
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.channels import actions as channels
from linli.channels.models import Exchange, FaultDay
from linli.channels.words import System
from linli.hooks.rules import signing
from linli.kernel.actor import Actor
from linli.people.tests import factories as cast
from tests.api.town import Town

DOORS = {"orders": System.HOTLINE, "messages": System.GROUP, "signals": System.DEVICE}
ORDER: dict[str, Any] = {"工单编号": "QD-1", "主要内容": "1号楼污水管堵了", "诉求地址": "辽阳西路184号"}
MESSAGE: dict[str, Any] = {"id": "m-1", "group": "g1", "sender": "王小明", "text": "楼道灯坏了"}
RANT = "物业不管，" * 2_000
DEEP = 100_000


@pytest.fixture
def admin(borrowed_town: Town) -> Actor:
    return cast.actor("admin", borrowed_town.small.district, account_id=cast.account("管理员"))


def opened(admin: Actor, town: Town, system: System, secret: str = "") -> tuple[UUID, str]:
    new = channels.NewConnection(system=system, name=system.value, area_path=town.small.district, secret=secret)
    return channels.open_connection(actor=admin, new=new, now=timezone.now())


@pytest.fixture
def doors(borrowed_town: Town, admin: Actor) -> dict[str, tuple[UUID, str]]:
    return {name: opened(admin, borrowed_town, system) for name, system in DOORS.items()}


def knock(to: tuple[UUID, str], door: str, raw: bytes, *, kind: str = "application/json", **signed: Any) -> Any:
    said = {"secret": to[1], "body": raw, "at": timezone.now()} | signed
    header = signing.sign(said["secret"], said["body"], at=said["at"])
    client = Client(raise_request_exception=False)
    return client.post(f"/connect/{to[0]}/{door}/", raw, content_type=kind, headers={signing.HEADER: header})


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


UNREADABLE = [
    ("nothing at all", b""),
    ("blanks", b" \r\n\t"),
    ("no JSON", b"hello"),
    ("half of it", as_json(ORDER)[:-7]),
    ("half a character", as_json(ORDER)[:16]),
    ("bytes of no encoding", b"\xff\xff\xfe\x80" * 9),
    ("a number", b"7"),
    ("a word", b'"x"'),
    ("a list of words", b'["x", 1, null]'),
    ("a form", b"number=1&text=x"),
    ("XML with entities", b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
    ("lists within lists", b"[" * DEEP + b"]" * DEEP),
    ("objects within objects", b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    ("a figure of five thousand figures", b'{"number": ' + b"9" * 5_000 + b"}"),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("what", "raw"), UNREADABLE, ids=[what for what, _ in UNREADABLE])
def test_what_cannot_be_read_is_told_in_both_languages_and_counted(
    door: str, what: str, raw: bytes, doors: dict[str, tuple[UUID, str]]
) -> None:
    answer = knock(doors[door], door, raw)
    assert answer.status_code in (400, 422), answer.content[:200]
    said = answer.json()
    assert said["zh"]
    assert said["en"]
    assert "Traceback" not in str(said)
    assert FaultDay.objects.get(connection_id=doors[door][0]).fault == "unreadable"
    assert not Exchange.objects.exists()


KEPT: list[tuple[str, str, object]] = [
    ("emoji and marks that combine", "orders", ORDER | {"主要内容": "堵了😭 é̂ 👩‍👧"}),
    ("a NUL", "orders", ORDER | {"主要内容": "堵了\x00了"}),
    ("half a pair", "orders", ORDER | {"主要内容": "堵了\ud83d"}),
    ("a NUL in the number", "orders", ORDER | {"工单编号": "Q\x00D"}),
    ("a turned direction in the number", "orders", ORDER | {"工单编号": "\u202eDQ-9"}),
    ("a rant of ten thousand", "orders", ORDER | {"主要内容": RANT}),
    ("a rant of two hundred thousand", "orders", ORDER | {"主要内容": RANT * 20}),
    ("no words", "orders", ORDER | {"主要内容": ""}),
    ("numbers as numbers", "orders", ORDER | {"工单编号": 20260312001, "联系电话": 13900000001.0}),
    ("a list for a word", "orders", ORDER | {"主要内容": ["堵了", {"a": 1}]}),
    ("an object for a word", "orders", ORDER | {"主要内容": {"a": "堵了"}}),
    ("no number", "orders", {"主要内容": "堵了"}),
    ("a day that is a number", "orders", ORDER | {"受理时间": 46093.5}),
    ("a day that is none", "orders", ORDER | {"受理时间": "昨天下午"}),
    ("NaN", "orders", ORDER | {"经度": float("nan"), "纬度": float("inf")}),
    ("a formula", "orders", ORDER | {"主要内容": "=HYPERLINK(1)", "诉求人": "@SUM(1)"}),
]


@pytest.mark.parametrize(("what", "door", "body"), KEPT, ids=[what for what, _, _ in KEPT])
def test_an_odd_order_is_kept_and_registered_or_waits_for_a_person(
    what: str, door: str, body: object, doors: dict[str, tuple[UUID, str]]
) -> None:
    raw = json.dumps(body).encode()  # escapes hold what UTF-8 does not
    answer = knock(doors[door], door, raw)
    assert answer.status_code == 200, answer.content[:300]
    channels.work_off(now=timezone.now() + timedelta(seconds=1))
    (one,) = Exchange.objects.all()
    assert one.state in {"done", "refused"}, one.last_fault
    assert (one.state == "done") == Appeal.objects.exists()
    assert one.body_sealed


@pytest.mark.parametrize(("what", "changed", "status"), [
    ("emoji", {"text": "灯坏了😭"}, 200),
    ("a turned direction", {"text": "灯\u202e坏了"}, 200),
    ("a NUL", {"text": "灯\x00坏了"}, 422),
    ("half a pair", {"text": "灯\ud83d坏了"}, 200),
    ("a NUL in the name", {"sender": "王\x00"}, 422),
    ("a NUL in the group", {"group": "g\x00"}, 422),
    ("half a pair in the id", {"id": "m\ud83d"}, 200),
    ("a rant of ten thousand", {"text": RANT}, 422),
    ("no words", {"text": " \u200b"}, 422),
    ("an object for words", {"text": {"a": 1}}, 422),
    ("a number as a number", {"id": 7}, 200),
    ("a day that is a number", {"at": 46093.5}, 422),
    ("a day of next year", {"at": "2999-01-01T00:00:00+08:00"}, 422),
    ("a day before all", {"at": "0001-01-01T00:00:00+14:00"}, 422),
])  # fmt: skip
def test_an_odd_message_is_taken_as_meant_or_told(
    what: str, changed: dict[str, Any], status: int, doors: dict[str, tuple[UUID, str]]
) -> None:
    answer = knock(doors["messages"], "messages", json.dumps(MESSAGE | changed).encode())
    assert answer.status_code == status, answer.content[:300]
    assert Exchange.objects.count() == (status == 200)
    if status != 200:
        assert answer.json()["zh"]
        assert FaultDay.objects.get().fault == "unreadable"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("what", "signed", "fault"), [
    ("another secret", {"secret": "lkch_another"}, "forged"),
    ("another body", {"body": b'{"a": 1}'}, "forged"),
    ("an old moment", {"at": timezone.now() - timedelta(minutes=6)}, "replayed"),
    ("a moment to come", {"at": timezone.now() + timedelta(days=2)}, "replayed"),
])  # fmt: skip
def test_the_forged_and_the_replayed_leave_a_count_and_nothing_else(
    door: str, what: str, signed: dict[str, Any], fault: str, doors: dict[str, tuple[UUID, str]]
) -> None:
    answer = knock(doors[door], door, as_json(ORDER), **signed)
    assert (answer.status_code, FaultDay.objects.get().fault) == (401, fault)
    assert answer.json()["en"]
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("header", ["", "t=,v1=", "t=x,v1=y", "t=²,v1=00", f"t={'9' * 400},v1=00", "灯".encode()])
def test_a_header_that_is_no_signature_is_forged(header: Any, doors: dict[str, tuple[UUID, str]]) -> None:
    to = doors["orders"]
    client = Client(raise_request_exception=False)
    extra = {"HTTP_" + signing.HEADER.upper().replace("-", "_"): header if isinstance(header, str) else "\u706f"}
    answer = client.post(f"/connect/{to[0]}/orders/", as_json(ORDER), content_type="text/plain", **extra)
    assert answer.status_code == 401, answer.content[:200]


NESTED = b"<xml>" + b"<a>x" * 500_000
"""Two megabytes: joined up at each depth these would be terabytes."""


@pytest.mark.parametrize("raw", [
    NESTED,
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    ) + b"]><xml><Encrypt>&a8;</Encrypt></xml>",
    b"<xml><Encrypt>" + b"x" * 1_000_000,
    "<xml><Encrypt>灯</Encrypt></xml>".encode("gb18030"),
    b"<xml/>", b"{}", b"",
])  # fmt: skip
def test_a_stranger_blows_nothing_up_with_xml(raw: bytes, borrowed_town: Town, admin: Actor) -> None:
    made = opened(admin, borrowed_town, System.WECOM, "token:" + "A" * 43)
    address = f"/connect/{made[0]}/wecom/?msg_signature=00&timestamp=²&nonce=1"
    begun = process_time()
    answer = Client(raise_request_exception=False).post(address, raw, content_type="text/xml")
    assert process_time() - begun < 5, "a bomb would take minutes"
    assert (answer.status_code, FaultDay.objects.get().fault) == (401, "forged")


@pytest.mark.parametrize(
    "code", ["不是码", "%00", "\u202eABC", "' OR 1=1 --", "../../etc", "x" * 500, "<script>", "%ff%fe"]
)
def test_a_building_code_in_the_address_is_only_a_code(code: str, borrowed_town: Town) -> None:
    raw = code if code.startswith("%") else quote(code)
    for address in (f"/report/?code={raw}", f"/b/?q={raw}", f"/b/{raw if '/' not in code else quote(code, safe='')}/"):
        answer = Client(raise_request_exception=False).get(address, follow=True)
        assert answer.status_code in (200, 400, 404, 422), address
        assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(("what", "words", "status"), [
    ("emoji", "灯坏了😭", 302),
    ("a NUL", "灯\x00坏了", 422),
    ("a rant of ten thousand", RANT, 422),
    ("a rant of two hundred thousand", RANT * 20, 422),
    ("blanks that nobody sees", "\u200b\u200b", 302),
])  # fmt: skip
def test_odd_words_on_the_page(what: str, words: str, status: int, borrowed_town: Town) -> None:
    answer = Client(raise_request_exception=False).post("/report/", {"words": words})
    assert answer.status_code == status


@pytest.mark.parametrize("raw", [b"[" * DEEP, b"{", b"\xff", b'{"text": "\\ud83d"}', b'{"text": 1e999}', b"NaN"])
def test_the_interface_answers_as_a_problem(raw: bytes, borrowed_town: Town) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/api/v1/appeals/", raw, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content[:200]
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Appeal.objects.exists()
