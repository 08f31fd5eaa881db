"""From when the rules keep the lead and from when a model may lead, chosen from a district's own decided cases.

A risk-coverage curve each: the lowest confidence from which so many are right (ADR 0034). What the model says of a case
comes from a model that had not seen it; the rules learn nothing, so every case is new to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from linli.appeals.triage.learned.guess import NEVER, Lead

RULES_RIGHT = 0.9
"""The rules keep the lead from where, at that confidence and above, they are right so often."""

MODEL_RIGHT = 0.8
"""A model leads from where, of all it then leads, so many are right, and no fewer than the rules had right of them."""

ENOUGH = 200
"""With fewer cases that rules and people judged alike by leaf, the general thresholds stay."""

LEAST_ABOVE = 30
"""Fewer cases above a threshold say nothing of how often it is right."""

PARTS = 5
_STEPS = tuple(step / 20 for step in range(4, 20))

Rules = Callable[[str], tuple[str, float] | None]
"""What the rules alone put first and how sure they are; None where only they may lead."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A decided case: how sure rules and model were (0..1) and whether each was right; `part` for cross-validation."""

    rules: float
    rules_right: bool
    model: float
    model_right: bool
    part: int


def chosen(cases: Sequence[Judged]) -> Lead:
    """Return the thresholds; `NEVER` where none is good enough, the general ones with fewer than `ENOUGH` cases."""
    if len(cases) < ENOUGH:
        return Lead()
    rules_sure = _lowest(cases, lambda case: case.rules, lambda rows: _share(rows, rules=True) >= RULES_RIGHT)
    unsure = [case for case in cases if case.rules < rules_sure and case.model > case.rules]
    return Lead(rules_sure, _lowest(unsure, lambda case: case.model, _is_gain))


def measured(cases: Sequence[Judged], lead: Lead) -> dict[str, float | int | None]:
    """Return what the thresholds do: shares of right leaves without and with the model, each case left out in turn.

    The thresholds of the figures are chosen without the part they are measured on.
    """
    led, right = [], 0
    for part in range(PARTS):
        own = chosen([case for case in cases if case.part != part])
        for case in (case for case in cases if case.part == part):
            is_led = case.rules < own.rules_sure and case.model >= own.model_may and case.model > case.rules
            led += [case] * is_led
            right += case.model_right if is_led else case.rules_right
    return {
        "cases": len(cases),
        "rules_sure": lead.rules_sure,
        "model_may": lead.model_may,
        "led_by_model": len(led),
        "model_right_where_it_leads": round(_share(led), 4) if led else None,
        "rules_right_there": round(_share(led, rules=True), 4) if led else None,
        "right_by_rules_alone": round(_share(cases, rules=True), 4) if cases else None,
        "right_together": round(right / len(cases), 4) if cases else None,
    }


def _lowest(cases: Sequence[Judged], sure: Callable[[Judged], float], enough: Callable[[list[Judged]], bool]) -> float:
    for step in _STEPS:
        above = [case for case in cases if sure(case) >= step]
        if len(above) >= LEAST_ABOVE and enough(above):
            return step
    return NEVER


def _is_gain(rows: list[Judged]) -> bool:
    return _share(rows) >= max(MODEL_RIGHT, _share(rows, rules=True))


def _share(rows: Iterable[Judged], *, rules: bool = False) -> float:
    found = [row.rules_right if rules else row.model_right for row in rows]
    return sum(found) / len(found)
