"""Addresses: how they are written, what parts they have, and whether two of them mean one place (ADR 0036).

Rules work from the first day: `spans` tells the parts. What is learned (`parsing`, `matching`) is learned from rows
that a user brings, and loads its library only then.
"""

from linli.appeals.triage.address.reading import Span
from linli.appeals.triage.address.standing import spans, use

__all__ = ["Span", "spans", "use"]
