"""`./linli score events`: messages fed in order of time, gathered into events as they come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from linli.appeals.scoring import hottest, messages, rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.scoring.teaching import Told, events_of, is_sure, left_out
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream

FOLDER = "taidi-appeals"
BASELINES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def predict(given: Given) -> Iterable[Row]:
    """Return the cluster of each message, oldest first; see `task.Task`."""
    texts = messages.load(given.messages or required(given.predict, "--predict"))
    clusters = gathered(texts)
    return [{"msg_id": _as_given(text.id), "cluster": _as_given(clusters[text.id])} for text in texts]


def measure(given: Given) -> Row:
    """Return the F1 of the labelled events, beside single-link clusters of plain cosine at their best threshold.

    `in_sample`: the shipped weights, who know these events; `left_out`: weights learned without the event measured.
    """
    folder = given.shared / "data" / FOLDER
    path = given.messages or folder / "hot_messages.jsonl.gz"
    labelled = events_of(rows.read(given.file or folder / "events_dev.csv", "event_id", "msg_id"))
    texts = messages.load(path)
    plain = messages.vectors(path)
    order = [text.id for text in texts]
    baselines = [figures(labelled, found) for found in messages.chains(plain, order, BASELINES)]
    fed = hottest.feed(texts)
    agreed = {str(row["msg_id"]): int(row.get("likes") or 0) - int(row.get("dislikes") or 0) for row in rows.read(path)}
    published = rows.read(folder / "published_top5.csv", "source", "issue", "name") if given.file is None else []
    best = max(range(len(BASELINES)), key=lambda index: baselines[index]["macro_f1"])
    return {
        "messages": len(texts),
        "in_sample": figures(labelled, fed.clusters),
        "left_out": _left_out(texts, folder, labelled) if given.file is None else None,
        "alert": hottest.early(texts, fed, {id_ for ids in labelled.values() for id_ in ids}),
        "hottest": hottest.figures(texts, fed, agreed, published),
        "baseline_single_link": baselines[best] | {"threshold": BASELINES[best], "threshold_of": "same events"},
    }


def _left_out(texts: Sequence[Read], folder: Path, labelled: Told) -> dict[str, float]:
    pairs = [row for row in rows.read(folder / "pairs_dev.csv", "id_a", "id_b", "label") if is_sure(row)]
    best: dict[str, float] = {}
    for part in left_out(Stream(texts), texts, pairs, labelled):
        best |= best_of(part.events, part.judge.events)
    return means(best, labelled)


def gathered(texts: Sequence[Read]) -> dict[str, str]:
    """Return id -> cluster, after all were fed one by one; the words' weights are counted as they come, too."""
    return hottest.feed(texts).clusters


def figures(labelled: Told, clusters: Mapping[str, str]) -> dict[str, float]:
    """Return the mean over events of the best F1 of any cluster, plain and weighted by size; foreign messages count."""
    sizes = Counter(clusters.values())
    return means(best_of(labelled, clusters), labelled) | {
        "clusters": len(sizes),
        "largest_cluster": max(sizes.values()),
    }


def best_of(labelled: Told, clusters: Mapping[str, str]) -> dict[str, float]:
    """Return event -> the best F1 of any cluster against its messages."""
    members: dict[str, set[str]] = defaultdict(set)
    for id_, cluster in clusters.items():
        members[cluster].add(id_)
    return {event: max(_f1(ids, members[clusters[id_]]) for id_ in ids) for event, ids in labelled.items()}


def means(best: Mapping[str, float], labelled: Told) -> dict[str, float]:
    """Return the mean of the events' F1, plain and weighted by size, and the lowest."""
    whole = sum(len(ids) for ids in labelled.values())
    return {
        "events": len(labelled),
        "macro_f1": round(sum(best.values()) / len(best), 3),
        "weighted_f1": round(sum(best[event] * len(ids) for event, ids in labelled.items()) / whole, 3),
        "lowest_f1": round(min(best.values()), 3),
    }


def _f1(ids: frozenset[str], cluster: set[str]) -> float:
    return 2 * len(ids & cluster) / (len(ids) + len(cluster))


def _as_given(id_: str) -> int | str:
    return int(id_) if id_.isascii() and id_.isdigit() else id_
