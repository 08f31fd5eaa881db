"""What the tests of triage share: the leaves of the pack, and one call."""

from __future__ import annotations

import csv
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.proposal import Categories, Proposal
from linli.appeals.triage.propose import propose
from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text

HOME = "370203"
MORNING = datetime(2026, 5, 12, 10, 0, tzinfo=SHANGHAI)
DATA = Path(__file__).parent / "data"
_PACK = Path(__file__).parents[2] / "standards" / "packs" / "categories.csv"


class Leaf(NamedTuple):
    """What triage needs to know of a leaf."""

    code: str
    text: Text
    lead_unit: str
    mode: str
    urgency: str
    hazard: bool


@lru_cache(maxsize=1)
def leaves() -> Categories:
    with _PACK.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {
            row["code"]: Leaf(
                row["code"],
                Text(row["zh"], row["en"]),
                row["lead_unit"],
                row["mode"],
                row["urgency"],
                row["hazard"] == "1",
            )
            for row in rows
        }
    )


def look(
    text: str, *, channel: str = "web", at: datetime = MORNING, home: str | None = HOME, point_area: str | None = None
) -> Proposal:
    """Return the proposal for a text reported on a spring morning."""
    return propose(text, channel, at, categories=leaves(), gazetteer=divisions(), home=home, point_area=point_area)


def lines(name: str) -> list[str]:
    """Return the lines of a file of the tests."""
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]
