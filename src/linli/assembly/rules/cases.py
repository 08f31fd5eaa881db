"""The free vote counter: what a file of cases says, and the answer to each. Needs no database and knows nobody.

Source: decisions-and-money §6.1 (计票器). A case is either the six sums, or a full roll with its ballots.
Areas are whole numbers of 0.01 m² (1 dm²).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar

from linli.assembly.rules import rulesets
from linli.assembly.rules.counting import Ballot, Count, Reading, count, effective
from linli.assembly.rules.deciding import Majorities, Verdict, decide, explain, metres
from linli.assembly.rules.heads import Head, Owner, Practice, Unit, heads_of
from linli.assembly.rules.matters import matter_of
from linli.assembly.rules.rulesets import RuleSet
from linli.assembly.words import AreaSource, Choice, Delivery, Kind, Mode, UnitUse, Weight
from linli.kernel.errors import DomainError, Invalid
from linli.kernel.facts import Plain
from linli.kernel.words import Text, Word

W = TypeVar("W", bound=Word)

NAMES = {
    "national": ("cn", "全国", "国家"),
    "shandong": ("37", "山东", "山东省"),
    "qingdao": ("3702", "青岛", "青岛市"),
}
SUMS = ("total_area", "total_heads", "part_area", "part_heads", "yes_area", "yes_heads")
MANY = 1_000_000


class WrongCase(Invalid):
    """A field of a case is missing or cannot be read."""

    code = "assembly.wrong_case"
    says = Text("字段 {field}：{why_zh}", "field {field}: {why_en}")


def answers(given: Plain, known: Mapping[str, RuleSet]) -> Iterator[dict[str, Plain]]:
    """Yield the answer to each case of a file (one object or a list), in order; a wrong one is answered by its fault.

    Each is {"quorum", "passed", "rule_set", "kind", "explain": {"zh": […], "en": […]}}; a roll adds "heads" and
    "modes" (all four ways of counting). A fault is {"error": {"code", "field", "zh", "en"}}.
    """
    for case in given if isinstance(given, list) else [given]:
        try:
            yield answer(case, known)
        except DomainError as error:
            says = error.text
            field = error.field if isinstance(error, Invalid) else ""
            yield {"error": {"code": error.code, "field": field, "zh": says.zh, "en": says.en}}


def answer(case: Plain, known: Mapping[str, RuleSet]) -> dict[str, Plain]:
    """Return the answer to one case.

    :raises WrongCase: a field is missing or has another form.
    :raises UnknownRuleSet, UnknownMatter, Impossible: the words or numbers cannot be.
    """
    if not isinstance(case, Mapping):
        raise WrongCase(field="", why_zh="每个案例应是一个对象", why_en="each case must be an object")
    rules, kind = _rule_set(case, known), _kind(case)
    if "roll" in case:
        return _of_roll(case, rules, kind)
    sums = {name: _whole(case, name) for name in SUMS}
    verdict = decide(
        Weight(sums["total_area"], sums["total_heads"]),
        Weight(sums["part_area"], sums["part_heads"]),
        Weight(sums["yes_area"], sums["yes_heads"]),
        kind=kind,
        majorities=rules.majorities,
    )
    return _told(verdict, rules)


def _told(verdict: Verdict, rules: RuleSet) -> dict[str, Plain]:
    lines = explain(verdict)
    return {
        "quorum": verdict.quorum,
        "passed": verdict.passed,
        "rule_set": rules.name,
        "kind": verdict.kind.value,
        "explain": {
            "zh": [*(line.text.zh for line in lines), f"依据：{rules.citation}"],
            "en": [*(line.text.en for line in lines), f"Source: {rules.citation}"],
        },
    }


def _of_roll(case: Mapping[str, Plain], rules: RuleSet, kind: Kind) -> dict[str, Plain]:
    units = list(_units(case))
    heads = heads_of(units, Practice(parking_counts=_parking_counts(case, units)))
    by_unit = {unit: head.key for head in heads for unit in head.units}
    choices = {head: ballot.choice for head, ballot in effective(_ballots(case, by_unit)).items()}
    delivered = frozenset(by_unit[unit] for unit in _delivered(case, by_unit))
    counts = [count(heads, choices, delivered, mode=mode, reading=Reading()) for mode in Mode]
    verdicts = {one.mode: _verdict(one, kind, rules.majorities) for one in counts}
    binding = _word(case, "mode", Mode, Mode.STRICT)
    return {
        **_told(verdicts[binding], rules),
        "mode": binding.value,
        "heads": [_head(head) for head in heads],
        "modes": {one.mode.value: _mode(one, verdicts[one.mode]) for one in counts},
    }


def _verdict(counted: Count, kind: Kind, majorities: Majorities) -> Verdict:
    return decide(counted.everybody, counted.part, counted.yes, kind=kind, majorities=majorities)


def _head(head: Head) -> dict[str, Plain]:
    return {"units": list(head.units), "area": head.area_dm2, "because": head.merge.value, "zh": head.merge.zh}


def _mode(counted: Count, verdict: Verdict) -> dict[str, Plain]:
    sums: dict[str, Plain] = {
        name: asdict(getattr(counted, name)) for name in ("everybody", "part", "yes", "no", "abstain", "followed")
    }
    return {**sums, "quorum": verdict.quorum, "passed": verdict.passed, "part_m2": metres(counted.part.area_dm2)}


def _units(case: Mapping[str, Plain]) -> Iterator[Unit]:
    seen: set[str] = set()
    for place, row in _rows(case, "roll"):
        number = _name(row, f"{place}.unit", "unit")
        if number in seen:
            raise WrongCase(field=f"{place}.unit", why_zh=f"{number} 重复", why_en=f"{number} stands twice")
        seen.add(number)
        area = _whole(row, "area", place)
        if area == 0:
            raise WrongCase(field=f"{place}.area", why_zh="应大于 0", why_en="it must be more than 0")
        yield Unit(
            number,
            area,
            tuple(Owner(key) for key in _owners(row, place)),
            source=_word(row, "area_source", AreaSource, AreaSource.REGISTER, place),
            use=_word(row, "use", UnitUse, UnitUse.HOME, place),
            delivery=_word(row, "delivery", Delivery, Delivery.DELIVERED, place),
        )


def _owners(row: Mapping[str, Plain], place: str) -> Sequence[str]:
    owners = row.get("owners", row.get("owner"))
    owners = [owners] if isinstance(owners, str) else owners
    if not isinstance(owners, list) or not owners or not all(isinstance(one, str) and one.strip() for one in owners):
        raise WrongCase(
            field=f"{place}.owners",
            why_zh="应是业主标识列表，至少一个",
            why_en="a list of owners' keys, at least one",
        )
    return [str(one).strip() for one in owners]


def _ballots(case: Mapping[str, Plain], by_unit: Mapping[str, str]) -> Iterator[Ballot]:
    for order, (place, row) in enumerate(_rows(case, "ballots")):
        unit = _name(row, f"{place}.unit", "unit")
        if unit not in by_unit:
            raise WrongCase(field=f"{place}.unit", why_zh=f"名册中没有 {unit}", why_en=f"{unit} is not on the roll")
        choice = _word(row, "choice", Choice, None, place)
        yield Ballot(by_unit[unit], choice, str(row.get("channel", "paper")), order)


def _delivered(case: Mapping[str, Plain], by_unit: Mapping[str, str]) -> Sequence[str]:
    given = case.get("delivered", [])
    if given == "all":
        return list(by_unit)
    if not isinstance(given, list) or not all(isinstance(unit, str) and unit in by_unit for unit in given):
        raise WrongCase(
            field="delivered", why_zh='应是名册中的房号列表或 "all"', why_en='a list of units on the roll, or "all"'
        )
    return [str(unit) for unit in given]


def _rows(case: Mapping[str, Plain], name: str) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    rows = case.get(name, [])
    if not isinstance(rows, list) or len(rows) > MANY or (name == "roll" and not rows):
        raise WrongCase(field=name, why_zh="应是列表，且不为空", why_en="it must be a list that holds something")
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise WrongCase(field=f"{name}[{index}]", why_zh="应是对象", why_en="it must be an object")
        yield f"{name}[{index}]", row


def _rule_set(case: Mapping[str, Plain], known: Mapping[str, RuleSet]) -> RuleSet:
    said = str(case.get("rule_set", "national")).strip().lower()
    name = next((name for name, others in NAMES.items() if said in others), said)
    if name not in known:
        raise rulesets.UnknownRuleSet(field=said, known="、".join(known))
    return known[name]


def _kind(case: Mapping[str, Plain]) -> Kind:
    if "matter" not in case:
        return _word(case, "kind", Kind, None)
    kind = matter_of(str(case["matter"])).kind
    if case.get("kind", kind.value) != kind.value:
        raise WrongCase(field="kind", why_zh=f"按法律此事项为：{kind.zh}", why_en=f"by law this matter is: {kind.en}")
    return kind


def _word(row: Mapping[str, Plain], name: str, words: type[W], usual: W | None, place: str = "") -> W:
    said = row.get(name, usual)
    try:
        return words(str(said))
    except ValueError:
        known = "、".join(words)
        field = f"{place}.{name}" if place else name
        raise WrongCase(field=field, why_zh=f"应为：{known}", why_en=f"one of: {known}") from None


def _whole(row: Mapping[str, Plain], name: str, place: str = "") -> int:
    value = row.get(name)
    if type(value) is int and value >= 0:
        return value
    raise WrongCase(
        field=f"{place}.{name}" if place else name,
        why_zh="应为非负整数（面积以 0.01 ㎡ 计）",
        why_en="a whole number, 0 or more (areas in 0.01 m²)",
    )


def _parking_counts(case: Mapping[str, Plain], units: Sequence[Unit]) -> bool:
    """Return whether parking places vote: contested (K10), so a roll that has any must say it."""
    value = case.get("parking_counts")
    if value is None and all(unit.use is not UnitUse.PARKING for unit in units):
        return False
    if isinstance(value, bool):
        return value
    raise WrongCase(
        field="parking_counts",
        why_zh="名册中有车位，须写明车位是否计票：true 或 false",
        why_en="the roll holds parking places; say whether they count: true or false",
    )


def _name(row: Mapping[str, Plain], field: str, name: str) -> str:
    value = row.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise WrongCase(field=field, why_zh="应填写房号", why_en="the unit's number is needed")
