"""The decision kernel: did enough owners take part, by area and by heads, and did enough of those agree?

Source: 民法典 §278.2; 青岛市物业管理条例 §30-31; 山东省物业管理条例 §24. Abstaining is taking part without agreeing:
the plain words of §278.2 (decisions-and-money §3.2 K6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linli.assembly.rules.shares import Threshold
from linli.assembly.words import Kind, Line, Weight
from linli.kernel.errors import Invalid
from linli.kernel.words import Text


class Impossible(Invalid):
    """The numbers contradict each other: agreed <= took part <= all, and somebody is on the roll."""

    code = "assembly.impossible"
    says = Text("{field} 不能用：{why_zh}", "{field} cannot be used: {why_en}")


@dataclass(frozen=True, slots=True)
class Majorities:
    """The thresholds of one rule set: who must take part, and what an ordinary and a special matter need."""

    quorum: Threshold
    ordinary: Threshold
    special: Threshold

    def agreement(self, kind: Kind) -> Threshold:
        """Return what a matter of this kind needs of those who took part.

        :raises Impossible: unanimity is asked of the owners concerned, not counted here (民法典 §279).
        """
        if kind is Kind.UNANIMOUS:
            raise Impossible(
                field="kind",
                why_zh="须全体有利害关系的业主同意的事项不计票，请用“全体同意”核对",
                why_en="a matter that needs every owner concerned is not counted; check the consents instead",
            )
        return self.special if kind is Kind.SPECIAL else self.ordinary


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quorum was reached and whether the matter passed, each by area and by heads."""

    kind: Kind
    majorities: Majorities
    all: Weight
    part: Weight
    yes: Weight
    area_took_part: bool
    heads_took_part: bool
    area_agreed: bool
    heads_agreed: bool

    @property
    def quorum(self) -> bool:
        """Say whether enough took part, by both measures."""
        return self.area_took_part and self.heads_took_part

    @property
    def passed(self) -> bool:
        """Say whether enough took part and enough of those agreed, by both measures."""
        return self.quorum and self.area_agreed and self.heads_agreed


def decide(everybody: Weight, part: Weight, yes: Weight, *, kind: Kind, majorities: Majorities) -> Verdict:
    """Return the verdict on one matter; areas in dm² (0.01 m²), exact.

    :raises Impossible: negative numbers, nobody on the roll, more agreed than took part, more took part than there are.
    """
    _check(everybody, part, yes)
    quorum, agreement = majorities.quorum, majorities.agreement(kind)
    return Verdict(
        kind=kind,
        majorities=majorities,
        all=everybody,
        part=part,
        yes=yes,
        area_took_part=quorum.is_reached(part.area_dm2, everybody.area_dm2),
        heads_took_part=quorum.is_reached(part.heads, everybody.heads),
        area_agreed=agreement.is_reached(yes.area_dm2, part.area_dm2),
        heads_agreed=agreement.is_reached(yes.heads, part.heads),
    )


def _check(everybody: Weight, part: Weight, yes: Weight) -> None:
    for word, whole, some, agreed in (
        ("area", everybody.area_dm2, part.area_dm2, yes.area_dm2),
        ("heads", everybody.heads, part.heads, yes.heads),
    ):
        if whole <= 0:
            raise Impossible(field=f"total_{word}", why_zh="应大于 0", why_en="it must be more than 0")
        if not 0 <= some <= whole:
            raise Impossible(
                field=f"part_{word}", why_zh=f"应在 0 与总数 {whole} 之间", why_en=f"it must be between 0 and {whole}"
            )
        if not 0 <= agreed <= some:
            raise Impossible(
                field=f"yes_{word}", why_zh=f"应在 0 与参与数 {some} 之间", why_en=f"it must be between 0 and {some}"
            )


def explain(verdict: Verdict) -> tuple[Line, ...]:
    """Return the arithmetic in words, one line for each of the four conditions and one for the result.

    Source: decisions-and-money §2 (thresholds are shown, not only applied). Percentages would round; none is told.
    """
    return (*_conditions(verdict), Line(_result(verdict), verdict.passed))


TOOK_PART = Text("参与表决", "took part")
AGREED = Text("同意", "agreed")


def _conditions(verdict: Verdict) -> Iterator[Line]:
    quorum, agreement = verdict.majorities.quorum, verdict.majorities.agreement(verdict.kind)
    everybody, part, yes = verdict.all, verdict.part, verdict.yes
    yield _area(TOOK_PART, quorum, part.area_dm2, everybody.area_dm2, is_met=verdict.area_took_part)
    yield _heads(TOOK_PART, quorum, part.heads, everybody.heads, is_met=verdict.heads_took_part)
    yield _area(AGREED, agreement, yes.area_dm2, part.area_dm2, is_met=verdict.area_agreed)
    yield _heads(AGREED, agreement, yes.heads, part.heads, is_met=verdict.heads_agreed)


def _area(deed: Text, threshold: Threshold, part: int, whole: int, *, is_met: bool) -> Line:
    return _line(
        Text(
            "{deed}的专有部分面积 {part} ㎡，共 {whole} ㎡；须{share}，即至少 {least} ㎡：{met}",
            "area that {deed}: {part} m² of {whole} m²; needed {share}, that is {least} m² or more: {met}",
        ),
        deed,
        threshold,
        (metres(part), metres(whole), metres(threshold.least(whole))),
        is_met=is_met,
    )


def _heads(deed: Text, threshold: Threshold, part: int, whole: int, *, is_met: bool) -> Line:
    return _line(
        Text(
            "{deed}的业主 {part} 人，共 {whole} 人；须{share}，即至少 {least} 人：{met}",
            "heads that {deed}: {part} of {whole}; needed {share}, that is {least} or more: {met}",
        ),
        deed,
        threshold,
        (str(part), str(whole), str(threshold.least(whole))),
        is_met=is_met,
    )


def _line(says: Text, deed: Text, threshold: Threshold, told: tuple[str, str, str], *, is_met: bool) -> Line:
    part, whole, least = told
    met = Text("达到", "met") if is_met else Text("未达到", "not met")
    given = {"part": part, "whole": whole, "least": least}
    share = threshold.text
    return Line(
        Text(
            says.zh.format(deed=deed.zh, share=share.zh, met=met.zh, **given),
            says.en.format(deed=deed.en, share=share.en, met=met.en, **given),
        ),
        is_met,
    )


def _result(verdict: Verdict) -> Text:
    if not verdict.quorum:
        return Text("参与表决的业主不足，表决无效。", "Too few took part: there is no decision.")
    if verdict.passed:
        return Text("面积与人数均达到要求，表决通过。", "Both measures are met: passed.")
    return Text("参与人数足够，但同意的不足，表决不通过。", "Enough took part, too few agreed: not passed.")


def metres(area_dm2: int) -> str:
    """Return an area in m² with both places: 12345 dm² is "123.45"; nothing is rounded."""
    return f"{area_dm2 // 100}.{area_dm2 % 100:02d}"
