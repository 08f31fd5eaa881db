"""Two short reports as texts: the scorer of `likeness`, before a background that needs no stream of this town.

What is rare and what stands in names is counted over our own example texts, and over the few reports compared. Nothing
is kept: no text of a resident stays in memory. Half a millisecond a report.

Source: ADR 0035, R5-6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from linli.appeals.triage.likeness import DANGER, EVERYDAY, texts
from linli.appeals.triage.same.likeness import measures, score
from linli.appeals.triage.same.reading import Read, read
from linli.appeals.triage.same.stream import Stream, Weighed

MOST_CHARACTERS = 600
"""What is compared of a report; further on people tell history."""

WEIGHTS: Mapping[str, float] = {
    "place_least": 1.365,
    "place_both": 3.075,
    "problem_rare": 0.602,
    "place_best": 0.07,
    "topic": 0.802,
    "days": -0.541,
}
BIAS = -0.326
"""Found as the weights of `likeness`, yet each measure keeps its plain sign: in a stream the leading words of a trouble
shared are mostly a template's, of two reports at one place they are the matter."""

FIRM = 8.0
SAME_THING = 0.3
"""From this share of what names a place or thing (`place_both`) two reports are said to name the same."""
SAME_TROUBLE = 0.2
"""From this share of what the shorter one tells of the trouble two reports of one leaf are said to tell of the same."""
_NO_NAME = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """A report: its words, its leaf where one is known, when it came."""

    words: str
    leaf: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of two reports say: log-odds of one matter within ±`FIRM`, and what they share."""

    odds: float
    same_thing: bool
    same_trouble: bool


NO_WORDS = Words(0.0, same_thing=False, same_trouble=False)


def compared(own: Told, others: Iterable[Told]) -> list[Words]:
    """Return what each of `others` shares with the own report, in their order; where one is empty nothing is said."""
    first, rest = _read(own), [_read(other) for other in others]
    stream = Stream([first, *rest], base=background())
    mine = stream.weigh(first)
    return [_words(mine, stream.weigh(other), stream) if first.whole and other.whole else NO_WORDS for other in rest]


def _words(mine: Weighed, other: Weighed, stream: Stream) -> Words:
    found = measures(mine, other, stream)
    return Words(
        odds=max(-FIRM, min(FIRM, score(found, WEIGHTS, BIAS))),
        same_thing=found["place_both"] >= SAME_THING,
        same_trouble=found["topic"] > 0 and _trouble_shared(mine, other, stream) >= SAME_TROUBLE,
    )


def _trouble_shared(one: Weighed, other: Weighed, stream: Stream) -> float:
    """Return 0..1: the share of the shorter one's words that name nothing and stand in the other, too."""
    shorter, longer = (one, other) if one.problem_sum <= other.problem_sum else (other, one)
    tells = {pair: value for pair, value in shorter.problem.items() if stream.in_names(pair) < _NO_NAME}
    whole = sum(tells.values())
    return sum(value for pair, value in tells.items() if pair in longer.text.whole) / whole if whole else 0.0


def _read(told: Told) -> Read:
    # The leaf is known from triage; reading it again from the words would double the cost.
    topics = {told.leaf: 1.0} if told.leaf else {}
    return read("", "", told.at, "", told.words[:MOST_CHARACTERS], topics=topics)


@lru_cache(maxsize=1)
def background() -> Stream:
    """Return the counts of our example texts. Built once, about 0.1 s."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return Stream(read("", "", begin, "", text, topics={}) for name in (*EVERYDAY, *DANGER) for text in texts(name))
