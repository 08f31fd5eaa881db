"""How figures are computed: exact integers in, hundredths of a percent out, None where nothing can be said."""

from linli.dashboards.rules.rates import (
    Counts,
    Rates,
    Weights,
    half_up,
    is_ranked,
    mean,
    median,
    rate,
    rates,
    wilson_lower,
)

__all__ = [
    "Counts",
    "Rates",
    "Weights",
    "half_up",
    "is_ranked",
    "mean",
    "median",
    "rate",
    "rates",
    "wilson_lower",
]
