"""A column of PostgreSQL's native type polygon, in whole micro-degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.grid.rules.polygons import Ring

_CORNER = re.compile(r"\(([-\d.e+]+),([-\d.e+]+)\)")

if TYPE_CHECKING:
    _RingField = models.Field[Any, Any]
else:
    _RingField = models.Field


class PolygonField(_RingField):
    """A ring of (lon, lat) corners in micro-degrees (1e-6 degree, about 0.1 m), not closed.

    Micro-degrees, because PostgreSQL's geometric operators carry an absolute tolerance of 1e-6: in degrees a
    slanted side would be blurred by tens of metres; in whole micro-degrees the operators are exact.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the native type."""
        return "polygon"

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        """Return a typed place: a parameter sent as text must say that it is a polygon."""
        return "%s::polygon"

    def get_prep_value(self, value: Any) -> str | None:
        """Return the ring as PostgreSQL writes it."""
        if value is None:
            return None
        return "(" + ",".join(f"({int(x)},{int(y)})" for x, y in value) + ")"

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> Ring | None:
        """Return the ring of whole micro-degrees."""
        return None if value is None else read_polygon(value)


def read_polygon(text: str) -> Ring:
    """Return the ring that PostgreSQL wrote as ``((x,y),…)``."""
    return tuple((round(float(x)), round(float(y))) for x, y in _CORNER.findall(text))
