"""Other systems that the demo is tied to: a hotline, a group's robot, devices, an Open311 partner. All are simulated.

None has an address, so nothing goes out to anybody; what they sent is put in through the same actions as at the door.
Some of it waits for a person: other words under a known number, a time nobody can read, a device nobody registered,
a picture at an address that may not be gone to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, register
from linli.appeals.words import Channel
from linli.channels import actions as channels
from linli.channels.actions import messages, orders, pictures
from linli.channels.rules.messages import Said
from linli.channels.words import Direction, ExchangeKind, Fault, System
from linli.demo.cast import BUILDER, Town
from linli.demo.ground import Ground
from linli.devices import actions as devices
from linli.devices.rules.schema import Signal
from linli.devices.words import DeviceKind
from linli.grid.words import Crs
from linli.people import actions as people
from linli.people import queries
from linli.people.words import Role

ZONE = ZoneInfo("Asia/Shanghai")
REGISTERED = 4
"""So many reports come in over these ways: three of the hotline, one of the partner."""
FIELDS = {"number": "wo.id", "content": "wo.text", "name": "caller.name", "phone": "caller.tel", "time": "wo.at",
          "point": "wo.place", "due": "wo.limit", "secret": "caller.secret", "callback": "caller.callback"}  # fmt: skip
"""The hotline calls its fields by names of its own; the mapping is configuration."""
LAMP = "登州路24号院东门的路灯灭了三盏，晚上看不清路。"
ORDERS: tuple[tuple[int, str, str, Mapping[str, str]], ...] = (
    (1, LAMP, "登州路24号院", {"name": "钱女士", "tel": "13900000911"}),
    (2, "门口的铺面夜里锯木头，一直响到十二点，请管一管。我是这个院的王桂芳，电话13900000912。", "登州路24号院",
     {"name": "王桂芳", "tel": "13900000912", "secret": "是", "callback": "否"}),
    (3, "咨询：老楼加装电梯要多少户同意，去哪里申请。", "辽宁路街道", {"name": "孙先生", "tel": "13900000913"}),
    (1, "登州路24号院东门的路灯灭了五盏，昨晚有老人绊倒受伤。", "登州路24号院",
     {"name": "钱女士", "tel": "13900000911"}),
    (4, "垃圾桶满了两天没有清。", "延安路街道", {"name": "周先生", "tel": "13900000914", "at": "上周二上午"}),
)  # fmt: skip
"""Number, words, place, and what else stands in it. The fourth says something else under the first one's number."""
SAID = (
    ("三单元老赵", "二单元门口的窨井盖翘起来了，孩子跑来跑去容易绊着。"),
    ("刘姐", "今天的通知收到了，谢谢社区。"),
)


def connect(town: Town, laid: Ground, *, now: datetime) -> int:
    """Tie the demo to its other systems and let them say what they have to say; return how many there are."""
    _hotline(town, now)
    _group(town, laid, now)
    _devices(town, laid, now)
    _partner(town, laid, now)
    return 4


def _open(town: Town, system: System, name: str, now: datetime, **more: Any) -> UUID:
    new = channels.NewConnection(system=system, name=name, area_path=town.district, **more)
    return channels.open_connection(actor=BUILDER, new=new, now=now)[0]


def _hotline(town: Town, now: datetime) -> None:
    config = {"fields": FIELDS, "urgency": {"field": "wo.level", "values": {"1": "特急", "2": "紧急"}}}
    made = _open(town, System.HOTLINE, "12345热线（模拟）", now - timedelta(days=9), config=config)
    sender = orders.Sender(made, System.HOTLINE.value, config)
    for place, (number, words, where, more) in enumerate(ORDERS):
        at = now - timedelta(minutes=90 - 15 * place)
        orders.receive_orders(sender=sender, items=[_order(number, words, where, more, at)], now=at)


def _order(number: int, words: str, where: str, more: Mapping[str, str], at: datetime) -> dict[str, Any]:
    called = at.astimezone(ZONE) - timedelta(minutes=5)
    limit = f"{called + timedelta(days=1):%Y-%m-%d} 17:30" if number == 1 else ""
    work: dict[str, Any] = {
        "id": f"QD-{called:%y%m%d}-{number:03d}", "text": words, "place": where, "limit": limit, "level": "3",
        "at": more.get("at") or f"{called:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    return {"wo": work, "caller": {name: value for name, value in more.items() if name != "at"}}


def _group(town: Town, laid: Ground, now: datetime) -> None:
    config = {"groups": {"g1": {"name": "楼长群", "area": laid.home}}} if laid.home else {}
    made = _open(town, System.GROUP, "楼长群机器人（模拟）", now - timedelta(days=6), config=config)
    sender = messages.GroupSender(made, town.district, config)
    said = [
        Said(f"m-{place}", "g1", who, words, now - timedelta(minutes=55 - 10 * place))
        for place, (who, words) in enumerate(SAID, start=1)
    ]
    messages.receive_messages(sender=sender, said=said, now=now - timedelta(minutes=30))


def _devices(town: Town, laid: Ground, now: datetime) -> None:
    begin = now - timedelta(days=5)
    made = _open(town, System.DEVICE, "街面感知设备（模拟）", begin, silent_after_min=7 * 24 * 60)
    kinds = (("JG-001", DeviceKind.MANHOLE), ("SJ-002", DeviceKind.WATER), ("YG-003", DeviceKind.SMOKE))
    for (code, kind), spot in zip(kinds, laid.spots, strict=False):
        new = devices.NewDevice(
            connection_id=made, code=code, kind=kind, place=f"{spot.estate}{spot.number}", interval_min=24 * 60,
            lon=spot.lon, lat=spot.lat, crs=Crs.CGCS2000.value,
        )  # fmt: skip
        devices.register(actor=BUILDER, new=new, now=begin)
        heard = begin if code == "YG-003" else now - timedelta(minutes=20)
        devices.hear(connection_id=made, signal=Signal(code, heard), now=heard)
    devices.mark_silent(now=now)
    for code, number, kind_of in (("SJ-002", "e-1", "water_high"), ("WD-009", "e-2", "fault")):
        _signal(made, code, number, kind_of, now - timedelta(minutes=12))
    channels.count(made, Fault.FORGED, now=now - timedelta(hours=3))


def _signal(connection_id: UUID, code: str, number: str, kind: str, at: datetime) -> None:
    """Have a device say something; nobody registered WD-009, so that one waits for a person."""
    body = {"type": "event", "device": code, "number": number, "kind": kind, "at": at.isoformat()}
    channels.heard(connection_id, now=at)
    made, _ = channels.keep(
        connection_id=connection_id, direction=Direction.IN, kind=ExchangeKind.SIGNAL, number=f"{code}/{number}",
        body=json.dumps(body), same_if=f"{code}/{number}", now=at,
    )  # fmt: skip
    channels.work(exchange_id=made, now=at)


def _partner(town: Town, laid: Ground, now: datetime) -> None:
    """Give a partner's program a key, and have it report something with a picture that may not be gone to."""
    begin = now - timedelta(days=4)
    program = people.open_system(
        actor=BUILDER, login="open311-partner", name="Open311 Demo", area_path=town.district, now=begin
    )
    people.grant(actor=BUILDER, account_id=program, role=Role.AGENT.value, area_path=town.district, now=begin)
    people.issue_system_token(
        actor=BUILDER, account_id=program, label="Open311", scopes=["appeals.submit"],
        expires_at=now + timedelta(days=365), area_path=town.district, now=begin,
    )  # fmt: skip
    actor = queries.actor_for(program, now=now)
    picture = "http://photos.example.org/2041.jpg"
    spot = laid.spots[-1]
    new = NewAppeal(
        text=f"人行道上的地砖碎了一片，雨天一踩一脚水。\n照片：{picture}", channel=Channel.API,
        place=Place(lon=spot.lon, lat=spot.lat, crs=Crs.CGCS2000.value), client_id="open311-demo",
    )  # fmt: skip
    at = now - timedelta(minutes=40)
    made = register(actor=replace(actor, roles=actor.roles - {Role.RESIDENT.value}), new=new, now=at)
    asked = pictures.ask_for(appeal_id=made.id, case=made.number, area_path=made.area_path, url=picture, now=at)
    channels.work(exchange_id=asked, now=at)
