"""Which matters owners decide together, and how much agreement each needs: derived from the code, never typed.

Source: 民法典 §278.1 items 1-9 and §278.2, §279; 青岛市物业管理条例 §30-31; 山东省物业管理条例 §24.
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.assembly.words import Kind
from linli.kernel.errors import Invalid
from linli.kernel.words import Text


class UnknownMatter(Invalid):
    """No such matter is in the list of the law."""

    code = "assembly.unknown_matter"
    says = Text("没有“{field}”这项共同决定事项；可用：{known}", "There is no matter “{field}”; known: {known}")


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: its code, its words, what it needs and where the law says so."""

    code: str
    text: Text
    kind: Kind
    citation: str


def _m(code: str, zh: str, en: str, kind: Kind, citation: str) -> Matter:
    return Matter(code, Text(zh, en), kind, "民法典 " + citation)


_ORD, _SPEC = Kind.ORDINARY, Kind.SPECIAL

MATTERS = {
    matter.code: matter
    for matter in (
        _m("rules_of_procedure", "制定、修改业主大会议事规则", "rules of procedure", _ORD, "§278.1(1)"),
        _m("covenant", "制定、修改管理规约", "management covenant", _ORD, "§278.1(2)"),
        _m("committee", "选举业主委员会或者更换委员", "elect or replace the committee", _ORD, "§278.1(3)"),
        _m("manager", "选聘、解聘物业服务企业", "hire or dismiss the manager", _ORD, "§278.1(4)"),
        _m("fund_use", "使用建筑物及其附属设施的维修资金", "use the maintenance fund", _ORD, "§278.1(5)"),
        _m("fund_raise", "筹集建筑物及其附属设施的维修资金", "raise the maintenance fund", _SPEC, "§278.1(6)"),
        _m("rebuild", "改建、重建建筑物及其附属设施", "alter or rebuild the building", _SPEC, "§278.1(7)"),
        _m("elevator", "既有住宅加装电梯", "retrofit an elevator", _SPEC, "§278.1(7)"),
        _m(
            "common_use",
            "改变共有部分的用途或者利用共有部分从事经营活动",
            "change the use of common parts or run a business on them",
            _SPEC,
            "§278.1(8)",
        ),
        _m(
            "parking_plan",
            "占用共有道路或场地停车的方案",
            "plan for parking on common roads and ground",
            _SPEC,
            "§278.1(8), §275.2",
        ),
        _m("other", "有关共有和共同管理权利的其他重大事项", "other major common matters", _ORD, "§278.1(9)"),
        _m(
            "home_to_business",
            "将住宅改变为经营性用房",
            "turn a home into a place of business",
            Kind.UNANIMOUS,
            "§279; 解释 §10-11",
        ),
    )
}


def matter_of(code: str) -> Matter:
    """Return the matter of that code.

    :raises UnknownMatter: it is not in the list.
    """
    if code not in MATTERS:
        raise UnknownMatter(field=code, known="、".join(MATTERS))
    return MATTERS[code]


def is_unanimous(consents: int, concerned: int) -> bool:
    """Say whether every owner concerned (in a house: all of the building, 解释 §11) has agreed; nobody is no reason.

    Source: 民法典 §279: a majority is no defence.
    """
    return 0 < concerned == consents
