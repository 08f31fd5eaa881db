"""What other systems had of this kind at this place, for the desk that looks for the same matter (ADR 0035, 0039).

The room of past requests and the room of appeals know nothing of each other; the page brings them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from linli.appeals.queries import nearby
from linli.appeals.rules.merging import metres
from linli.appeals.triage.category import rank
from linli.appeals.triage.same.places import Agreement, agreeing, fading, same_address, score
from linli.appeals.triage.same.reports import Told, Words, compared
from linli.appeals.triage.topics import Passage
from linli.kernel.words import Text
from linli.past import queries
from linli.past.queries import Around, Row
from linli.web.staff.casefile import CaseFile

DAYS = 365
MOST = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """A past request, how far away, and in which parts it agrees."""

    row: Row
    distance_m: int
    agrees: tuple[Text, ...]
    score: float


def earlier(case: CaseFile) -> list[Earlier]:
    """Return past requests in reach at this place and of this group of leaves, likest first. One statement.

    None without a point, without a leaf, or where the person may not see past requests. Their kind is read from their
    own words, as a report's is; where those name none the request is not suggested.
    """
    spot = case.spot
    if spot.category is None or spot.lon is None or spot.lat is None or queries.SEE not in case.actor.scopes:
        return []
    around = Around(spot.lon, spot.lat, nearby.nearness(case.now).distance_m)
    leaf_of = {row: _leaf(row) for row in queries.before(case.actor, around, at=spot.at, days=DAYS)}
    group = spot.category.partition(".")[0]
    rows = [row for row, leaf in leaf_of.items() if leaf.partition(".")[0] == group]
    words = compared(
        Told(case.report, spot.category, spot.at), [Told(_words(row), leaf_of[row], row.opened_at) for row in rows]
    )
    found = [_agreed(case, row, leaf_of[row], said) for row, said in zip(rows, words, strict=True)]
    return sorted(found, key=lambda one: (-one.score, -one.row.opened_at.timestamp(), one.row.id))[:MOST]


def _agreed(case: CaseFile, row: Row, leaf: str, words: Words) -> Earlier:
    spot = case.spot
    far = metres(spot.lon or 0.0, spot.lat or 0.0, row.lon or 0.0, row.lat or 0.0)
    reach = nearby.nearness(case.now).distance_m
    agreement = Agreement(
        same_address=same_address(case.appeal.place_words, row.address) or None,
        same_building=False,
        same_leaf=leaf == spot.category,
        closeness=fading(far, reach),
        freshness=fading((spot.at - row.opened_at) / timedelta(days=1), DAYS),
        words=words,
    )
    return Earlier(row, round(far / 10) * 10, agreeing(agreement), score(agreement))


def _leaf(row: Row) -> str:
    ranked = rank(Passage(_words(row)))
    return ranked[0].code if ranked else ""


def _words(row: Row) -> str:
    return "。".join(part for part in (row.category, row.subtype, row.descriptor) if part)
