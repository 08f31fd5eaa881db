"""What would become of a table of reports if it were taken in now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.appeals.queries import known
from linli.grid import queries as grid
from linli.journeys.rules import hotline
from linli.journeys.rules.hotline import Head
from linli.journeys.words import Cell, Draft, Foreseen, Outcome

WORDS = 80


def foreseen(rows: Sequence[Sequence[Cell]], head: Head, *, now: datetime, crs: str = "") -> list[Foreseen]:
    """Return line by line what would happen: registered, there already, left out as closed there, or refused and why.

    A line that stands twice is there already the second time. One statement beside the district's.
    """
    lines = hotline.lines(rows, head, district=grid.district(now).name, crs=crs)
    numbers = {one.external_number for one in lines if isinstance(one, Draft)}
    there = known.numbers_of(hotline.CHANNELS[head.kind], numbers)
    found, seen = [], set[str]()
    for one in lines:
        if not isinstance(one, Draft):
            words = " · ".join(filter(None, map(hotline.said, rows[one.line - 1])))[:WORDS]
            found.append(Foreseen(one.line, one.external_number, Outcome.REFUSED, words, says=one.says))
            continue
        outcome = Outcome.SKIPPED if one.is_closed else Outcome.CREATED
        if one.external_number in there or one.external_number in seen:
            outcome = Outcome.REPEATED
        seen.add(one.external_number)
        case = there.get(one.external_number, "")
        found.append(Foreseen(one.line, one.external_number, outcome, one.text[:WORDS], one.address, case))
    return found
