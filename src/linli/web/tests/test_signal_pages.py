"""Signals of devices at the desk: the wait list, the three answers, the register; who sees what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.channels import actions as channels
from linli.channels.actions import NewConnection
from linli.channels.words import System
from linli.devices import actions
from linli.devices.actions import NewDevice
from linli.devices.models import Alert, Device
from linli.devices.rules.schema import Signal
from linli.devices.words import DeviceKind, SignalKind
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

URL = "/desk/signals/"


@pytest.fixture
def platform(town: Town) -> UUID:
    admin = cast.actor("admin", DISTRICT, account_id=cast.account("管理员"))
    new = NewConnection(system=System.VIDEO, name="视频平台", area_path=DISTRICT)
    return channels.open_connection(actor=admin, new=new, now=MONDAY)[0]


@pytest.fixture
def alert(town: Town, platform: UUID) -> UUID:
    new = NewDevice(platform, "CAM-7", DeviceKind.CAMERA, "天惠苑", 10, "公共安全视频监控，院门口")
    actions.register(actor=town.street, new=new, now=MONDAY)
    said = Signal("CAM-7", MONDAY, "E-1", SignalKind.LANE_BLOCKED, "", "2026/a.jpg")
    found, _ = actions.hear(connection_id=platform, signal=said, now=MONDAY)
    assert found is not None
    return found


@pytest.mark.parametrize("language, words", [("zh", "消防通道被占"), ("en", "fire lane blocked")])
def test_both_lists_stay_within_their_statements(
    town: Town, sign_in: Any, alert: UUID, language: str, words: str
) -> None:
    client = sign_in(town.zhao, language=language)
    client.get(URL)
    for tab in ("", "?tab=devices"):
        with CaptureQueriesContext(connection) as told:
            page = client.get(f"{URL}{tab}").content.decode()
        assert len(told) <= 12
        assert "CAM-7" in page
    page = client.get(URL).content.decode()
    assert words in page
    assert "2026/a.jpg" in page
    assert "<img" not in page.partition("<main")[2].partition("</main>")[0]


def test_true_becomes_a_case(town: Town, sign_in: Any, alert: UUID) -> None:
    client = sign_in(town.zhao)
    assert "属实" in client.get(f"{URL}{alert}/confirm/").content.decode()
    answer = client.post(f"{URL}{alert}/confirm/", {"seen": "两辆车停在通道上。"})
    appeal = Appeal.objects.latest("id")
    assert answer["Location"] == f"/desk/case/{appeal.id}/"
    assert appeal.channel == "video"
    page = client.get(answer["Location"]).content.decode()
    assert "已经人工核实" in page
    assert "两辆车停在通道上" in page
    assert client.post(f"{URL}{alert}/confirm/", {"seen": ""}).status_code == 422
    assert Appeal.objects.count() == 1


def test_false_is_counted_and_a_reason_is_needed(town: Town, sign_in: Any, alert: UUID) -> None:
    client = sign_in(town.zhao)
    assert client.post(f"{URL}{alert}/false/", {}).status_code == 422
    assert Alert.objects.get().state == "waiting"
    page = client.post(f"{URL}{alert}/false/", {"reason": "light"}, follow=True).content.decode()
    assert "已记为误报" in page
    assert "100%（1/1）" in client.get(f"{URL}?tab=devices").content.decode()


def test_the_same_matter_joins_an_open_case(town: Town, sign_in: Any, alert: UUID) -> None:
    client = sign_in(town.zhao)
    assert "没有在办的诉求可以并入" in client.get(f"{URL}{alert}/join/").content.decode()
    case = factories.triaged(town)
    Alert.objects.update(area_path=Appeal.objects.get(id=case).area_path)
    answer = client.post(f"{URL}{alert}/join/", {"case": str(case)})
    assert answer["Location"] == f"/desk/case/{case}/"
    assert Alert.objects.get().appeal_id == case


def test_the_street_registers_a_camera_with_its_sign_and_takes_it_off(town: Town, sign_in: Any, platform: UUID) -> None:
    client = sign_in(town.street)
    given = {"connection": str(platform), "code": "CAM-8", "kind": "camera", "place": "天惠苑", "interval_min": "10"}
    refused = client.post(f"{URL}new/", given)
    assert refused.status_code == 422
    assert "个人信息保护法第二十六条" in refused.content.decode()
    assert not Device.objects.exists()
    assert client.post(f"{URL}new/", given | {"sign": "公共安全视频，院门口"}).status_code == 302
    made = Device.objects.get()
    assert client.get(f"{URL}device/{made.id}/retire/").status_code == 200
    client.post(f"{URL}device/{made.id}/retire/")
    assert Device.objects.get().retired_at == MONDAY


def test_others_learn_nothing(town: Town, sign_in: Any, alert: UUID) -> None:
    for actor in (
        cast.staff("编辑", "editor", DISTRICT),
        cast.staff("审计员", "auditor", DISTRICT),
        town.staff["office"],
    ):
        client = sign_in(actor)
        for path in ("", "?tab=devices", "new/", f"{alert}/confirm/", f"{alert}/false/", f"{alert}/join/"):
            assert client.get(URL + path).status_code == 404
        assert client.post(f"{URL}{alert}/confirm/", {"seen": ""}).status_code == 404
    street = sign_in(town.street)
    assert street.get(URL).status_code == 200
    assert street.post(f"{URL}{alert}/false/", {"reason": "test"}).status_code == 404
    assert sign_in(town.zhao).get(f"{URL}new/").status_code == 404
    assert sign_in(None).get(URL).status_code == 302
    assert Alert.objects.get().state == "waiting"
