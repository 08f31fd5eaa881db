"""How much a short text sounds like somebody in danger: learned from our own examples, beside the words (ADR 0040).

Word lists stop at what somebody wrote down; people in danger do not use our words. So single characters and pairs of
characters of written examples are weighed: how often they stand in calls for help, how often in everyday reports. The
examples are our own texts and lie in `examples/`; the weights are counted when first needed and stored nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import log, sqrt
from pathlib import Path

from linli.appeals.triage import spelling
from linli.appeals.triage.topics import fold

RINGS = 2.0
"""From here on a short text rings alone. Chosen by five-fold cross-validation over the examples (ADR 0040)."""
CALM, EVERYDAY_CALM = 0.0, -1.0
"""Below the one a looser sign of a short text does not ring, below the other a mere pair of words."""
RINGS_IN_LETTER = 4.5
"""From here on a passage of a long text rings, where it speaks of now; five of ours unseen had 4.7 to 6.0."""
FOLDER = Path(__file__).parent / "examples"
DANGER = ("emergencies.txt", "emergencies_200.tsv", "emergencies_60.tsv")
EVERYDAY = (
    "ordinary.txt",
    "ordinary_short.txt",
    "ordinary_long.txt",
    "ordinary_urgent.txt",
    "ordinary_complaints.txt",
)
_HALF = 0.5
_WINDOW = 8
_OTHERS = re.compile(r"[^\u3400-\u9fff]+")
_PASSAGE, _STEP = 90, 30


def texts(name: str) -> list[str]:
    """Return the texts of a file of examples; in a table the text is the last column."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.rpartition("\t")[2] for line in lines if line.strip()]


def prepared(text: str) -> str:
    """Return `text` as it is weighed: folded, simplified, slips put right."""
    return spelling.plain(fold(text))


def weigh(danger: Iterable[str], everyday: Iterable[str]) -> Mapping[str, float]:
    """Return character or pair -> log odds of danger, from prepared texts (naive Bayes, half a count for none)."""
    calls, reports = [_grams(text) for text in danger], [_grams(text) for text in everyday]
    in_calls, in_reports = (Counter(gram for grams in many for gram in grams) for many in (calls, reports))
    odds = {}
    for gram in in_calls.keys() | in_reports.keys():
        of_calls = (in_calls[gram] + _HALF) / (len(calls) + 1)
        odds[gram] = log(of_calls / ((in_reports[gram] + _HALF) / (len(reports) + 1)))
    return odds


def score(text: str, odds: Mapping[str, float] | None = None) -> float:
    """Return how much a prepared text sounds like danger: above 0 rather so, below 0 rather not."""
    odds = weights() if odds is None else odds
    known = [odds[gram] for gram in _grams(text) if gram in odds]
    return sum(known) / sqrt(len(known) + 1)


def whole(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of a short prepared text if it sounds like danger."""
    if score(text) > RINGS:
        yield 0, len(text)


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the passages of a long prepared text that sound like danger."""
    for start in range(0, max(1, len(text) - _PASSAGE + _STEP), _STEP):
        if score(text[start : start + _PASSAGE]) > RINGS_IN_LETTER:
            yield start, min(start + _PASSAGE, len(text))


def telling(text: str, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Return start and end of the words of a prepared passage that sound most like danger, for the explanation."""
    text, odds, offset = text[start:end], weights(), start
    each = [odds.get(text[at : at + 2], 0.0) + odds.get(text[at : at + 1], 0.0) for at in range(len(text))]
    last = max(len(text) - _WINDOW, 0)
    start = max(range(last + 1), key=lambda at: sum(each[at : at + _WINDOW]))
    return offset + start, offset + min(start + _WINDOW, len(text))


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Return the weights of all examples. Counted once."""
    danger = [prepared(text) for name in DANGER for text in texts(name)]
    return weigh(danger, [prepared(text) for name in EVERYDAY for text in texts(name)])


def _grams(text: str) -> set[str]:
    text = _OTHERS.sub("", text)  # links, numbers, marks and gaps say nothing of danger
    return {text[at : at + size] for size in (1, 2) for at in range(len(text) - size + 1)}
