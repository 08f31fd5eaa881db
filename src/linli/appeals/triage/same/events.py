"""Events in a stream: each text joins the event it fits best, or begins its own. Never looks ahead; forgets the old."""

from __future__ import annotations

from collections import Counter, defaultdict, deque

from linli.appeals.triage.same.around import SHIPPED, Around, Scale
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream

JOINS = 1.0
"""Mean log-odds with the likest texts of an event from which a text joins it."""
LIKEST = 3
JOINED_BY = 2
"""So many texts, and this share of the smaller event, must fit both of two events before the two become one."""
JOINED_SHARE = 0.3
DAYS = 400.0
MOST_TEXTS = 20_000
_UNLIKE = -6.0


class Events:
    """Gathers texts in order of time. `counted` says that the stream has these texts already (and keeps them)."""

    def __init__(self, stream: Stream | None = None, *, scale: Scale = SHIPPED, counted: bool = False) -> None:
        self.around = Around(Stream() if stream is None else stream, scale)
        self.counted = counted
        self._event: dict[str, str] = {}
        self._texts: dict[str, set[str]] = defaultdict(set)
        self._between: Counter[tuple[str, str]] = Counter()
        self._became: dict[str, str] = {}
        self._order: deque[str] = deque()

    def take(self, text: Read) -> str:
        """Return the event of the next text: the id of the text that began it."""
        self._forget(text.at)
        if not self.counted:
            self.around.stream.add(text)
        self.around.add(text)
        self._order.append(text.id)
        fits = self._fits(text.id)
        event = fits[0] if fits else text.id
        self._put(text.id, event)
        for other in fits[1:]:
            event = self._linked(event, other)
        return event

    def became(self, event: str) -> str:
        """Return the event that `event` has become part of, itself where it stands: events grow together."""
        while event in self._became:
            event = self._became[event]
        return event

    def texts_of(self, event: str) -> frozenset[str]:
        """Return the texts of an event that are still remembered."""
        return frozenset(self._texts.get(event, ()))

    def _put(self, id_: str, event: str) -> None:
        self._event[id_] = event
        self._texts[event].add(id_)

    def _fits(self, id_: str) -> list[str]:
        """Return the events that the text fits, best first."""
        found: dict[str, list[float]] = defaultdict(list)
        for other in self.around.near(id_):
            found[self._event[other]].append(self.around.wide(id_, other))
        fits = [(self._fit(event, values), event) for event, values in found.items()]
        return [event for fit, event in sorted(fits, reverse=True) if fit > JOINS]

    def _fit(self, event: str, values: list[float]) -> float:
        wanted = min(LIKEST, len(self._texts[event]))
        likest = sorted(values, reverse=True)[:wanted]
        return (sum(likest) + _UNLIKE * (wanted - len(likest))) / wanted

    def _linked(self, one: str, other: str) -> str:
        """Count a text that fits two events; return the event of both when it is one, else the first."""
        pair = (one, other) if one < other else (other, one)
        self._between[pair] += 1
        smaller = min(len(self._texts[one]), len(self._texts[other]))
        if self._between[pair] < max(JOINED_BY, JOINED_SHARE * smaller):
            return one
        kept, gone = sorted(pair, key=lambda event: (-len(self._texts[event]), event))
        self._became[gone] = kept
        for id_ in sorted(self._texts.pop(gone)):
            self._put(id_, kept)
        for near, count in [item for item in self._between.items() if gone in item[0]]:
            del self._between[near]
            rest = near[0] if near[1] == gone else near[1]
            if rest != kept:
                self._between[(kept, rest) if kept < rest else (rest, kept)] += count
        return kept

    def _forget(self, now: float) -> None:
        while self._order and (len(self._order) >= MOST_TEXTS or self.around.texts[self._order[0]].at < now - DAYS):
            id_ = self._order.popleft()
            text = self.around.texts[id_]
            self.around.forget(id_)
            if not self.counted:
                self.around.stream.forget(text)
            event = self._event.pop(id_)
            self._texts[event].discard(id_)
            if not self._texts[event]:
                del self._texts[event]
                for pair in [pair for pair in self._between if event in pair]:
                    del self._between[pair]
