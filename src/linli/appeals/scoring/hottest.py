"""The part of `./linli score events` about what is told of: the alert of an event, and the ten hottest matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.scoring.rows import Row
from linli.appeals.triage.same.events import DAYS, Events
from linli.appeals.triage.same.heat import ALERT_DAYS, ALERT_PEOPLE, Heat, Told, heat, is_alert, people
from linli.appeals.triage.same.matters import Matters
from linli.appeals.triage.same.reading import Read, grams, read
from linli.appeals.triage.same.stream import Stream
from linli.appeals.triage.same.telling import WEAK, telling
from linli.kernel.clocks import SHANGHAI

TARGET = ("丽发新城", "搅拌站")
"""The event that must raise an alert early: messages that name both. It is the measure's target, in no rule."""
HOTTEST = 10
NAMED_BY = 2
COVERED = 0.4
"""A matter is an issue of the published lists when half of its messages hold this share of what the issue names."""


_ANY_DAY = datetime(2026, 1, 1, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Fed:
    """What came of a stream: id -> event, id -> matter, and the messages at which an event first raised an alert."""

    clusters: dict[str, str]
    matters: dict[str, str]
    alerts: tuple[tuple[str, frozenset[str]], ...]


def feed(texts: Sequence[Read]) -> Fed:
    """Feed the messages one by one; an event that enough people told of lately raises an alert, once."""
    events, known = Events(), {text.id: Told(text.id, text.user, text.at) for text in texts}
    matters = Matters(events.around.stream)
    first: dict[str, tuple[str, str]] = {}
    raised: set[str] = set()
    alerts: list[tuple[str, frozenset[str]]] = []
    for text in texts:
        event = events.take(text)
        first[text.id] = event, matters.take(text, event)
        members = events.texts_of(event)
        if not raised & members and is_alert((known[id_] for id_ in members), now=text.at):
            alerts.append((text.id, members))
            raised.add(text.id)
    return Fed(
        {id_: events.became(event) for id_, (event, _) in first.items()},
        {id_: matters.became(matter) for id_, (_, matter) in first.items()},
        tuple(alerts),
    )


def early(texts: Sequence[Read], fed: Fed, labelled: Collection[str]) -> Row:
    """Return by how many people's messages the first alert of `TARGET`'s event came, and how many alerts came in all.

    Ordinary are the messages of no labelled event; an alert is theirs when none of its messages is labelled.
    """
    pairs = {pair for name in TARGET for pair in grams(name, 2)}
    target = {text.id for text in texts if pairs <= text.whole}
    at, members = next(((id_, members) for id_, members in fed.alerts if members & target), (None, frozenset[str]()))
    order = {text.id: text for text in texts}
    until = [] if at is None else [order[id_] for id_ in members]
    ordinary = [alert for alert in fed.alerts if not alert[1] & set(labelled) and not alert[1] & target]
    others = len(texts) - len(set(labelled) | target)
    return {
        "people": ALERT_PEOPLE,
        "days": ALERT_DAYS,
        "messages_on_target": len(target),
        "people_of_the_event_at_the_alert": _people(until),
        "people_on_target_at_the_alert": None if at is None else _people(text for text in until if text.id in target),
        "alerts_in_all": len(fed.alerts),
        "alerts_per_1000": round(1000 * len(fed.alerts) / len(texts), 2),
        "alerts_per_1000_ordinary": round(1000 * len(ordinary) / max(1, others), 2),
    }


def _people(texts: Iterable[Read]) -> int:
    return people(Told(text.id, text.user, text.at) for text in texts)


def figures(texts: Sequence[Read], fed: Fed, agreed: Mapping[str, int], published: Sequence[Row]) -> Row:
    """Return the ten hottest matters beside the ten clusters with the most messages, and which issues each has."""
    stream, named = Stream(texts), _named(published)
    by_heat = _ranked(texts, fed.matters, agreed)
    by_count = Counter(fed.clusters.values())
    plain = [event for event, _ in sorted(by_count.items(), key=lambda item: (-item[1], item[0]))[:HOTTEST]]
    members = {kind: _members(texts, of) for kind, of in (("matters", fed.matters), ("clusters", fed.clusters))}
    table: list[Row] = []
    covered: set[str] = set()
    for rank, (matter, found) in enumerate(by_heat, start=1):
        rows = members["matters"][matter]
        issues = [name for name in named if _covers(name, rows, stream)]
        covered.update(issues)
        table.append({
            "rank": rank, "heat": round(found.value, 1), "people": found.people, "messages": len(rows),
            "agreed": found.agreed, "words": " ".join(telling(rows, stream.rarity)), "first": matter, "issues": issues,
        })  # fmt: skip
    in_plain = {name for name in named if any(_covers(name, members["clusters"][one], stream) for one in plain)}
    return {
        "table": table,
        "found": sorted(covered),
        "missing": sorted(set(named) - covered),
        "baseline_message_count": {"found": sorted(in_plain), "missing": sorted(set(named) - in_plain)},
    }


def _ranked(texts: Sequence[Read], of: Mapping[str, str], agreed: Mapping[str, int]) -> list[tuple[str, Heat]]:
    now, days = texts[-1].at, min(texts[-1].at - texts[0].at + 1, DAYS)
    found = {
        matter: heat((Told(t.id, t.user, t.at, agreed.get(t.id, 0)) for t in rows), now=now, days=days)
        for matter, rows in _members(texts, of).items()
    }
    return sorted(found.items(), key=lambda item: (-item[1].value, item[0]))[:HOTTEST]


def _members(texts: Sequence[Read], of: Mapping[str, str]) -> dict[str, list[Read]]:
    members: dict[str, list[Read]] = defaultdict(list)
    for text in texts:
        members[of[text.id]].append(text)
    return members


def _named(published: Sequence[Row]) -> list[str]:
    lists: dict[str, set[str]] = defaultdict(set)
    for row in published:
        lists[str(row["name"])].add(str(row["source"]))
    return sorted(name for name, sources in lists.items() if len(sources) >= NAMED_BY)


def _covers(name: str, members: Sequence[Read], stream: Stream) -> bool:
    # A pair that stands in no text, or leans on 与 or 的, is a seam of the list's own wording and names nothing.
    head = sorted(pair for pair in read("", "", _ANY_DAY, name, "").head if not WEAK & set(pair))
    pairs = {pair: stream.rarity(pair) for pair in head if stream.texts_with(pair)}
    whole = sum(pairs.values())
    holding = sum(sum(v for pair, v in pairs.items() if pair in text.whole) >= COVERED * whole for text in members)
    return 2 * holding >= len(members)
