"""The dated standards by which figures are computed."""

from __future__ import annotations

from datetime import datetime

from linli.dashboards.rules import Weights
from linli.standards import queries as standards


def weights(at: datetime) -> Weights:
    """Return the weights of the composite and of “partly” in force at `at` (`metrics.*`). No statement while fresh."""
    value = standards.parameter("metrics.weights", at).value
    given = value if isinstance(value, dict) else {}
    parts = {name: int(str(given[name])) for name in ("response", "resolution", "satisfaction") if name in given}
    return Weights(**parts, partly=standards.number("metrics.partly_weight", at))


def fewest(at: datetime) -> int:
    """Return how many valid revisits are needed to be ranked (`metrics.min_sample`). No statement while fresh."""
    return standards.number("metrics.min_sample", at)
