"""An address taken apart by networks over its characters, learned from rows with spans (ADR 0036)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from linli.appeals.triage.address import network
from linli.appeals.triage.address.chain import likeliest, span_chances
from linli.appeals.triage.address.characters import LONGEST_WORD, Features, Words, features
from linli.appeals.triage.address.network import Weights, potentials
from linli.appeals.triage.address.reading import Span
from linli.grid.rules.spelling import plain

Spans = Sequence[tuple[str, int, int]]
"""(tag, start, end) in code points."""

NETWORKS = 3
_SEED = 20261122
_PARTS = 5
_LEAST_SEEN = 2
_WORTH = 0.4
"""From this chance a span is told. What is hardly likelier wrong than right costs as much as it brings; chosen by
cross-validation."""

_NAMES = frozenset(
    {"country", "prov", "city", "district", "devzone", "town", "community", "road", "subroad", "poi", "subpoi"}
)
_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Parser:
    """Tells the spans of addresses: the mean of what its networks think. Made by `learn`.

    `numbers` are the places of features in `networks`, `words` the names that were learned from, with their tags.
    """

    labels: tuple[str, ...]
    numbers: dict[str, int]
    words: Words
    networks: tuple[Weights, ...]

    def spans(self, text: str, *, networks: int | None = None) -> list[Span]:
        """Return the spans of `text` in order; they do not overlap. With fewer `networks` it is quicker."""
        if not text:
            return []
        bags = [bag_of(features_of, self.numbers) for features_of in features(text, self.words)]
        together: dict[tuple[int, int, str], float] = defaultdict(float)
        asked = self.networks[:networks]
        for own in asked:
            told = span_chances(potentials(own, bags), own.follows, own.first, self.labels)
            for span, chance in told.items():
                together[span] += chance / len(asked)
        return [Span(*span) for span in likeliest(together, len(text), _WORTH)]


def learn(texts: Sequence[str], spans: Sequence[Spans], *, networks: int | None = None) -> Parser:
    """Return a parser for addresses like these; a minute of one core for each network and ten thousand rows.

    `networks`: how many think together, None for `NETWORKS`.

    Names that the rows hold become features. So that the networks do not trust them more than they may in unseen rows,
    each part of the rows is described with the names of the other parts only.
    """
    from threadpoolctl import threadpool_limits

    from linli.appeals.triage.address import practice

    rows = [at for at, text in enumerate(texts) if text]
    described = _described([texts[at] for at in rows], [spans[at] for at in rows])
    told = [labels(texts[at], spans[at]) for at in rows]
    known = tuple(sorted({label for own in told for label in own}))
    seen = Counter(feature for row in described for own in row for feature in own)
    numbers = {feature: at for at, feature in enumerate(f for f, n in seen.items() if n >= _LEAST_SEEN)}
    bags = [[bag_of(own, numbers) for own in row] for row in described]
    wanted = [[known.index(label) for label in own] for own in told]
    sizes = (len(numbers), len(known), network.WIDTH)
    with threadpool_limits(limits=1):  # threads that wait for each other starve on a busy machine
        made = [practice.learned(bags, wanted, sizes, _SEED + turn) for turn in range(networks or NETWORKS)]
    return Parser(known, numbers, names(texts, spans), tuple(made))


def _described(texts: Sequence[str], spans: Sequence[Spans]) -> list[Features]:
    out: list[Features] = [[] for _ in texts]
    for turn in range(_PARTS):
        rest = [at for at in range(len(texts)) if at % _PARTS != turn]
        words = names([texts[at] for at in rest], [spans[at] for at in rest])
        for at in range(turn, len(texts), _PARTS):
            out[at] = features(texts[at], words)
    return out


def bag_of(own: Sequence[str], numbers: dict[str, int]) -> list[int]:
    """Return the numbers of the features that are known."""
    return [numbers[feature] for feature in own if feature in numbers]


def names(texts: Sequence[str], spans: Sequence[Spans]) -> Words:
    """Return the names in the spans with their tags."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for text, own in zip(texts, spans, strict=True):
        for tag, start, end in own:
            if tag in _NAMES and 2 <= end - start <= LONGEST_WORD:
                found[plain(text[start:end])][tag] = None
    return {name: tuple(tags) for name, tags in found.items()}


def labels(text: str, spans: Spans) -> list[str]:
    """Return one label a character: B-tag where a span begins, I-tag inside, O outside of all."""
    out = [_OUTSIDE] * len(text)
    for tag, start, end in spans:
        out[start:end] = [f"B-{tag}", *[f"I-{tag}"] * (end - start - 1)]
    return out
