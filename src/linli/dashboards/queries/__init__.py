"""Asking for figures. Every number comes with what it was made of, and `as_of` says up to which fact it counts."""

from linli.dashboards.queries.details import Kinds, kinds, volumes
from linli.dashboards.queries.freshness import FOLLOWER, AsOf, as_of, beginning
from linli.dashboards.queries.standards import fewest, weights
from linli.dashboards.queries.tables import Table, by_community, by_grid, by_street, by_unit, figures, table

__all__ = [
    "FOLLOWER",
    "AsOf",
    "Kinds",
    "Table",
    "as_of",
    "beginning",
    "by_community",
    "by_grid",
    "by_street",
    "by_unit",
    "fewest",
    "figures",
    "kinds",
    "table",
    "volumes",
    "weights",
]
