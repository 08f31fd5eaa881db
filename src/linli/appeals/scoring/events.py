"""`./linli score events`: messages fed in order of time, gathered into events as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from linli.appeals.scoring import hottest, messages, rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.same.reading import Read

FOLDER = "taidi-appeals"
BASELINES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def predict(given: Given) -> Iterable[Row]:
    """Return the cluster of each message, oldest first; see `task.Task`."""
    texts = messages.load(given.messages or required(given.predict, "--predict"))
    clusters = gathered(texts)
    return [{"msg_id": _as_given(text.id), "cluster": _as_given(clusters[text.id])} for text in texts]


def measure(given: Given) -> Row:
    """Return the F1 of the labelled events, beside single-link clusters of plain cosine at their best threshold."""
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
        "streaming": figures(labelled, fed.clusters),
        "alert": hottest.early(texts, fed, {id_ for ids in labelled.values() for id_ in ids}),
        "hottest": hottest.figures(texts, fed, agreed, published),
        "baseline_single_link": baselines[best] | {"threshold": BASELINES[best], "threshold_of": "same events"},
    }


def gathered(texts: Sequence[Read]) -> dict[str, str]:
    """Return id -> cluster, after all were fed one by one; the words' weights are counted as they come, too."""
    return hottest.feed(texts).clusters


def events_of(labelled: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Return event -> messages."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in labelled:
        found[str(row["event_id"])].add(str(row["msg_id"]))
    return {event: frozenset(ids) for event, ids in found.items()}


def figures(labelled: Mapping[str, frozenset[str]], clusters: Mapping[str, str]) -> dict[str, float]:
    """Return the mean over events of the best F1 of any cluster, plain and weighted by size; foreign messages count."""
    members: dict[str, set[str]] = defaultdict(set)
    for id_, cluster in clusters.items():
        members[cluster].add(id_)
    best = {event: max(_f1(ids, members[clusters[id_]]) for id_ in ids) for event, ids in labelled.items()}
    whole = sum(len(ids) for ids in labelled.values())
    return {
        "events": len(labelled),
        "macro_f1": round(sum(best.values()) / len(best), 3),
        "weighted_f1": round(sum(best[event] * len(ids) for event, ids in labelled.items()) / whole, 3),
        "lowest_f1": round(min(best.values()), 3),
        "clusters": len(members),
        "largest_cluster": max(len(ids) for ids in members.values()),
    }


def _f1(ids: frozenset[str], cluster: set[str]) -> float:
    return 2 * len(ids & cluster) / (len(ids) + len(cluster))


def _as_given(id_: str) -> int | str:
    return int(id_) if id_.isascii() and id_.isdigit() else id_
