"""An address taken apart by a model of its characters (conditional random field), learned from rows with spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from linli.appeals.triage.address.characters import LONGEST_WORD, Words, features
from linli.grid.rules.spelling import plain

Span = tuple[str, int, int]
"""(tag, start, end) in code points."""

ITERATIONS = 90
_PARTS = 5
_NAMES = frozenset(
    {"country", "prov", "city", "district", "devzone", "town", "community", "road", "subroad", "poi", "subpoi"}
)
_OUTSIDE = "O"


class Parser:
    """Tags the spans of addresses. Made by `learn`; holds its model in memory."""

    def __init__(self, model: bytes, words: Words) -> None:
        import pycrfsuite

        self._model = model  # the tagger reads in these bytes as long as it lives
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._model)
        self._words = words

    def spans(self, text: str) -> list[Span]:
        """Return the spans of `text` in order; they do not overlap."""
        return _spans(self._tagger.tag(features(text, self._words))) if text else []


def learn(texts: Sequence[str], spans: Sequence[Sequence[Span]], *, iterations: int = ITERATIONS) -> Parser:
    """Return a parser for addresses like these; a minute or two of one core for ten thousand rows.

    Names that the rows hold become features. So that the model does not trust them more than it may in unseen rows,
    each part of the rows is described with the names of the other parts only.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"max_iterations": iterations, "c1": 0.1, "c2": 0.05})
    for turn in range(_PARTS):
        rest = [at for at in range(len(texts)) if at % _PARTS != turn]
        words = names([texts[at] for at in rest], [spans[at] for at in rest])
        for at in range(turn, len(texts), _PARTS):
            if texts[at]:
                trainer.append(features(texts[at], words), labels(texts[at], spans[at]))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "model"
        trainer.train(str(file))
        return Parser(file.read_bytes(), names(texts, spans))


def names(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Words:
    """Return the names in the spans with their tags."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for text, own in zip(texts, spans, strict=True):
        for tag, start, end in own:
            if tag in _NAMES and 2 <= end - start <= LONGEST_WORD:
                found[plain(text[start:end])][tag] = None
    return {name: tuple(tags) for name, tags in found.items()}


def labels(text: str, spans: Sequence[Span]) -> list[str]:
    """Return one label a character: B-tag where a span begins, I-tag inside, O outside of all."""
    out = [_OUTSIDE] * len(text)
    for tag, start, end in spans:
        out[start:end] = [f"B-{tag}", *[f"I-{tag}"] * (end - start - 1)]
    return out


def _spans(marks: Sequence[str]) -> list[Span]:
    out: list[Span] = []
    start = 0
    for at in range(1, len(marks) + 1):
        if at < len(marks) and marks[at].startswith("I-") and marks[at][2:] == marks[start][2:]:
            continue
        if marks[start] != _OUTSIDE:
            out.append((marks[start][2:], start, at))
        start = at
    return out
