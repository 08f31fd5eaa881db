"""What a service asks beside the description: a table by leaf, and what any report on site may add (ADR 0038).

Answers become lines of the report's words, or the fields that a report has anyway. Only what a desk must know to send
the right people at once is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.words import Kind
from linli.channels.open311.answers import Fault
from linli.channels.open311.reading import number
from linli.kernel.words import Text, Word
from linli.standards.words import Category

MOST_CHARACTERS = 300
MOST_HOUSEHOLDS = 1_000_000


class Datatype(Word):
    """The datatypes of GeoReport v2, GET Service Definition."""

    STRING = "string", "一行文字", "a line of text"
    NUMBER = "number", "数字", "a number"
    DATETIME = "datetime", "带时区的时间", "a moment with its offset"
    TEXT = "text", "文字", "text"
    ONE = "singlevaluelist", "选一项", "one of the list"
    MANY = "multivaluelist", "可选几项", "any of the list"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question. Without `variable` it only tells the person something and takes no answer."""

    code: str
    datatype: Datatype
    text: Text
    is_required: bool = False
    values: tuple[tuple[str, Text], ...] = ()
    variable: bool = True


T = Text
YES_NO = (("yes", T("是", "yes")), ("no", T("否", "no")))
A = Attribute
PEOPLE_INSIDE = "people_inside"
DANGER = A(
    "danger", Datatype.STRING, variable=False,
    text=T("有危险请先打 110、119 或 120，再在这里反映。", "In danger call 110, 119 or 120 first, then report here."),
)  # fmt: skip
KIND = A("kind", Datatype.ONE, T("您希望的是", "What you want"), values=tuple((kind.value, kind.text) for kind in Kind))
WHERE = A("where_exactly", Datatype.STRING, T("具体位置：单元、楼层、方位", "Where exactly: entrance, floor, side"))
FOUND_AT = A("found_at", Datatype.DATETIME, T("何时发现", "When it was found"))
HOUSEHOLDS = A("households", Datatype.NUMBER, T("影响多少户", "How many households it touches"))
PUBLISH = A(
    "publish", Datatype.ONE, T("同意隐去个人信息后公开", "It may be published without personal details"), values=YES_NO
)
ANYWHERE = (WHERE, FOUND_AT, HOUSEHOLDS, KIND, PUBLISH)

OWN: Mapping[str, tuple[Attribute, ...]] = {
    "prop.elevator": (
        A(PEOPLE_INSIDE, Datatype.ONE, T("轿厢里有人吗", "Is anybody inside"), True, YES_NO),
        A("elevator_number", Datatype.STRING, T("电梯编号（轿厢里的牌子）", "The lift's number (on the plate inside)")),
    ),
    "util.heat": (A("room_degrees", Datatype.NUMBER, T("室内温度（摄氏度）", "Room temperature in degrees Celsius")),),
    "util.streetlight": (A("lamp_number", Datatype.STRING, T("灯杆编号", "The number on the lamp post")),),
    "util.manhole": (
        A("cover_marks", Datatype.ONE, T("井盖上的字", "What the cover says"), values=(
            ("rain", T("雨", "rain")), ("sewage", T("污", "sewage")), ("water", T("水", "water")),
            ("gas", T("燃气", "gas")), ("heat", T("热力", "heating")), ("power", T("电", "power")),
            ("telecom", T("通信", "telecom")), ("unknown", T("看不清", "cannot be read")),
        )),
    ),
}  # fmt: skip
"""What one leaf asks beside the rest."""
NOISE = A("hours", Datatype.MANY, T("什么时候吵", "When it is loud"), values=(
    ("morning", T("早上", "morning")), ("noon", T("中午", "midday")), ("afternoon", T("下午", "afternoon")),
    ("evening", T("晚上", "evening")), ("night", T("22 时到 6 时", "22:00 to 6:00")),
))  # fmt: skip


def of(service: Category) -> tuple[Attribute, ...]:
    """Return what a service asks, in order; nothing where words are enough."""
    if service.text_is_enough and service.group != "noise":
        return ()
    danger = (DANGER,) if service.hazard or service.urgency == "emergency" else ()
    noise = (NOISE,) if service.group == "noise" or service.code == "cons.noise" else ()
    return (*danger, *OWN.get(service.code, ()), *noise, *ANYWHERE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: lines for the report's words, and fields of the report."""

    lines: tuple[str, ...] = ()
    kind: Kind | None = None
    households: int | None = None
    found_at: datetime | None = None
    may_publish: bool = False
    is_danger: bool = False


def read(service: Category, given: Mapping[str, Sequence[str]], faults: list[Fault]) -> Answers:
    """Return the answers to what `service` asks; what is wrong or missing goes into `faults`."""
    asked = {one.code: one for one in of(service) if one.variable}
    for code in given:
        if code not in asked:
            faults.append(_fault(code[:40], T("没有这一项", "there is no such attribute")))
    for one in asked.values():
        if one.is_required and not given.get(one.code):
            faults.append(_fault(one.code, T(f"必填：{one.text.zh}", f"it is required: {one.text.en}")))
    good = {code: said for code, said in given.items() if code in asked and _is_good(asked[code], said, faults)}
    return _answers(asked, good)


def _answers(asked: Mapping[str, Attribute], good: Mapping[str, Sequence[str]]) -> Answers:
    lines = tuple(
        f"{asked[code].text.zh}：{'、'.join(_named(asked[code], value) for value in said)}"
        for code, said in good.items()
        if asked[code] not in (KIND, FOUND_AT, HOUSEHOLDS, PUBLISH)
    )
    return Answers(
        lines=lines,
        kind=Kind(good[KIND.code][-1]) if KIND.code in good else None,
        households=int(number(good[HOUSEHOLDS.code][-1]) or 0) or None if HOUSEHOLDS.code in good else None,
        found_at=datetime.fromisoformat(good[FOUND_AT.code][-1]) if FOUND_AT.code in good else None,
        may_publish=good.get(PUBLISH.code) == ("yes",),
        is_danger=good.get(PEOPLE_INSIDE) == ("yes",),
    )


def _named(asked: Attribute, value: str) -> str:
    return dict(asked.values)[value].zh if asked.values else value


def _is_good(asked: Attribute, said: Sequence[str], faults: list[Fault]) -> bool:
    why = _why_not(asked, said)
    if why is not None:
        faults.append(_fault(asked.code, why))
    return why is None


def _why_not(asked: Attribute, said: Sequence[str]) -> Text | None:
    if len(said) > 1 and asked.datatype is not Datatype.MANY:
        return T("只能有一个值", "it takes one value")
    if any(len(value) > MOST_CHARACTERS for value in said):
        return T(f"最多 {MOST_CHARACTERS} 个字", f"at most {MOST_CHARACTERS} characters")
    keys = [key for key, _ in asked.values]
    if keys and any(value not in keys for value in said):
        return T(f"须为：{'、'.join(keys)}", f"it must be one of: {', '.join(keys)}")
    if asked.datatype is Datatype.NUMBER:
        return _why_no_number(asked, said[-1])
    if asked.datatype is Datatype.DATETIME and not _is_moment(said[-1]):
        return T("须为带时区的时间", "it must be a moment with its offset")
    return None


def _why_no_number(asked: Attribute, value: str) -> Text | None:
    found = number(value)
    if found is None:
        return T("须为数字", "it must be a number")
    if asked is HOUSEHOLDS and not (found == int(found) and 1 <= found <= MOST_HOUSEHOLDS):
        return T("须为 1 以上的整数", "it must be a whole number from 1")
    return None


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _fault(code: str, why: Text) -> Fault:
    return Fault(400, T(f"attribute[{code}]：{why.zh}", f"attribute[{code}]: {why.en}"))
