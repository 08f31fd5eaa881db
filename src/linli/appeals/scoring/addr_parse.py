"""`./linli score addr-parse`: the parts of written addresses; learned from `--train`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from linli.appeals.scoring import rows
from linli.appeals.scoring.rows import Row, Unreadable
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.address.parsing import Parser, learn
from linli.appeals.triage.address.reading import Span, read

_SET = ("data", "cn-address", "parsing_train.jsonl.gz")
_FOLDS = 5
LEAST_ROWS = 100
"""With fewer no model is made."""

Spans = Sequence[Sequence[Span]]


def predict(given: Given) -> Iterable[Row]:
    """Return the spans of each row; see `task.Task`."""
    asked = rows.read(required(given.predict, "--predict"), "id", "text")
    parser = learned(labelled(required(given.train, "--train")))
    return [{"id": row["id"], "spans": parser.spans(row["text"])} for row in asked]


def measure(given: Given, *, folds: Iterable[int] = range(_FOLDS), networks: int | None = None) -> Row:
    """Return span-F1 by cross-validation, beside the longest names of the training part and the signs alone."""
    return measured(labelled(given.file or given.train or given.shared.joinpath(*_SET)), folds, networks)


def measured(material: Sequence[Row], folds: Iterable[int], networks: int | None = None) -> Row:
    """Return the figures of `measure` for these rows.

    :raises Unreadable: too few rows.
    """
    told: list[Sequence[Span]] = []
    parsed: list[Sequence[Span]] = []
    plain: list[Sequence[Span]] = []
    signs: list[Sequence[Span]] = []
    for fold in folds:
        seen = [row for row in material if _fold(row) != fold]
        unseen = [row for row in material if _fold(row) == fold]
        if not seen or not unseen:
            raise Unreadable("too few rows for cross-validation")
        parser = learned(seen, networks)
        known = _most_frequent(seen)
        told += [_spans(row) for row in unseen]
        parsed += [parser.spans(row["text"]) for row in unseen]
        plain += [longest_names(row["text"], known) for row in unseen]
        signs += [read(row["text"]) for row in unseen]
    return {
        "rows": len(told),
        "parser": scores(told, parsed),
        "longest known name": scores(told, plain),
        "signs alone": scores(told, signs),
    }


def scores(told: Spans, found: Spans) -> Row:
    """Return the F1 of whole spans (tag and both ends right), over all and for each tag."""
    right, wanted, given = Counter[str](), Counter[str](), Counter[str]()
    for own, answer in zip(told, found, strict=True):
        wanted.update(tag for tag, _, _ in own)
        given.update(tag for tag, _, _ in answer)
        right.update(tag for tag, _, _ in set(own) & set(answer))
    tags = {tag: _f1(right[tag], wanted[tag], given[tag]) for tag, _ in wanted.most_common()}
    return {"span_f1": _f1(right.total(), wanted.total(), given.total()), "f1": tags}


def longest_names(text: str, known: dict[str, str]) -> list[Span]:
    """Return the spans of a plain reader: from left to right the longest name that it has seen."""
    out: list[Span] = []
    at = 0
    while at < len(text):
        end = next((end for end in range(min(len(text), at + 20), at, -1) if text[at:end] in known), None)
        if end is not None:
            out.append(Span(known[text[at:end]], at, end))
        at = end or at + 1
    return out


def _f1(right: int, wanted: int, given: int) -> float:
    return round(2 * right / max(1, wanted + given), 4)


def _most_frequent(seen: Iterable[Row]) -> dict[str, str]:
    tags: dict[str, Counter[str]] = {}
    for row in seen:
        for tag, start, end in _spans(row):
            tags.setdefault(row["text"][start:end], Counter())[tag] += 1
    return {name: counted.most_common(1)[0][0] for name, counted in tags.items()}


def learned(seen: Sequence[Row], networks: int | None = None) -> Parser:
    """Return a parser that has learned from these rows."""
    return learn([row["text"] for row in seen], [_spans(row) for row in seen], networks=networks)


def labelled(path: Path) -> list[Row]:
    """Return the rows of a file, each with `id`, `text` and `spans` [[tag, start, end], …] (more is left aside).

    :raises OSError, Unreadable: as `rows.read`; there is no row; a span is none.
    """
    found = rows.read(path, "id", "text", "spans")
    if not found:
        raise Unreadable(f"{path.name}: no row")
    for row in found:
        _spans(row)
    return found


def _spans(row: Row) -> list[Span]:
    try:
        spans = [Span(str(span[0]), int(span[1]), int(span[2])) for span in row["spans"]]
    except (TypeError, ValueError, IndexError):
        raise Unreadable(f"{row['id']}: a span is [tag, start, end]") from None
    if any(not 0 <= start < end <= len(row["text"]) for _, start, end in spans):
        raise Unreadable(f"{row['id']}: a span lies outside of the text")
    return spans


def _fold(row: Row) -> int:
    return int(hashlib.sha256(str(row["id"]).encode()).hexdigest(), 16) % _FOLDS
