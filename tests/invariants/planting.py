"""The same words full of personal data wherever somebody says something: by every channel, in every text."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from uuid import UUID

from linli.appeals.actions import registering
from linli.appeals.actions.placing import Place
from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.channels.actions import NewConnection, open_connection, work_off
from linli.channels.actions.messages import GroupSender, receive_messages
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.models import Exchange
from linli.channels.rules.messages import Said
from linli.channels.words import System
from linli.dashboards.actions.pieces import taken_apart
from linli.dashboards.models import HotSpot, HotText
from linli.devices import actions as devices
from linli.devices.actions import NewDevice
from linli.devices.models import Alert
from linli.devices.rules import schema
from linli.devices.words import DeviceKind
from linli.dispatch.actions import issuing, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.groups.actions import board
from linli.groups.words import BoardKind
from linli.notices import actions as notices
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from tests.invariants.test_kept_away import squeezed

CONTACT = ("欧阳槐花", "13900000427")
"""The reporter, as sealed: on nobody's page without a reason given."""
SECRETS = {
    "name": "王桂芳",
    "phone": "13900000823",
    "wide phone": "１３６０００００７３３",
    "spoken phone": "一三五零零零零零二六四",
    "landline": "85000138",
    "id": "37020319990909123X",
    "plate": "鲁BA1234",
    "door": "2单元501",
    "card": "6222020000000000025",
    "mail": "wang.xm2026@example.com",
    "account": "linli_abc88",
    "health": "糖尿病",
}
WORDS = (
    "路口有人占道经营，我叫王桂芳，电话139-0000-0823，"
    "另一个１３６　００００　０７３３，也可以打一三五零零零零零二六四，"
    "或0532-85000138转802，身份证370203 19990909 123X，车鲁B·A1234，住3号楼2单元501室，"
    "退款卡号6222 0200 0000 0000 025，"
    "邮箱wang.xm2026@example.com，微信号linli_abc88，我妈有糖尿病"
)
TITLE = "王桂芳先生13900000823反映占道"


def plain_in(text: str, wanted: Mapping[str, str]) -> list[str]:
    """Return which secrets stand in a text, whatever is put between their characters."""
    close = squeezed(unescape(text))
    return [kind for kind, secret in wanted.items() if squeezed(secret) in close]


def planted(town: Town) -> dict[str, list[str]]:
    """Plant the words wherever somebody says something; return an example for each parameter of an address."""
    clerk = town.of("enforcement")
    new = registering.NewAppeal(
        WORDS, reporter=registering.Reporter(*CONTACT), place=Place(address="辽阳西路184号3号楼2单元501室")
    )
    made = registering.register(actor=cast.resident(), new=new, now=MONDAY)
    Appeal.objects.filter(id=made.id).update(
        area_path=GRID, complained_ids=[town.units["office"]], lon=120.38765, lat=36.08765
    )
    make.triage(town, made.id, "street.mobile_vendor", mode=make.Mode.FAST, urgency=make.Urgency.NORMAL, now=MONDAY,
                complained=(town.units["office"],))  # fmt: skip
    order = issuing.dispatch(
        actor=town.zhao, appeal_id=made.id, unit_id=town.units["enforcement"], task=WORDS, now=MONDAY
    )
    taking.accept(actor=clerk, order_id=order, now=MONDAY)
    taking.first_contact(actor=clerk, order_id=order, means=ContactMeans.PHONE, note=WORDS, now=MONDAY)
    HotSpot.objects.create(
        id=made.id, area_path=COMMUNITY, category="street.mobile_vendor", matter=made.id, words=["占道经营"], texts=6,
        people=6, this_week=6, week_before=0, heat=9, first_at=MONDAY, last_at=MONDAY,
    )  # fmt: skip
    _, pieces = taken_apart(str(made.id), "1", MONDAY, WORDS)
    HotText.objects.create(
        id=made.id, at=MONDAY, who="1", area_path=GRID, category="street.mobile_vendor", event=made.id, keys=[],
        pieces=pieces, near={},
    )  # fmt: skip
    ids = {
        "spot_id": [str(made.id)],
        "appeal_id": [str(made.id)],
        "order_id": [str(order)],
        "token": [links.token(make.appeal(made.id))],
    }
    return ids | _systems() | _public(town)


def _systems() -> dict[str, list[str]]:
    """Let a group, the hotline and a device speak; return their ids."""
    admin = cast.actor("admin", DISTRICT, account_id=cast.account("管理员"))

    def opened(system: System) -> UUID:
        new = NewConnection(system=system, name=system.value, area_path=DISTRICT)
        return open_connection(actor=admin, new=new, now=MONDAY)[0]

    group, hotline, platform = opened(System.GROUP), opened(System.HOTLINE), opened(System.DEVICE)
    said = [Said("m-1", "g1", SECRETS["name"], WORDS, MONDAY)]
    receive_messages(sender=GroupSender(group, GRID, {}), said=said, now=MONDAY)
    item = {"工单编号": "QD-1", "诉求人": SECRETS["name"], "联系电话": SECRETS["phone"], "主要内容": WORDS}
    receive_orders(sender=Sender(hotline, System.HOTLINE.value, {}), items=[item, {"工单编号": "QD-2"}], now=MONDAY)
    work_off(now=MONDAY)
    street = cast.staff("登记员", "street", STREET)
    device = devices.register(actor=street, new=NewDevice(platform, "S-1", DeviceKind.SMOKE, "天惠苑", 30), now=MONDAY)
    signal = {"type": "event", "device": "S-1", "number": "E-1", "kind": "fire", "at": MONDAY.isoformat()}
    devices.hear(connection_id=platform, signal=schema.signal_of(signal, now=MONDAY), now=MONDAY)
    return {
        "connection_id": [str(group), str(hotline), str(platform)],
        "exchange_id": [str(one) for one in Exchange.objects.values_list("id", flat=True)],
        "device_id": [str(device)],
        "alert_id": [str(Alert.objects.get().id)],
    }


def _public(town: Town) -> dict[str, list[str]]:
    """Publish the words as a case and put them on the board; return the ids."""
    editor, approver = (cast.staff(role, role, DISTRICT) for role in ("editor", "approver"))
    made = []
    for kind in ("hotline_case", "news"):
        notice = notices.draft(actor=editor, kind=kind, title=TITLE, body=WORDS, area_path=COMMUNITY, now=MONDAY)
        notices.approve(actor=approver, notice_id=notice, now=MONDAY)
        notices.publish(actor=approver, notice_id=notice, now=MONDAY)
        made.append(str(notice))
    item = board.put_up(
        actor=town.zhao, kind=next(iter(BoardKind)), title=TITLE, body=WORDS, area_path=COMMUNITY,
        shown_until=MONDAY.replace(month=4), now=MONDAY,
    )  # fmt: skip
    return {"notice_id": made, "item_id": [str(item)]}
