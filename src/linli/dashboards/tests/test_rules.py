"""The rates: vectors of domain-spec §10.2-10.4, and what must hold for any counts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.dashboards import rules
from linli.dashboards.rules import Counts, Weights
from linli.dashboards.words import INDICATORS

EXAMPLE = Counts(50, 2, 45, 30, 4, 6, 28, 6, 6)


@pytest.mark.parametrize(
    ("weights", "resolution", "composite"),
    [(Weights(), 7500, 8275), (Weights(partly=50), 8000, 8475)],
)
def test_the_printed_example(weights, resolution, composite):
    found = rules.rates(EXAMPLE, weights)
    assert (found.response, found.resolution, found.satisfaction, found.composite) == (
        9375,
        resolution,
        8500,
        composite,
    )


@pytest.mark.parametrize(
    ("good", "whole", "bound"), [(3, 3, 0.4385), (9, 10, 0.5958), (95, 100, 0.8882), (480, 500, 0.9390), (0, 0, 0)]
)
def test_wilson(good, whole, bound):
    assert round(rules.wilson_lower(good, whole), 4) == bound


@pytest.mark.parametrize(("part", "whole", "percent"), [(22, 30, 7333), (19, 40, 4750), (1, 3, 3333), (2, 3, 6667)])
def test_plan_rates_are_half_up(part, whole, percent):
    assert rules.rate(part, whole) == percent


def test_nothing_is_not_zero():
    empty = rules.rates(Counts(), Weights())
    assert (empty.response, empty.resolution, empty.satisfaction, empty.composite) == (None, None, None, None)
    assert rules.mean([]) is None
    assert rules.median([]) is None


def test_means_and_medians():
    assert rules.mean([1, 2]) == 2
    assert rules.median([5, 1, 9]) == 5
    assert rules.median([4, 1]) == 3
    assert rules.half_up(Fraction(5, 2)) == 3


@pytest.mark.parametrize(("valid", "ranked"), [(9, False), (10, True)])
def test_too_few_revisits_are_not_ranked(valid, ranked):
    assert rules.is_ranked(valid, fewest=10) is ranked


numbers = st.integers(0, 500)


@given(st.builds(Counts, *[numbers] * 9), st.builds(Counts, *[numbers] * 9))
def test_parts_add_up_to_the_whole(one, two):
    """The same number at all levels: what streets count, summed, is what the district counts (S-108)."""
    both = one + two
    assert both.solved == one.solved + two.solved
    rate = rules.rates(both, Weights()).satisfaction
    parts = [rules.rates(part, Weights()).satisfaction for part in (one, two)]
    known = [part for part in parts if part is not None]
    if known:
        assert rate is not None
        assert min(known) - 1 <= rate <= max(known) + 1


def test_every_indicator_is_defined_in_both_languages():
    for code, row in INDICATORS.items():
        assert row.code == code
        assert row.name.zh
        assert row.name.en
        assert len(row.definition.zh) > 5
        assert len(row.definition.en) > 8
        assert row.source
