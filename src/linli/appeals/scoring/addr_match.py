"""`./linli score addr-match`: whether two written addresses mean one place; learned from `--train`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from linli.appeals.scoring import rows
from linli.appeals.scoring.rows import Row, Unreadable
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.address.matching import LABELS, Matcher, Pair

_SET = ("data", "cn-address", "match_train.csv.gz")
_FOLDS = 5
_STEPS = 20


def predict(given: Given) -> Iterable[Row]:
    """Return one label a pair; see `task.Task`."""
    asked = _pairs(rows.read(required(given.predict, "--predict"), "query", "candidate"))
    learned = _labelled(required(given.train, "--train"))
    matcher = Matcher(_pairs(learned), [row["label"] for row in learned])
    found = zip(asked, matcher.labels(asked), strict=True)
    return [{"query": query, "candidate": candidate, "label": label} for (query, candidate), label in found]


def measure(given: Given, *, folds: Iterable[int] = range(_FOLDS)) -> Row:
    """Return macro-F1 by five-fold cross-validation over the queries, beside thresholds on shared characters."""
    labelled = _labelled(given.file or given.train or given.shared.joinpath(*_SET))
    told: list[str] = []
    trees: list[str] = []
    plain: list[str] = []
    for fold in folds:
        seen = [row for row in labelled if _fold(row["query"]) != fold]
        unseen = [row for row in labelled if _fold(row["query"]) == fold]
        if not seen or not unseen:
            raise Unreadable("too few queries for cross-validation")
        told += [row["label"] for row in unseen]
        trees += Matcher(_pairs(seen), [row["label"] for row in seen]).labels(_pairs(unseen))
        plain += _by_thresholds(seen, unseen)
    return {"pairs": len(told), "matcher": scores(told, trees), "characters in common": scores(told, plain)}


def scores(told: Sequence[str], found: Sequence[str]) -> Row:
    """Return macro-F1, the F1 of each label and the share that is right."""
    of_label = {label: round(_f1(told, found, label), 4) for label in LABELS}
    return {
        "macro_f1": round(sum(of_label.values()) / len(LABELS), 4),
        "f1": of_label,
        "accuracy": round(sum(a == b for a, b in zip(told, found, strict=True)) / max(1, len(told)), 4),
    }


def _f1(told: Sequence[str], found: Sequence[str], label: str) -> float:
    right = sum(a == b == label for a, b in zip(told, found, strict=True))
    return 2 * right / max(1, told.count(label) + found.count(label))


def _by_thresholds(seen: Sequence[Row], unseen: Sequence[Row]) -> list[str]:
    """Return labels by two thresholds on the share of common characters, the best on what was seen."""
    told = [row["label"] for row in seen]
    shares = [_in_common(row) for row in seen]
    levels = [step / _STEPS for step in range(_STEPS + 1)]
    best = max(
        ((low, high) for low in levels for high in levels if low <= high),
        key=lambda pair: scores(told, [_step(share, *pair) for share in shares])["macro_f1"],
    )
    return [_step(_in_common(row), *best) for row in unseen]


def _in_common(row: Row) -> float:
    one, two = set(row["query"]), set(row["candidate"])
    return len(one & two) / max(1, len(one | two))


def _step(share: float, low: float, high: float) -> str:
    return LABELS[(share >= low) + (share >= high)]


def _labelled(path: Path) -> list[Row]:
    found = rows.read(path, "query", "candidate", "label")
    strange = {row["label"] for row in found} - set(LABELS)
    if strange or not found:
        raise Unreadable(f"{path.name}: label must be one of {', '.join(LABELS)}; found {', '.join(sorted(strange))}")
    return found


def _pairs(found: Iterable[Row]) -> list[Pair]:
    return [(row["query"], row["candidate"]) for row in found]


def _fold(query: str) -> int:
    # All candidates of a query stay together; the digest spreads queries the same way on every machine.
    return int(hashlib.sha256(query.encode()).hexdigest(), 16) % _FOLDS
