"""`./linli score events`: messages fed in order of time, gathered into events as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.scoring import messages, rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.same.events import DAYS, Events
from linli.appeals.triage.same.heat import Told, heat, is_alert
from linli.appeals.triage.same.reading import Read, grams, read
from linli.appeals.triage.same.stream import Stream
from linli.kernel.clocks import SHANGHAI

FOLDER = "taidi-appeals"
TARGET = ("丽发新城", "搅拌站")
"""The event that must raise an alert early: messages that name both. It is the measure's target, in no rule."""
HOTTEST = 10
NAMED_BY = 2
COVERED = 0.4
"""An event is an issue of the published lists when half of its messages hold this share of what the issue names."""
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
    fed = feed(texts)
    agreed = {str(row["msg_id"]): int(row.get("likes") or 0) for row in rows.read(path)}
    published = rows.read(folder / "published_top5.csv", "source", "issue", "name") if given.file is None else []
    best = max(range(len(BASELINES)), key=lambda index: baselines[index]["macro_f1"])
    return {
        "messages": len(texts),
        "streaming": figures(labelled, fed.clusters),
        "alert": early(texts, fed),
        "hottest": hottest(texts, fed.clusters, agreed, published),
        "baseline_single_link": baselines[best] | {"threshold": BASELINES[best], "threshold_of": "same events"},
    }


def gathered(texts: Sequence[Read]) -> dict[str, str]:
    """Return id -> cluster, after all were fed one by one; the words' weights are counted as they come, too."""
    return feed(texts).clusters


@dataclass(frozen=True, slots=True)
class Fed:
    """What came of a stream: id -> cluster, and the messages at which an event's first alert was raised, in order."""

    clusters: dict[str, str]
    alerts: tuple[tuple[str, frozenset[str]], ...]


def feed(texts: Sequence[Read]) -> Fed:
    """Feed the messages one by one; an event that three people told of within thirty days raises an alert once."""
    events, known = Events(), {text.id: Told(text.id, text.user, text.at) for text in texts}
    first: dict[str, str] = {}
    raised: set[str] = set()
    alerts: list[tuple[str, frozenset[str]]] = []
    for text in texts:
        event = first[text.id] = events.take(text)
        members = events.texts_of(event)
        if not raised & members and is_alert((known[id_] for id_ in members), now=text.at):
            alerts.append((text.id, members))
            raised.add(text.id)
    return Fed({id_: events.became(event) for id_, event in first.items()}, tuple(alerts))


def early(texts: Sequence[Read], fed: Fed) -> dict[str, int | None]:
    """Return by how many different people's messages on `TARGET` the first alert with one of them was raised."""
    pairs = {pair for name in TARGET for pair in grams(name, 2)}
    target = {text.id for text in texts if pairs <= text.whole}
    at = next((id_ for id_, members in fed.alerts if members & target), None)
    order = [text.id for text in texts]
    before = [] if at is None else [text for text in texts[: order.index(at) + 1] if text.id in target]
    return {
        "messages_on_target": len(target),
        "people_until_alert": None if at is None else len({text.user or text.id for text in before}),
        "alerts_in_all": len(fed.alerts),
    }


def hottest(
    texts: Sequence[Read], clusters: Mapping[str, str], agreed: Mapping[str, int], published: Sequence[Row]
) -> dict[str, list[str]]:
    """Return which issues that two published lists name are among the ten hottest events of the whole stream."""
    by_event: dict[str, list[Read]] = defaultdict(list)
    for text in texts:
        by_event[clusters[text.id]].append(text)
    now, days = texts[-1].at, texts[-1].at - texts[0].at + 1
    days = min(days, DAYS)
    value = {
        event: heat((Told(t.id, t.user, t.at, agreed.get(t.id, 0)) for t in members), now=now, days=days).value
        for event, members in by_event.items()
    }
    top = sorted(by_event, key=lambda event: (-value[event], event))[:HOTTEST]
    lists: dict[str, set[str]] = defaultdict(set)
    for row in published:
        lists[str(row["name"])].add(str(row["source"]))
    stream = Stream(texts)
    named = sorted(name for name, sources in lists.items() if len(sources) >= NAMED_BY)
    found = [name for name in named if any(_covers(name, by_event[event], stream) for event in top)]
    return {"found": found, "missing": [name for name in named if name not in found]}


def _covers(name: str, members: Sequence[Read], stream: Stream) -> bool:
    pairs = {
        pair: stream.rarity(pair) for pair in sorted(read("", "", datetime(2026, 1, 1, tzinfo=SHANGHAI), name, "").head)
    }
    whole = sum(pairs.values())
    holding = sum(sum(v for pair, v in pairs.items() if pair in text.whole) >= COVERED * whole for text in members)
    return 2 * holding >= len(members)


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
