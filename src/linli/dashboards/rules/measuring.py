"""From counts to indicators. One table says which counts make which indicator; every level uses the same (S-108)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from linli.dashboards.rules.rates import Counts, Weights, half_up, rate, rates
from linli.dashboards.words import INDICATORS, ChangeKind


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted for one area or unit in one period; times are minutes.

    Medians are not sums: `+` leaves them empty.
    """

    registered: int = 0
    found_first: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    valid: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0
    never_reopened: int = 0
    level_1: int = 0
    level_2: int = 0
    level_3: int = 0
    level_4: int = 0
    together: int = 0
    staged: int = 0
    suspended: int = 0
    repeated: int = 0
    supervised: int = 0
    withdrawn: int = 0
    spot_checked: int = 0
    settled: int = 0
    hazards_closed: int = 0
    hazards_late: int = 0
    hazards_kept: int = 0
    disputes: int = 0
    disputes_solved: int = 0
    responses: int = 0
    response_sum: int = 0
    response_working_sum: int = 0
    answers: int = 0
    answer_sum: int = 0
    response_median: int | None = None
    response_working_median: int | None = None
    answer_median: int | None = None
    hops_median: int | None = None
    ended: int = 0
    dispatched: int = 0
    exempt: int = 0
    contacted: int = 0
    timed: int = 0
    on_time: int = 0
    bounce_asked: int = 0
    bounce_refused: int = 0
    called: int = 0
    arrived: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in SUMS})

    @property
    def in_community(self) -> int:
        """Return how many were settled at level 1 or 2: grid, estate, community."""
        return self.level_1 + self.level_2

    @property
    def reopened(self) -> int:
        """Return how many of the closed ones were reopened before."""
        return self.closed - self.never_reopened

    @property
    def hazards(self) -> int:
        """Return how many hazards were closed in the period or are overdue at its end."""
        return self.hazards_closed + self.hazards_late

    @property
    def counts(self) -> Counts:
        """Return what the three rates are made of."""
        return Counts(
            self.dispatched, self.exempt, self.contacted, self.solved, self.partly, self.unsolved, self.satisfied,
            self.basically, self.dissatisfied,
        )  # fmt: skip


SUMS = tuple(field.name for field in fields(Tally) if not field.name.endswith("_median"))
"""The counts that add up from areas to the whole."""


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator of one area or unit: hundredths of a percent, minutes or a count; None: nothing to say (无数据).

    `part` and `whole` are what it was made of.
    """

    code: str
    number: int | None
    part: int
    whole: int


COUNTED = {"volume": "registered", "open": "open", "overdue": "overdue", "closed": "closed", "settled": "settled"}
RATIOS = {
    "on_time_rate": ("on_time", "timed"),
    "first_time_rate": ("never_reopened", "closed"),
    "reopened_rate": ("reopened", "closed"),
    "in_grid_rate": ("in_community", "closed"),
    "found_first_rate": ("found_first", "registered"),
    "revisit_rate": ("valid", "closed"),
    "bounce_rate": ("bounce_asked", "ended"),
    "bounce_refused_rate": ("bounce_refused", "bounce_asked"),
    "suspended_rate": ("suspended", "closed"),
    "repeat_rate": ("repeated", "registered"),
    "supervised_rate": ("supervised", "closed"),
    "spot_check_rate": ("spot_checked", "withdrawn"),
    "arrival_rate": ("arrived", "called"),
    "four_stages_rate": ("staged", "closed"),
    "dispute_rate": ("disputes_solved", "disputes"),
    "forces_cooperate": ("together", "closed"),
    "services_land": ("in_community", "closed"),
    "hazards_handled": ("hazards_kept", "hazards"),
}
MEANS = {
    "response_mean": ("response_sum", "responses"),
    "response_working_mean": ("response_working_sum", "responses"),
    "answer_mean": ("answer_sum", "answers"),
}
MEDIANS = {
    "response_median": "responses",
    "response_working_median": "responses",
    "answer_median": "answers",
    "hops_median": "closed",
}


def measure(tally: Tally, weights: Weights) -> Mapping[str, Value]:
    """Return every indicator by code, in the order of the definitions. Source: domain-spec §10.1, §10.4."""
    found = [Value(code, getattr(tally, name), getattr(tally, name), 1) for code, name in COUNTED.items()]
    found += _rates(tally, weights)
    found += [_ratio(code, getattr(tally, part), getattr(tally, whole)) for code, (part, whole) in RATIOS.items()]
    for code, (total, count) in MEANS.items():
        part, whole = getattr(tally, total), getattr(tally, count)
        found.append(Value(code, half_up(Fraction(part, whole)) if whole else None, part, whole))
    found += [Value(code, getattr(tally, code), 0, getattr(tally, whole)) for code, whole in MEDIANS.items()]
    found.append(_ratio("closing_rate", tally.closed, tally.closed + tally.open))
    by_code = {value.code: value for value in found}
    return {code: by_code[code] for code in INDICATORS}


def _ratio(code: str, part: int, whole: int) -> Value:
    return Value(code, rate(part, whole), part, whole)


def _rates(tally: Tally, weights: Weights) -> Iterable[Value]:
    made = rates(tally.counts, weights)
    answered = tally.satisfied + tally.basically + tally.dissatisfied
    return (
        Value("response_rate", made.response, tally.contacted, tally.dispatched - tally.exempt),
        Value("resolution_rate", made.resolution, tally.solved, tally.solved + tally.partly + tally.unsolved),
        Value("satisfaction_rate", made.satisfaction, tally.satisfied + tally.basically, answered),
        Value("composite", made.composite, tally.valid, tally.valid),
    )


def change(code: str, now: Value, before: Value) -> int | None:
    """Return how an indicator changed: rates in points (hundredths), the rest relative (hundredths of a percent).

    Which of the two is part of the definition, so that “提高 36%” cannot mean both. None: nothing to compare.
    Source: domain-spec §10.5; mission rows S-104, S-119.
    """
    if now.number is None or before.number is None:
        return None
    if INDICATORS[code].change is ChangeKind.POINTS:
        return now.number - before.number
    return half_up(Fraction(now.number - before.number, before.number) * 10_000) if before.number else None
