"""What a device may say. A closed list of fields without anybody's identity. Pure.

Source: 个人信息保护法 §26 (cameras in public serve public safety alone), domain-spec §13, mission rows S-113, D-08.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.devices.words import SignalKind
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

FIELDS = frozenset({"type", "device", "number", "kind", "at", "reading", "snapshot"})
IDENTITY = frozenset(
    re.findall(
        r"\S+",
        """
        face person people human pedestrian identity idcard passport name surname plate license licence vehicle id
        gender sex age ethnicity race phone mobile tel imei imsi mac account openid user card fingerprint voiceprint
        gait iris feature embedding biometric track trajectory body clothes
        人脸 人员 姓名 身份 证件 车牌 车辆 性别 年龄 民族 电话 手机 轨迹 特征 指纹 声纹 步态 衣着
        """,
    )
)
"""Words of field names that tell who."""
HEARTBEAT, EVENT = "heartbeat", "event"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,59}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,79}")
_READING = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
# A name in the owner's own store: no address that anybody could open, no picture written into the words.
_SNAPSHOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/\-]{0,119}")
AHEAD, BEHIND = timedelta(minutes=10), timedelta(days=7)
_WORD = re.compile(r"[a-z]+|[一-鿿]+")


class HasIdentity(Refused):
    """The signal says who; such things are not taken, and nothing of it is kept."""

    code = "devices.identity_refused"
    status = 422
    says = Text(
        "不接收身份信息：{field}。设备信号只说何时、何地、发生什么（个人信息保护法第二十六条）。这条没有保存。",
        "No identity is taken: {field}. A signal says when, where, what, never who (PIPL art. 26). Nothing was kept.",
    )


class UnknownField(Refused):
    """A field that is none of the list."""

    code = "devices.unknown_field"
    status = 422
    says = Text("没有这个字段：{field}。可用的：{known}。", "There is no such field: {field}. Known: {known}.")


@dataclass(frozen=True, slots=True)
class Signal:
    """One heartbeat (`kind` None) or event of a device."""

    device: str
    at: datetime
    number: str = ""
    kind: SignalKind | None = None
    reading: str = ""
    snapshot: str = ""


def is_identity(name: str) -> bool:
    """Say whether the name of a field sounds like telling who: one of its words is on the list, or one in Chinese."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    parts = set(_WORD.findall(plain))
    return plain in IDENTITY or bool(parts & IDENTITY) or any(word in plain for word in IDENTITY if word > "\x7f")


def signal_of(given: object, *, now: datetime) -> Signal:
    """Return what a device said.

    :raises HasIdentity, UnknownField: a field that has no place here, by its name.
    :raises Invalid: a field is missing or not of its form, or a moment is too far from now.
    """
    if not isinstance(given, Mapping):
        raise _bad("body", "应为一个 JSON 对象", "must be one JSON object")
    for name in given:
        if name not in FIELDS:
            raise (
                HasIdentity(field=str(name)[:60])
                if is_identity(str(name))
                else UnknownField(field=str(name)[:60], known=", ".join(sorted(FIELDS)))
            )
    device, at = _formed(given, "device", CODE), _moment(given, now)
    if given.get("type") == HEARTBEAT:
        return Signal(device, at)
    if given.get("type") != EVENT:
        raise _bad("type", "应为 heartbeat 或 event", "must be heartbeat or event")
    return Signal(
        device=device,
        at=at,
        number=_formed(given, "number", _NUMBER),
        kind=_kind(given),
        reading=_formed(given, "reading", _READING, is_needed=False),
        snapshot=_formed(given, "snapshot", _SNAPSHOT, is_needed=False),
    )


def _formed(given: Mapping[str, object], name: str, form: re.Pattern[str], *, is_needed: bool = True) -> str:
    value = given.get(name, "")
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else "?"
    if text == "" and not is_needed:
        return ""
    if not form.fullmatch(text):
        raise _bad(name, "缺少或格式不对", "is missing or not of its form")
    return text


def _kind(given: Mapping[str, object]) -> SignalKind:
    known = {one.value: one for one in SignalKind}
    found = known.get(str(given.get("kind", "")))
    if found is None:
        raise _bad("kind", f"应为 {'、'.join(known)} 之一", f"must be one of {', '.join(known)}")
    return found


def _moment(given: Mapping[str, object], now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(given.get("at", "")))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _bad("at", "应为带时区的时间，如 2026-11-22T08:30:00+08:00", "must be a moment with its zone (ISO 8601)")
    if not now - BEHIND <= at <= now + AHEAD:
        raise _bad(
            "at", "离现在太远（早于七天前或晚于十分钟后）", "is too far from now (seven days back, ten minutes ahead)"
        )
    return at


def _bad(field: str, zh: str, en: str) -> Invalid:
    return Invalid(field=field, why_zh=zh, why_en=en)
