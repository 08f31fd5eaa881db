"""`./linli score pairs`: are two messages one matter? Measured beside the cosine of their characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from linli.appeals.scoring import measures, messages, rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.same.around import SAME, SHIPPED, WIDE_WEIGHTS, Around, Scale
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.likeness import WEIGHTS, odds_to_share
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream

FOLDER = "taidi-appeals"
UNSURE = "related-uncertain"
HARD = "hard-negative"
TOGETHER = 2.0
"""What it adds to the log-odds, half each way, that the stream gathered both into one event, or did not."""
FOLDS = 4
RIDGE, WIDE_RIDGE = 3.0, 1.0


def predict(given: Given) -> Iterable[Row]:
    """Return one verdict a pair; see `task.Task`. With `--train` the weights are learned from its labelled pairs."""
    asked = rows.read(required(given.predict, "--predict"), "id_a", "id_b")
    texts = messages.load(required(given.messages, "--messages"))
    _check(asked, texts)
    labelled = [] if given.train is None else rows.read(given.train, "id_a", "id_b", "label")
    _check(labelled, texts)
    stream = Stream(texts)
    judge = Judge(stream, texts, learned(stream, texts, labelled) if labelled else SHIPPED)
    return [_verdict(row, judge) for row in asked]


def measure(given: Given) -> Row:
    """Return AUC, F1 and the share of hard negatives called the same, of the shipped weights and cross-validated."""
    folder = given.shared / "data" / FOLDER
    path = given.messages or folder / "hot_messages.jsonl.gz"
    labelled = [row for row in rows.read(given.file or folder / "pairs_dev.csv", "id_a", "id_b", "label") if _sure(row)]
    texts = messages.load(path)
    _check(labelled, texts)
    stream = Stream(texts)
    shipped = Judge(stream, texts, SHIPPED)
    plain = messages.vectors(path)
    baseline = [messages.cosine(plain, *_ids(row)) for row in labelled]
    best = measures.best_threshold(_judged(baseline, labelled))
    return {
        "pairs": len(labelled),
        "shipped": figures([shipped.score(*_ids(row)) for row in labelled], labelled, SAME),
        "left_out": figures(_left_out(stream, texts, labelled), labelled, SAME),
        "baseline_cosine": figures(baseline, labelled, best)
        | {"threshold": round(best, 3), "threshold_of": "same rows"},
    }


class Judge:
    """Says how likely two messages are one matter: by what they share, and by whether the stream brought them together.

    The stream sees what two texts alone do not show: which event each of them fits better than all others.
    """

    def __init__(self, stream: Stream, texts: Sequence[Read], scale: Scale) -> None:
        self._around = gathered(stream, texts, scale)
        events = Events(scale=scale)
        first = {text.id: events.take(text) for text in texts}
        self._event = {id_: events.became(event) for id_, event in first.items()}

    def score(self, one: str, other: str) -> float:
        """Return the log-odds."""
        together = self._event[one] == self._event[other]
        return self._around.wide(one, other) + TOGETHER * (together - 0.5)


def gathered(stream: Stream, texts: Iterable[Read], scale: Scale) -> Around:
    """Return the texts with their near ones."""
    around = Around(stream, scale)
    for text in texts:
        around.add(text)
    return around


def learned(stream: Stream, texts: Sequence[Read], labelled: Sequence[Row]) -> Scale:
    """Return the weights that labelled pairs teach: of two alone first, then with what stands near them."""
    from linli.appeals.scoring.learning import Example, fit

    certain = [row for row in labelled if _sure(row)]
    first = gathered(stream, (), SHIPPED)
    known = {text.id: text for text in texts}
    pairs = [(known[str(row["id_a"])], known[str(row["id_b"])], _is_same(row)) for row in certain]
    weights, bias = fit([Example(first.measures(one, other), same) for one, other, same in pairs], list(WEIGHTS), RIDGE)
    around = gathered(stream, texts, Scale(weights, bias, SHIPPED.wide_weights, SHIPPED.wide_bias))
    wide = [Example(around.wide_measures(one.id, other.id), same) for one, other, same in pairs]
    return Scale(weights, bias, *fit(wide, list(WIDE_WEIGHTS), WIDE_RIDGE))


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


def _left_out(stream: Stream, texts: Sequence[Read], labelled: Sequence[Row]) -> list[float]:
    """Return a score for each pair by weights learned without any pair that shares a message with its part."""
    parts = _parts(labelled)
    scores: dict[int, float] = {}
    for part in range(FOLDS):
        taught = [row for row, of in zip(labelled, parts, strict=True) if of != part]
        judge = Judge(stream, texts, learned(stream, texts, taught))
        scores |= {index: judge.score(*_ids(row)) for index, row in enumerate(labelled) if parts[index] == part}
    return [scores[index] for index in range(len(labelled))]


def _parts(labelled: Sequence[Row]) -> list[int]:
    """Return a part for each pair: pairs that share messages (those of one event) fall in one part."""
    ids = sorted({id_ for row in labelled for id_ in _ids(row)})
    root = messages.joined(ids, [_ids(row) for row in labelled])
    sizes: dict[str, int] = {}
    for row in labelled:
        sizes[root[str(row["id_a"])]] = sizes.get(root[str(row["id_a"])], 0) + 1
    load = [0] * FOLDS
    part = {}
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        part[group] = load.index(min(load))
        load[part[group]] += size
    return [part[root[str(row["id_a"])]] for row in labelled]


def _verdict(row: Row, judge: Judge) -> Row:
    value = judge.score(*_ids(row))
    return {"id_a": row["id_a"], "id_b": row["id_b"], "same": value >= SAME, "score": round(odds_to_share(value), 6)}


def _check(asked: Sequence[Row], texts: Sequence[Read]) -> None:
    known = {text.id for text in texts}
    missing = [id_ for row in asked for id_ in _ids(row) if id_ not in known]
    if missing:
        raise rows.Unreadable(f"--messages has no message {missing[0]}")


def _ids(row: Row) -> tuple[str, str]:
    return str(row["id_a"]), str(row["id_b"])


def _sure(row: Row) -> bool:
    return bool(row["label"] != UNSURE)


def _is_same(row: Row) -> bool:
    return bool(row["label"] == "same")


def _judged(scores: Sequence[float], labelled: Sequence[Row]) -> list[measures.Judged]:
    return [(score, _is_same(row)) for score, row in zip(scores, labelled, strict=True)]
