"""Rule sets: what one law or local regulation asks of an assembly, read from dated rows, and which of two is stricter.

Source: architecture §1 point 3 (a rule is a pure function or a dated row with a citation); domain-spec §11.4;
decisions-and-money §3.3: where texts conflict both are shown and the stricter binds by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.assembly.rules.committees import CommitteeRules
from linli.assembly.rules.deciding import Majorities
from linli.assembly.rules.shares import Threshold
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.standards.words import Parameter

KEY = "assembly.rules."
"""Rows of standards whose key begins so are rule sets; what follows is the set's name."""

SHARES = ("quorum", "ordinary", "special", "demand")
COMMITTEE = ("committee_present", "committee_agreed")
NUMBERS = (
    "notice_days",
    "committee_fewest",
    "reelection_days",
    "posted_within_days",
    "filed_within_days",
    "handover_days",
)
LONGER_IS_STRICTER = ("notice_days", "committee_fewest", "reelection_days")


class WrongRuleSet(Invalid):
    """A row does not hold what a rule set needs."""

    code = "assembly.wrong_rule_set"
    says = Text("规则集“{field}”不能用：{why_zh}", "The rule set “{field}” cannot be used: {why_en}")


class UnknownRuleSet(Invalid):
    """No rule set has that name."""

    code = "assembly.unknown_rule_set"
    says = Text("没有规则集“{field}”；可用：{known}", "There is no rule set “{field}”; known: {known}")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One rule set: shares and numbers of days or people; None where the text is silent."""

    name: str
    version: str
    citation: str
    shares: Mapping[str, Threshold | None]
    numbers: Mapping[str, int | None]

    @property
    def majorities(self) -> Majorities:
        """Return the thresholds of the decision kernel."""
        return Majorities(self._share("quorum"), self._share("ordinary"), self._share("special"))

    @property
    def demand(self) -> Threshold:
        """Return the share of owners who can demand an extraordinary assembly."""
        return self._share("demand")

    @property
    def committee(self) -> CommitteeRules:
        """Return what it asks of the committee.

        :raises WrongRuleSet: this text says nothing of committees.
        """
        fewest = self.numbers["committee_fewest"]
        if fewest is None:
            raise WrongRuleSet(field=self.name, why_zh="没有规定委员会", why_en="it says nothing of committees")
        return CommitteeRules(fewest, self._share("committee_present"), self._share("committee_agreed"))

    def _share(self, share: str) -> Threshold:
        threshold = self.shares[share]
        if threshold is None:
            raise WrongRuleSet(field=f"{self.name}.{share}", why_zh="没有规定", why_en="it is silent on this")
        return threshold


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that rule sets say differently: each set's figure in words, and whose binds."""

    what: str
    said: Mapping[str, Text]
    stricter: str


def known(rows: Iterable[Parameter]) -> dict[str, RuleSet]:
    """Return the rule sets among rows of standards, by name; of several rows of one key the last given counts.

    :raises WrongRuleSet: a row does not hold what a rule set needs.
    """
    return {
        row.key.removeprefix(KEY): rule_set(
            row.key.removeprefix(KEY), f"{row.valid_from:%Y-%m-%d}", row.citation, row.value
        )
        for row in rows
        if row.key.startswith(KEY)
    }


def rule_set(name: str, version: str, citation: str, value: Plain) -> RuleSet:
    """Return the rule set of a row: shares as [over, under, "more" | "at_least"], numbers whole or null.

    :raises WrongRuleSet: a share or number is missing or cannot be one; the field is named.
    """
    if not isinstance(value, Mapping):
        raise WrongRuleSet(field=name, why_zh="应是对象", why_en="it must be an object")
    return RuleSet(
        name,
        version,
        citation,
        {share: _threshold(name, share, value.get(share)) for share in (*SHARES, *COMMITTEE)},
        {number: _number(name, number, value.get(number)) for number in NUMBERS},
    )


def _threshold(name: str, share: str, value: object) -> Threshold | None:
    if value is None and share in COMMITTEE:
        return None
    match value:
        case [int(over), int(under), "more" | "at_least" as word] if 0 < over < under:
            return Threshold(over, under, is_strict=word == "more")
    raise WrongRuleSet(
        field=f"{name}.{share}",
        why_zh='应写成 [2, 3, "at_least"] 或 [1, 2, "more"]',
        why_en='write it as [2, 3, "at_least"] or [1, 2, "more"]',
    )


def _number(name: str, number: str, value: object) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise WrongRuleSet(
        field=f"{name}.{number}", why_zh="应为正整数或 null", why_en="it must be a whole number above 0, or null"
    )


def stricter(rule_sets: Sequence[RuleSet]) -> RuleSet:
    """Return the rule set that asks whatever any of these asks; its name joins theirs.

    Longer notice, more members and an earlier start of re-election are stricter; for what must be done within some
    days (posting, filing, hand-over) fewer days are.

    :raises ValueError: none given.
    """
    if not rule_sets:
        raise ValueError("no rule set given")
    first = rule_sets[0]
    return RuleSet(
        "+".join(one.name for one in rule_sets),
        "+".join(one.version for one in rule_sets),
        "；".join(one.citation for one in rule_sets),
        {share: _strictest(one.shares[share] for one in rule_sets) for share in first.shares},
        {number: _hardest(number, (one.numbers[number] for one in rule_sets)) for number in first.numbers},
    )


def _strictest(given: Iterable[Threshold | None]) -> Threshold | None:
    hardest = None
    for threshold in given:
        if threshold is not None and (hardest is None or not hardest.is_at_least(threshold)):
            hardest = threshold
    return hardest


def _hardest(number: str, given: Iterable[int | None]) -> int | None:
    said = [figure for figure in given if figure is not None]
    if not said:
        return None
    return max(said) if number in LONGER_IS_STRICTER else min(said)


def differences(rule_sets: Sequence[RuleSet]) -> tuple[Difference, ...]:
    """Return what these rule sets say differently, silence left out, with the name of the one that is stricter."""
    shares = [_difference(name, {one.name: one.shares[name] for one in rule_sets}) for name in (*SHARES, *COMMITTEE)]
    numbers = [_difference(name, {one.name: one.numbers[name] for one in rule_sets}) for name in NUMBERS]
    return tuple(one for one in (*shares, *numbers) if one is not None)


def _difference(what: str, given: Mapping[str, Threshold | None] | Mapping[str, int | None]) -> Difference | None:
    said: dict[str, Threshold | int] = {name: figure for name, figure in given.items() if figure is not None}
    if len(set(said.values())) < 2:
        return None
    hardest = (
        _hardest(what, (one for one in said.values() if isinstance(one, int)))
        if what in NUMBERS
        else _strictest(one for one in said.values() if isinstance(one, Threshold))
    )
    words = {name: one.text if isinstance(one, Threshold) else Text(str(one), str(one)) for name, one in said.items()}
    return Difference(what, words, next(name for name, one in said.items() if one == hardest))
