"""When a text complains of a unit, and when it only speaks of one (I13, ADR 0014)."""

from __future__ import annotations

from uuid import UUID

import pytest

from linli.appeals.triage import blame

COMPANY, COMMITTEE, STREET = (UUID(int=number) for number in (1, 2, 3))
NAMES = blame.Names(
    {COMPANY: "天惠苑物业服务中心", COMMITTEE: "上清路社区居民委员会", STREET: "青岛市市北区合肥路街道办事处"}
)
OFFICES = {"property": COMPANY, "community": COMMITTEE, "street_office_leader": STREET}


def blamed(text: str, *, category: str = "env.garbage", kind: str = "help") -> set[UUID]:
    if not blame.is_suspect(text, category=category, kind=kind):
        return set()
    named = list(NAMES.find(text))
    said = [
        blame.Mention(start, end, frozenset(OFFICES[one] for one in kinds if one in OFFICES))
        for start, end, kinds in blame.without_named(blame.said_kinds(text), named)
    ]
    return set(blame.blamed(text, [*named, *said], category=category, kind=kind))


@pytest.mark.parametrize(
    ("what", "text", "units"),
    [
        ("idle", "物业不管,报修三天没人来", {COMPANY}),
        ("accused", "我要投诉天惠苑物业,电梯一直坏", {COMPANY}),
        ("conduct", "居委会工作人员态度恶劣,骂人", {COMMITTEE}),
        ("by its whole name", "上清路社区居民委员会推诿扯皮", {COMMITTEE}),
        ("by its usual name", "合肥路街道办不作为", {STREET}),
        ("told, and nothing came of it", "找了物业好几次,都不管", {COMPANY}),
        ("two of them", "物业推诿,居委会也不管", {COMPANY, COMMITTEE}),
        ("the community's people", "社区书记刁难我们", {COMMITTEE}),
        ("only mentioned", "已经给物业打过电话,他们来看过", set()),
        ("asked to do something", "请物业尽快修路灯", set()),
        ("asked to stop a neighbour", "请物业管管楼上私自装修", set()),
        ("thanked", "感谢居委会帮忙,态度很好", set()),
        ("a neighbour is blamed to it", "向物业投诉过楼上乱扔垃圾", set()),
        ("in another sentence", "物业来过了。楼上一直不管孩子吵闹", set()),
        ("a place, not the office", "上清路社区门口路灯没人管", set()),
        ("nobody", "楼道里堆满了杂物", set()),
        ("not a complaint", "我不是投诉物业,只想问问收费标准", set()),
    ],
)
def test_who_is_blamed(what: str, text: str, units: set[UUID]) -> None:
    assert blamed(text) == units, what


@pytest.mark.parametrize(
    ("what", "text", "category", "kind", "units"),
    [
        ("a complaint about conduct names it", "物业的人昨天来我家", "meta.conduct", "help", {COMPANY}),
        ("the same words otherwise", "物业的人昨天来我家", "env.garbage", "help", set()),
        ("chosen as a complaint", "物业没有打扫楼道", "prop.cleaning", "complaint", {COMPANY}),
        ("the same words as a wish", "物业没有打扫楼道", "prop.cleaning", "help", set()),
        ("praise", "物业不怕脏不怕累,拒绝红包", "meta.praise", "praise", set()),
    ],
)
def test_leaf_and_kind_tell_what_the_words_leave_open(
    what: str, text: str, category: str, kind: str, units: set[UUID]
) -> None:
    assert blamed(text, category=category, kind=kind) == units, what


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("青岛市市北区合肥路街道办事处", "合肥路街道办"),
        ("安居物业管理有限公司", "安居物业"),
        ("上清路社区居民委员会", "上清路居委会"),
        ("市北区热力公司", "热力公司"),
        ("海伦路街道综合行政执法中队", "海伦路街道执法中队"),
    ],
)
def test_a_unit_is_found_by_what_people_call_it(name: str, usual: str) -> None:
    assert usual in blame.usual_names(name)


def test_the_longer_name_counts() -> None:
    short, long = UUID(int=8), UUID(int=9)
    names = blame.Names({short: "合肥路社区", long: "合肥路社区居委会"})
    assert [mention.units for mention in names.find("合肥路社区居委会不管")] == [{long}]
