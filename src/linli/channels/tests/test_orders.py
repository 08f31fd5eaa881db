"""Orders that come in: by push and by pull, in both field lists, in any encoding; hostile ones are counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from linli.appeals.models import Appeal
from linli.channels import actions, speaking
from linli.channels.actions import pulling
from linli.channels.models import Connection, Exchange, FaultDay
from linli.channels.rules import orders
from linli.channels.tests import simulator
from linli.channels.tests.factories import open_connection, stand
from linli.channels.tests.simulator import Simulator, event, order, simulating
from linli.channels.words import System
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.hooks.rules import signing
from linli.journeys.actions.importing import import_file
from linli.journeys.words import Draft, FileKind
from linli.people import queries as people
from linli.standards import queries as standards


@pytest.fixture
def town(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    settings.LINLI_HOOKS_LOOPBACK = True
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def there() -> Iterator[Simulator]:
    with simulating() as one:
        one.now = MONDAY
        yield one


@pytest.fixture
def hotline(town: Town) -> tuple[UUID, str]:
    return open_connection(System.HOTLINE, name="12345")


def push(
    to: tuple[UUID, str], body: bytes | object, *, secret: str | None = None, at: datetime = MONDAY, header: str = ""
) -> Any:
    """Push something as the other side would."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    signature = header or signing.sign(to[1] if secret is None else secret, raw, at=at)
    return Client().post(
        f"/connect/{to[0]}/orders/", raw, content_type="application/json", headers={signing.HEADER: signature}
    )


def faults(connection_id: UUID) -> dict[str, int]:
    return dict(FaultDay.objects.filter(connection_id=connection_id).values_list("fault", "count"))


def cases() -> list[tuple[str, str]]:
    return list(Appeal.objects.order_by("serial").values_list("channel", "external_number"))


def test_an_order_pushed_is_registered_and_the_number_told(hotline: tuple[UUID, str]) -> None:
    answer = push(hotline, order("12345-1"))
    assert answer.status_code == 200
    made = Appeal.objects.get()
    ((row),) = answer.json()["received"]
    assert (row["number"], row["state"], row["repeated"]) == ("12345-1", "done", False)
    assert row["case"].endswith(f"{made.serial:05d}")
    assert (made.channel, made.external_number, made.kind) == ("phone_12345", "12345-1", "help")
    assert made.found_at.isoformat() == "2026-03-16T00:00:00+00:00"
    assert made.reporter_id is not None
    exchange = Exchange.objects.get()
    assert (exchange.appeal_id, exchange.state) == (made.id, "done")
    assert Connection.objects.get().last_heard_at == MONDAY


def test_the_same_again_is_known_whatever_its_state_over_there(hotline: tuple[UUID, str]) -> None:
    push(hotline, order("12345-1"))
    again = push(hotline, [order("12345-1", 工单状态="办理中"), order("12345-2")]).json()["received"]
    assert [(row["number"], row["repeated"]) for row in again] == [("12345-1", True), ("12345-2", False)]
    assert [number for _, number in cases()] == ["12345-1", "12345-2"]
    assert Exchange.objects.get(number="12345-1").repeats == 1


def test_what_a_file_brought_before_is_the_same_case(hotline: tuple[UUID, str]) -> None:
    one = order("12345-1")
    table = "\n".join(["\t".join(one), "\t".join(one.values())])
    import_file(content=table.encode("gb18030"), now=MONDAY)
    row = push(hotline, one).json()["received"][0]
    assert (row["state"], row["repeated"]) == ("done", False)
    assert len(cases()) == 1


def test_a_known_number_with_other_words_waits_for_a_person(hotline: tuple[UUID, str]) -> None:
    push(hotline, order("12345-1"))
    row = push(hotline, order("12345-1", "楼上漏水")).json()["received"][0]
    assert row["state"] == "refused"
    assert faults(hotline[0]) == {"differs": 1}
    assert len(cases()) == 1


def test_closed_over_there_makes_nothing(hotline: tuple[UUID, str]) -> None:
    row = push(hotline, order("12345-1", 工单状态="已办结")).json()["received"][0]
    assert (row["state"], row["case"], cases()) == ("done", "", [])


@pytest.mark.parametrize("more, urgency", [
    ({"紧急程度": "特急"}, "emergency"),
    ({"紧急程度": "紧急"}, "urgent"),
    ({"主要内容": "3号楼着火了，快来人"}, "emergency"),
])  # fmt: skip
def test_an_urgent_one_in_a_long_push_is_registered_at_once(
    hotline: tuple[UUID, str], more: dict[str, str], urgency: str
) -> None:
    many = [order(f"12345-{number}") for number in range(20)]
    many[13] |= more
    received = push(hotline, {"orders": many}).json()["received"]
    assert [place for place, row in enumerate(received) if row["state"] == "done"] == [13]
    assert Appeal.objects.get().urgency == urgency
    assert actions.work_off(now=MONDAY) == 19
    assert len(cases()) == 20


def test_a_grid_event_with_an_excel_day_and_a_point(town: Town) -> None:
    to = open_connection(System.EVENTS, name="网格平台", config={"crs": "EPSG:4490"})
    row = push(to, event()).json()["received"][0]
    assert row["state"] == "done"
    made = Appeal.objects.get()
    assert made.channel == "grid_patrol"
    assert made.found_at == MONDAY
    said = orders.read(event(), kind=FileKind.EVENTS, config={"crs": "EPSG:4490"}, district="市北区").said
    assert isinstance(said, Draft)
    assert (said.lon, said.lat, said.crs) == (120.3823, 36.0951, "EPSG:4490")
    assert push(to, event()).json()["received"][0]["repeated"] is True
    assert Appeal.objects.count() == 1


def test_a_point_without_its_system_is_refused_and_mended_by_configuration(town: Town) -> None:
    to = open_connection(System.EVENTS, name="网格平台")
    assert push(to, event()).json()["received"][0]["state"] == "refused"
    admin = make.cast.actor("admin", "370203", account_id=make.cast.account("管理员二"))
    actions.change(
        actor=admin, connection_id=to[0], address="", config={"crs": "GCJ02"}, silent_after_min=None, now=MONDAY
    )
    assert actions.replay(actor=admin, connection_id=to[0], now=MONDAY) == 1
    assert actions.work_off(now=MONDAY) == 1
    assert len(cases()) == 1


def test_other_names_are_configuration(town: Town) -> None:
    config = {
        "fields": {"number": "wo.id", "content": "wo.text", "kind": "type", "phone": "from"},
        "values": {"kind": {"03": "投诉"}},
        "urgency": {"field": "lv", "values": {"1": "特急"}},
    }
    to = open_connection(System.HOTLINE, name="12345", config=config)
    push(to, {"wo": {"id": 20260316001, "text": "夜里施工吵"}, "type": "03", "from": "13900000002", "lv": 1})
    made = Appeal.objects.get()
    assert (made.external_number, made.kind, made.urgency) == ("20260316001", "complaint", "emergency")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding_is_read(hotline: tuple[UUID, str], encoding: str) -> None:
    raw = json.dumps(order("12345-1", "𠮷祥小区🙂灯坏了"), ensure_ascii=False).encode(encoding)
    assert push(hotline, raw).json()["received"][0]["state"] == "done"
    assert "𠮷祥小区🙂" in Appeal.objects.get().preview


@pytest.mark.parametrize("items, fault", [
    (order(""), "refused_here"),
    (order("12345-1", ""), "refused_here"),
    (order("12345-1", "很" * 10_000), "refused_here"),
    (order("12345-1", 工单类型="未知"), "refused_here"),
    (order("12345-1", 受理时间="昨天"), "refused_here"),
    (order("12345-1", 被反映区="李沧区"), "refused_here"),
    ({"x": "y"}, "refused_here"),
])  # fmt: skip
def test_what_cannot_be_registered_is_kept_and_waits_for_a_person(
    hotline: tuple[UUID, str], items: dict[str, Any], fault: str, caplog: Any
) -> None:
    answer = push(hotline, items)
    assert answer.status_code == 200
    assert answer.json()["received"][0]["state"] == "refused"
    exchange = Exchange.objects.get()
    assert exchange.last_fault == fault
    assert json.loads(exchange.body_sealed or "") == items
    assert exchange.why_sealed
    assert cases() == []
    assert caplog.text == ""


def test_a_corrected_order_settles_the_refused_one(hotline: tuple[UUID, str]) -> None:
    push(hotline, order("12345-1", ""))
    push(hotline, order("12345-1"))
    assert [row.state for row in Exchange.objects.order_by("id")] == ["dropped", "done"]


@pytest.mark.parametrize("body, status, code", [
    (b"", 422, "kernel.invalid"),
    (b"\x00\x01\x02", 400, "channels.unreadable"),
    (b"{", 422, "kernel.invalid"),
    (b"[1, 2]", 422, "kernel.invalid"),
    (b'"x"', 422, "kernel.invalid"),
    (b"[" * 100_000, 422, "kernel.invalid"),
    (json.dumps([{}] * 201).encode(), 422, "kernel.invalid"),
    (b" " * (4 * 1024 * 1024 + 1), 413, "channels.too_big"),
])  # fmt: skip
def test_what_cannot_be_read_is_answered_clearly_and_counted(
    hotline: tuple[UUID, str], body: bytes, status: int, code: str
) -> None:
    answer = push(hotline, body)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["zh"]
    assert answer.json()["en"]
    assert faults(hotline[0]) == ({} if status == 413 else {"unreadable": 1})
    assert not Exchange.objects.exists()


def test_forged_and_old_requests_are_turned_away_and_counted_apart(hotline: tuple[UUID, str]) -> None:
    one = order("12345-1")
    raw = json.dumps(one).encode()
    good = signing.sign(hotline[1], raw, at=MONDAY)
    assert push(hotline, one, secret="another").json()["error"] == "channels.forged"
    assert push(hotline, order("12345-2"), header=good).json()["error"] == "channels.forged"
    assert push(hotline, one, header="t=1,v1=zz").json()["error"] == "channels.forged"
    old = push(hotline, one, at=MONDAY - timedelta(minutes=5, seconds=1))
    assert (old.status_code, old.json()["error"]) == (401, "channels.replayed")
    assert push(hotline, one, at=MONDAY + timedelta(minutes=6)).status_code == 401
    assert faults(hotline[0]) == {"forged": 3, "replayed": 2}
    assert not Exchange.objects.exists()
    # within its five minutes the same request again changes nothing
    for _ in range(3):
        assert push(hotline, raw, header=good).status_code == 200
    assert len(cases()) == 1
    assert Exchange.objects.get().repeats == 2


def test_the_door_is_there_for_its_systems_only(hotline: tuple[UUID, str], town: Town) -> None:
    robot = open_connection(System.GROUP, name="群")
    for to in (robot, (hotline[0].__class__(int=7), "x")):
        answer = push(to, order("1"))
        assert (answer.status_code, answer.json()["error"]) == (404, "channels.not_there")
    assert Client().get(f"/connect/{hotline[0]}/orders/").status_code == 405
    admin = make.cast.actor("admin", "370203", account_id=make.cast.account("管理员二"))
    actions.pause(actor=admin, connection_id=hotline[0], now=MONDAY)
    assert push(hotline, order("1")).json()["received"][0]["state"] == "waiting", "kept for later"
    actions.end(actor=admin, connection_id=hotline[0], now=MONDAY)
    assert push(hotline, order("2")).status_code == 404


def test_a_flood_is_slowed_down(hotline: tuple[UUID, str], settings: Any) -> None:
    settings.LINLI_REQUESTS_PER_MINUTE = 2
    found = [push(hotline, order("1")).status_code for _ in range(3)]
    assert found == [200, 200, 429]


def pulled(there: Simulator, **config: Any) -> UUID:
    made, there.secret = open_connection(
        System.HOTLINE, name="12345", address=there.url, config={"pull": {"path": "/orders", **config}}
    )
    return made


def test_a_pull_takes_every_page_and_goes_on_from_its_mark(town: Town, there: Simulator) -> None:
    one = pulled(there)
    there.orders = [order(f"12345-{number:03}") for number in range(25)]
    assert pulling.pull_all(now=MONDAY) == 25
    assert pulling.pull_all(now=MONDAY) == 0, "not its turn"
    assert actions.work_off(now=MONDAY) == 25
    assert [number for _, number in cases()] == [f"12345-{number:03}" for number in range(25)]
    there.orders.append(order("12345-025"))
    later = MONDAY + timedelta(minutes=5)
    there.now = later
    assert pulling.pull_all(now=later) == 1
    assert there.asked[-1] == "/api/orders?after=26"
    assert there.unsigned == 0
    assert Connection.objects.get(id=one).last_heard_at == later


@pytest.mark.parametrize("mode, fault", [
    ("down", "unreachable"), ("500", "answer"), ("garbage", "garbled"), ("slow", "slow"),
])  # fmt: skip
def test_a_pull_that_fails_moves_no_mark_and_is_seen(
    town: Town, there: Simulator, monkeypatch: pytest.MonkeyPatch, mode: str, fault: str
) -> None:
    monkeypatch.setattr(speaking, "PATIENCE_S", 0.3)
    one = pulled(there)
    there.orders = [order("12345-1")]
    there.mode = mode
    assert pulling.pull_all(now=MONDAY) == 0
    assert faults(one) == {fault: 1}
    row = Connection.objects.get(id=one)
    assert (row.pull_mark, row.last_heard_at, row.quiet_until) == ("", None, MONDAY + timedelta(minutes=1))
    there.mode, there.now = "up", MONDAY + timedelta(minutes=1)
    assert pulling.pull_all(now=there.now) == 1


def test_a_pull_reads_gb18030(town: Town, there: Simulator) -> None:
    pulled(there)
    there.encoding = "gb18030"
    there.orders = [order("12345-1", "𠮷祥小区灯坏了")]
    assert pulling.pull_all(now=MONDAY) == 1
    actions.work_off(now=MONDAY)
    assert stand(Exchange.objects.get().id)[0] == "done"


def test_the_simulator_says_that_it_is_one() -> None:
    assert "模拟" in simulator.SAYS
    assert "simulated" in simulator.SAYS
