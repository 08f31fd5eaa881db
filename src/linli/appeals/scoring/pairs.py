"""`./linli score pairs`: are two messages one matter? Measured beside the cosine of their characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from linli.appeals.scoring import measures, messages, rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.scoring.teaching import (
    Judge,
    Told,
    events_of,
    ids_of,
    is_same,
    is_sure,
    labels_of,
    learned,
    left_out,
)
from linli.appeals.triage.same.around import SAME, SHIPPED
from linli.appeals.triage.same.likeness import odds_to_share
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream

FOLDER = "taidi-appeals"
HARD = "hard-negative"


def predict(given: Given) -> Iterable[Row]:
    """Return one verdict a pair; see `task.Task`. With `--train` the weights are learned from its labelled pairs."""
    asked = rows.read(required(given.predict, "--predict"), "id_a", "id_b")
    texts = messages.load(required(given.messages, "--messages"))
    _check(asked, texts)
    labelled = [] if given.train is None else rows.read(given.train, "id_a", "id_b", "label")
    _check(labelled, texts)
    stream = Stream(texts)
    judge = Judge(stream, texts, learned(stream, texts, labels_of(labelled, {})) if labelled else SHIPPED)
    return [_verdict(row, judge) for row in asked]


def measure(given: Given) -> Row:
    """Return AUC, F1 and hard negatives called the same: of the shipped weights, who know these rows, and left out.

    Left out: weights learned without the pair, its messages and the whole event that they are of.
    """
    folder = given.shared / "data" / FOLDER
    path = given.messages or folder / "hot_messages.jsonl.gz"
    labelled = [
        row for row in rows.read(given.file or folder / "pairs_dev.csv", "id_a", "id_b", "label") if is_sure(row)
    ]
    texts = messages.load(path)
    events = events_of(rows.read(folder / "events_dev.csv", "event_id", "msg_id")) if given.file is None else {}
    _check(labelled, texts)
    stream = Stream(texts)
    shipped = Judge(stream, texts, SHIPPED)
    plain = messages.vectors(path)
    baseline = [messages.cosine(plain, *ids_of(row)) for row in labelled]
    best = measures.best_threshold(_judged(baseline, labelled))
    return {
        "pairs": len(labelled),
        "in_sample": figures([shipped.score(*ids_of(row)) for row in labelled], labelled, SAME),
        "left_out": figures(_left_out(stream, texts, labelled, events), labelled, SAME),
        "baseline_cosine": figures(baseline, labelled, best)
        | {"threshold": round(best, 3), "threshold_of": "same rows"},
    }


def figures(scores: Sequence[float], labelled: Sequence[Row], threshold: float) -> dict[str, object]:
    """Return the figures of scores, with intervals by resampling."""
    judged = _judged(scores, labelled)
    hard = [score for score, row in zip(scores, labelled, strict=True) if str(row.get("how", "")).startswith(HARD)]
    at = partial(measures.f1, threshold=threshold)
    return {
        "auc": round(measures.area(judged), 3),
        "auc_interval": measures.interval(judged, measures.area),
        "f1": round(at(judged), 3),
        "f1_interval": measures.interval(judged, at),
        "hard_negatives": len(hard),
        "hard_negatives_called_same": sum(score >= threshold for score in hard),
    }


def _left_out(stream: Stream, texts: Sequence[Read], labelled: Sequence[Row], events: Told) -> list[float]:
    scores = [0.0] * len(labelled)
    for part in left_out(stream, texts, labelled, events):
        for index in part.pairs:
            scores[index] = part.judge.score(*ids_of(labelled[index]))
    return scores


def _verdict(row: Row, judge: Judge) -> Row:
    value = judge.score(*ids_of(row))
    return {"id_a": row["id_a"], "id_b": row["id_b"], "same": value >= SAME, "score": round(odds_to_share(value), 6)}


def _check(asked: Sequence[Row], texts: Sequence[Read]) -> None:
    known = {text.id for text in texts}
    missing = [id_ for row in asked for id_ in ids_of(row) if id_ not in known]
    if missing:
        raise rows.Unreadable(f"--messages has no message {missing[0]}")


def _judged(scores: Sequence[float], labelled: Sequence[Row]) -> list[measures.Judged]:
    return [(score, is_same(row)) for score, row in zip(scores, labelled, strict=True)]
