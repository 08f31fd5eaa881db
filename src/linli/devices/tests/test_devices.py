"""Hearing devices, their silence, and the person who decides each alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.devices import actions, queries
from linli.devices.actions import NewDevice
from linli.devices.models import Alert, Device
from linli.devices.rules.schema import Signal
from linli.devices.words import AlertState, DeviceKind, FalseReason, SignalKind
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, OTHER_GRID, STREET
from linli.standards import queries as standards

CONNECTION = new_id()
PLACE = "天惠苑"


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def device(town: Town, code: str = "S-1", *, kind: DeviceKind = DeviceKind.SMOKE, sign: str = "") -> UUID:
    new = NewDevice(CONNECTION, code, kind, PLACE, 30, sign)
    return actions.register(actor=town.street, new=new, now=MONDAY)


def signal(town: Town, number: str = "E-1", code: str = "S-1", at: Any = MONDAY) -> UUID:
    said = Signal(code, at, number, SignalKind.FIRE, "78", "a/1.jpg")
    found, _ = actions.hear(connection_id=CONNECTION, signal=said, now=at)
    assert found is not None
    return found


def told(kind: str) -> list[dict[str, Any]]:
    return list(Fact.objects.filter(kind=f"devices.{kind}").order_by("id").values_list("data", flat=True))


def test_a_device_is_registered_by_the_street_and_a_camera_with_its_sign_only(town: Town) -> None:
    made = Device.objects.get(id=device(town))
    assert made.area_path.startswith(STREET)
    with pytest.raises(Invalid) as refused:
        device(town, "C-1", kind=DeviceKind.CAMERA, sign=" ")
    assert refused.value.field == "sign"
    device(town, "C-1", kind=DeviceKind.CAMERA, sign="公共安全视频监控，挂在院门口")
    for new, error in (
        (NewDevice(CONNECTION, "S-1", DeviceKind.SMOKE, PLACE, 30), Invalid),
        (NewDevice(CONNECTION, "S 2", DeviceKind.SMOKE, PLACE, 30), Invalid),
        (NewDevice(CONNECTION, "S-2", DeviceKind.SMOKE, "", 30), Invalid),
        (NewDevice(CONNECTION, "S-2", DeviceKind.SMOKE, PLACE, 0), Invalid),
        (NewDevice(CONNECTION, "S-2", DeviceKind.SMOKE, "火星", 30), Forbidden),
    ):
        with pytest.raises(error):
            actions.register(actor=town.street, new=new, now=MONDAY)
    with pytest.raises(Forbidden):
        actions.register(actor=town.li, new=NewDevice(CONNECTION, "S-2", DeviceKind.SMOKE, PLACE, 30), now=MONDAY)
    assert Device.objects.count() == 2
    assert len(told("device_registered")) == 2


def test_the_same_event_twice_is_one_and_makes_no_appeal(town: Town) -> None:
    device(town)
    before = Appeal.objects.count()
    first = signal(town)
    said = Signal("S-1", MONDAY, "E-1", SignalKind.FIRE)
    assert actions.hear(connection_id=CONNECTION, signal=said, now=MONDAY) == (first, False)
    assert Alert.objects.get().state == AlertState.WAITING.value
    assert Appeal.objects.count() == before
    assert len(told("alert_raised")) == 1
    with pytest.raises(Invalid):
        actions.hear(connection_id=new_id(), signal=said, now=MONDAY)
    with pytest.raises(Invalid):
        actions.hear(connection_id=CONNECTION, signal=Signal("S-9", MONDAY), now=MONDAY)


def test_a_person_confirms_and_only_then_there_is_an_appeal(town: Town) -> None:
    device(town)
    alert = signal(town)
    with pytest.raises(NotFound):
        actions.confirm(actor=town.street, alert_id=alert, now=MONDAY)
    with pytest.raises(NotFound):
        actions.confirm(actor=Actor.system("x", ["devices.confirm", "appeals.submit"]), alert_id=alert, now=MONDAY)
    made = actions.confirm(actor=town.zhao, alert_id=alert, seen="三楼有烟。", now=MONDAY)
    appeal = Appeal.objects.get(id=made.id)
    assert (appeal.channel, appeal.found_at, appeal.reporter_id) == ("iot", MONDAY, None)
    assert appeal.area_path.startswith(COMMUNITY)
    kept = Alert.objects.get()
    assert (kept.state, kept.appeal_id, kept.decided_by_id) == ("confirmed", made.id, town.zhao.account_id)
    (fact,) = told("alert_decided")
    assert (fact["state"], fact["appeal"]) == ("confirmed", str(made.id))
    for again in (
        lambda: actions.confirm(actor=town.zhao, alert_id=alert, now=MONDAY),
        lambda: actions.dismiss(actor=town.zhao, alert_id=alert, reason=FalseReason.TEST, now=MONDAY),
    ):
        with pytest.raises(Conflict):
            again()
    assert Alert.objects.get().state == "confirmed"


def test_false_alarms_are_counted_by_their_source(town: Town) -> None:
    device(town)
    device(town, "S-2")
    alerts = [signal(town, f"E-{n}") for n in range(4)]
    for alert in alerts[:2]:
        actions.dismiss(actor=town.zhao, alert_id=alert, reason=FalseReason.LIGHT, now=MONDAY)
    actions.confirm(actor=town.zhao, alert_id=alerts[2], now=MONDAY)
    with CaptureQueriesContext(connection) as statements:
        rows = queries.devices(town.street, now=MONDAY).rows
    assert len(statements) == 2
    assert [(row.code, row.decided, row.false, row.waiting, row.false_percent) for row in rows] == [
        ("S-1", 3, 2, 1, 67),
        ("S-2", 0, 0, 0, None),
    ]
    later = MONDAY + timedelta(days=queries.RATE_DAYS, seconds=1)
    assert queries.devices(town.street, now=later).rows[0].false_percent is None


def test_an_alert_joins_a_case_that_the_person_sees(town: Town) -> None:
    device(town)
    alert, case = signal(town), factories.triaged(town)
    with pytest.raises(NotFound):
        actions.join(actor=town.zhao, alert_id=alert, appeal_id=new_id(), now=MONDAY)
    actions.join(actor=town.zhao, alert_id=alert, appeal_id=case, now=MONDAY)
    kept = Alert.objects.get()
    assert (kept.state, kept.appeal_id) == ("merged", case)
    assert queries.waiting(town.zhao).rows == ()


@pytest.mark.parametrize("late_s, silent", [(0, 0), (1, 1)])
def test_silence_is_marked_from_the_first_moment_on_and_told_once(town: Town, late_s: int, silent: int) -> None:
    device(town)
    heard = MONDAY + timedelta(minutes=5)
    actions.hear(connection_id=CONNECTION, signal=Signal("S-1", heard), now=heard)
    now = heard + timedelta(minutes=30, seconds=late_s)
    assert actions.mark_silent(now=now) == silent
    assert actions.mark_silent(now=now + timedelta(hours=1) if silent else now) == 0
    assert Message.objects.filter(template="duty.device_silent").count() == silent
    assert len(told("device_silent")) == silent
    assert (Device.objects.get().silent_since == heard) is bool(silent)
    actions.hear(connection_id=CONNECTION, signal=Signal("S-1", now), now=now)
    assert Device.objects.get().silent_since is None
    assert len(told("device_back")) == silent


def test_a_retired_device_is_heard_no_longer_and_never_silent(town: Town) -> None:
    made = device(town)
    with pytest.raises(NotFound):
        actions.retire(actor=town.zhao, device_id=made, now=MONDAY)
    actions.retire(actor=town.street, device_id=made, now=MONDAY)
    with pytest.raises(NotFound):
        actions.retire(actor=town.street, device_id=made, now=MONDAY)
    with pytest.raises(Invalid):
        actions.hear(connection_id=CONNECTION, signal=Signal("S-1", MONDAY), now=MONDAY)
    assert actions.mark_silent(now=MONDAY + timedelta(days=9)) == 0
    assert queries.devices(town.street, now=MONDAY).rows == ()


def test_everybody_sees_the_own_area(town: Town) -> None:
    device(town)
    alert = signal(town)
    place = Alert.objects.get().area_path
    for actor, seen in (
        (town.zhao, 1),
        (town.street, 1),
        (cast.actor("community", OTHER_GRID if not place.startswith(OTHER_GRID) else STREET + "/x"), 0),
        (cast.actor("unit", DISTRICT), 0),
        (town.outsider, 0),
    ):
        assert len(queries.waiting(actor).rows) == seen
        if not seen:
            with pytest.raises(NotFound):
                queries.alert(actor, alert)
