"""What labelled pairs and events teach: the weights of likeness, and what they are worth on events never seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linli.appeals.scoring import messages
from linli.appeals.scoring.rows import Row
from linli.appeals.triage.same.around import SHIPPED, WIDE_WEIGHTS, Around, Scale
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.likeness import WEIGHTS
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream

UNSURE = "related-uncertain"
TOGETHER = 2.0
"""What it adds to the log-odds, half each way, that the stream gathered both into one event, or did not."""
FOLDS = 4
RIDGE = 3.0
DRAWN = 40
"""So many pairs of one event, and so many of its likest strangers, are learned from beside the labelled pairs."""
DRAWN_COUNT = 0.3

Pair = tuple[str, str]
Told = Mapping[str, frozenset[str]]
"""Event -> the messages that are of it."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people said of messages: pairs that are one matter or not, and whole events."""

    pairs: tuple[tuple[Pair, bool], ...]
    events: Told


class Judge:
    """Says how likely two messages are one matter: by what they share, and by whether the stream brought them together.

    The stream sees what two texts alone do not show: which event each of them fits better than all others.
    """

    def __init__(self, stream: Stream, texts: Sequence[Read], scale: Scale) -> None:
        self._around = gathered(stream, texts, scale)
        events = Events(scale=scale)
        first = {text.id: events.take(text) for text in texts}
        self.events = {id_: events.became(event) for id_, event in first.items()}

    def score(self, one: str, other: str) -> float:
        """Return the log-odds."""
        together = self.events[one] == self.events[other]
        return self._around.wide(one, other) + TOGETHER * (together - 0.5)


def gathered(stream: Stream, texts: Iterable[Read], scale: Scale) -> Around:
    """Return the texts with their near ones."""
    around = Around(stream, scale)
    for text in texts:
        around.add(text)
    return around


def labels_of(pairs: Iterable[Row], events: Told) -> Labels:
    """Return what the rows say; pairs that a reader was not sure of teach nothing."""
    return Labels(tuple((ids_of(row), is_same(row)) for row in pairs if is_sure(row)), events)


def learned(stream: Stream, texts: Sequence[Read], labels: Labels) -> Scale:
    """Return the weights that labels teach: of two texts alone first, then with what stands near them."""
    from linli.appeals.scoring.learning import Example, fit

    plain = Around(stream, SHIPPED)
    for text in texts:
        plain.put(text)
    known = plain.texts
    rows = [(pair, same, 1.0) for pair, same in labels.pairs]
    rows += [(pair, same, DRAWN_COUNT) for pair, same in drawn(plain, labels.events)]
    alone = [Example(plain.measures(known[a], known[b]), same, counts) for (a, b), same, counts in rows]
    weights, bias = fit(alone, list(WEIGHTS), RIDGE)
    around = gathered(stream, texts, Scale(weights, bias, SHIPPED.wide_weights, SHIPPED.wide_bias))
    wide = [Example(around.wide_measures(a, b), same, counts) for (a, b), same, counts in rows]
    return Scale(weights, bias, *fit(wide, list(WIDE_WEIGHTS), RIDGE, WIDE_WEIGHTS))


def drawn(around: Around, events: Told) -> Iterator[tuple[Pair, bool]]:
    """Yield pairs within each event, and pairs of a message of it with the strangers most like it by their place."""
    for _, members in sorted(events.items()):
        own = sorted(members)
        within = [(one, other) for index, one in enumerate(own) for other in own[:index]]
        step = max(1, len(within) // DRAWN)
        yield from ((pair, True) for pair in within[::step][:DRAWN])
        strangers = [
            (around.measures(around.texts[one], around.texts[other])["place_both"], one, other)
            for one in own
            for other in around.candidates(around.texts[one])
            if other not in members
        ]
        strangers.sort(key=lambda found: (-found[0], found[1:]))
        yield from (((one, other), False) for _, one, other in strangers[:DRAWN])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the labels and a judge that learned from the rest; it knows of no event of the part."""

    judge: Judge
    pairs: tuple[int, ...]
    events: Told


def left_out(stream: Stream, texts: Sequence[Read], pairs: Sequence[Row], events: Told) -> Iterator[Part]:
    """Yield each part with its judge. Pairs that touch an event go with it, so that whole events are left out."""
    of_pair, of_event = _parts(pairs, events)
    for part in range(FOLDS):
        own = {event: ids for event, ids in events.items() if of_event[event] == part}
        here = [index for index, of in enumerate(of_pair) if of == part]
        seen = {id_ for ids in own.values() for id_ in ids} | {id_ for index in here for id_ in ids_of(pairs[index])}
        rest = [row for row, of in zip(pairs, of_pair, strict=True) if of != part and not seen & set(ids_of(row))]
        others = {event: ids for event, ids in events.items() if not seen & ids}
        scale = learned(stream, texts, labels_of(rest, others))
        yield Part(Judge(stream, texts, scale), tuple(here), own)


def _parts(pairs: Sequence[Row], events: Told) -> tuple[list[int], dict[str, int]]:
    """Return a part for each pair and each event, of about equal size; what one matter joins falls in one part."""
    of = {id_: event for event, ids in sorted(events.items()) for id_ in ids}
    ids = sorted({id_ for row in pairs for id_ in ids_of(row)} | set(of))
    edges = [(sorted(own)[0], id_) for own in events.values() for id_ in own]
    edges += [ids_of(row) for row in pairs if is_same(row) or not set(ids_of(row)) & set(of)]
    root = messages.joined(ids, edges)
    group = [root[next((id_ for id_ in ids_of(row) if id_ in of), str(row["id_a"]))] for row in pairs]
    sizes = {root[sorted(own)[0]]: 1 for own in events.values()}
    for name in group:
        sizes[name] = sizes.get(name, 0) + 1
    load, part = [0] * FOLDS, {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        part[name] = load.index(min(load))
        load[part[name]] += size
    return [part[name] for name in group], {event: part[root[sorted(own)[0]]] for event, own in events.items()}


def events_of(labelled: Iterable[Row]) -> Told:
    """Return event -> messages."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in labelled:
        found[str(row["event_id"])].add(str(row["msg_id"]))
    return {event: frozenset(ids) for event, ids in found.items()}


def ids_of(row: Row) -> Pair:
    """Return the two messages of a pair."""
    return str(row["id_a"]), str(row["id_b"])


def is_sure(row: Row) -> bool:
    """Say whether the reader was sure."""
    return bool(row["label"] != UNSURE)


def is_same(row: Row) -> bool:
    """Say whether the reader called both one matter."""
    return bool(row["label"] == "same")
