"""What a device may say: a closed list without anybody's identity (S-113, D-08, PIPL art. 26)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from linli.devices.models import Alert, Device
from linli.devices.rules import schema
from linli.devices.rules.schema import HasIdentity, UnknownField
from linli.devices.words import SignalKind
from linli.kernel.errors import Invalid

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVENT = {
    "type": "event", "device": "CAM-01", "number": "E-1", "kind": "lane_blocked", "at": "2026-11-22T15:59:00+08:00",
    "reading": "3.5", "snapshot": "2026/11/22/a.jpg",
}  # fmt: skip


def test_an_event_and_a_heartbeat() -> None:
    found = schema.signal_of(EVENT, now=NOW)
    assert (found.device, found.number, found.kind) == ("CAM-01", "E-1", SignalKind.LANE_BLOCKED)
    assert (found.reading, found.snapshot) == ("3.5", "2026/11/22/a.jpg")
    assert found.at == datetime(2026, 11, 22, 7, 59, tzinfo=UTC)
    beat = schema.signal_of({"type": "heartbeat", "device": "CAM-01", "at": EVENT["at"]}, now=NOW)
    assert (beat.kind, beat.number) == (None, "")


WHO = """
face face_id faceId person personName people plate plateNumber licensePlate name id user_id ID phone mobile gender age
track body_feature embedding 人脸 人脸特征 姓名 车牌号 身份证号 电话 轨迹
"""


@pytest.mark.parametrize("name", re.findall(r"\S+", WHO))
def test_whoever_says_who_is_refused_by_the_name_of_the_field(name: str) -> None:
    with pytest.raises(HasIdentity) as refused:
        schema.signal_of({**EVENT, name: ""}, now=NOW)
    assert name in refused.value.text.zh
    assert name in refused.value.text.en


@pytest.mark.parametrize("name", ["note", "text", "image", "extra", "confidence", "Type"])
def test_a_field_that_nobody_knows_is_refused_too(name: str) -> None:
    with pytest.raises(UnknownField) as refused:
        schema.signal_of({**EVENT, name: 1}, now=NOW)
    assert "snapshot" in refused.value.text.en


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"device": ""}, "device"),
        ({"device": "王阿姨"}, "device"),
        ({"device": {"a": 1}}, "device"),
        ({"number": None}, "number"),
        ({"number": "x" * 81}, "number"),
        ({"kind": "person_seen"}, "kind"),
        ({"type": "alarm"}, "type"),
        ({"reading": "张三"}, "reading"),
        ({"snapshot": "https://cam.example/a.jpg?key=1"}, "snapshot"),
        ({"snapshot": "data:image/png;base64,AA=="}, "snapshot"),
        ({"at": "2026-11-22T15:59:00"}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-15T07:59:59+00:00"}, "at"),
        ({"at": "2026-11-22T08:10:01+00:00"}, "at"),
    ],
)
def test_each_field_has_its_form(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        schema.signal_of({**EVENT, **changed}, now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("at", ["2026-11-15T08:00:00+00:00", "2026-11-22T08:10:00+00:00"])
def test_the_last_moment_that_is_taken(at: str) -> None:
    assert schema.signal_of({**EVENT, "at": at}, now=NOW).kind is SignalKind.LANE_BLOCKED


def test_no_list_and_no_word_is_a_signal() -> None:
    for given in ([], "x", None, 1):
        with pytest.raises(Invalid):
            schema.signal_of(given, now=NOW)


def test_no_column_could_hold_who() -> None:
    """By its making: besides the deciding member of staff (D-07) no column of the room is named for a person."""
    columns = {field.name for model in (Device, Alert) for field in model._meta.fields} - {"id", "connection_id"}
    assert {name for name in columns if schema.is_identity(name)} == set()
