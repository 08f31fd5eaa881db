"""The part of the stream that a new text can touch, loaded from the read model: the rules of `same` run on it as they
run on a whole stream in memory (`./linli score events`), and what they changed is written back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from linli.appeals.triage.same.around import MOST_NEAR, NEAR, Around
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream
from linli.dashboards.actions.pieces import key_of, put_together
from linli.dashboards.models import HotBetween, HotText, HotWord

FIRST_TEXTS = 300
"""As if so many texts with none of these words had come before: a small town has few, and the first ones would weigh
nothing."""
MOST_HOLDERS = 2000
"""A pair that more texts hold leads to nobody: it is looked up in none of them."""
_COMMON, _COMMON_SHARE, _NAMED = 150, 0.05, 0.25
_LOOKED_AT = 30
_WHOLE = 1_000_000


class Counted(Stream):
    """The counts of the words that are needed now."""

    def hold(self, words: Iterable[tuple[str, int, int]]) -> None:
        """Take in counts as they stand in the read model."""
        for key, texts, named in words:
            if not key:
                self.count = texts
            elif len(key) > 2:
                self._triples[key] = texts
            else:
                self._with[key], self._named[key] = texts, named

    def missing(self, pairs: Iterable[str]) -> list[str]:
        """Return those whose counts are not at hand."""
        return sorted({pair for pair in pairs if pair not in self._with})

    def wrote(self, user: str, heads: Iterable[Iterable[str]]) -> None:
        """Take in what else the writer of the new text wrote."""
        for head in heads:
            self._users[user] += 1
            self._used.setdefault(user, type(self._with)()).update(head)


class Near(Around):
    """Compares with those that the index of the read model finds, and then loads what stands near them."""

    def __init__(self, stream: Counted) -> None:
        super().__init__(stream)
        self.counted = stream
        self.event_of: dict[str, str] = {}

    def candidates(self, text: Read, most: int = _LOOKED_AT) -> list[str]:
        """Return the texts that share the most telling pieces of names, best first. Three statements."""
        ids = _holders(self._telling(text), most)
        self.load(ids)
        return [str(id_) for id_ in ids if str(id_) in self.texts]

    def add(self, text: Read) -> None:
        """Take a text in and find its near ones; two statements more for what stands near those."""
        super().add(text)
        wanted: set[str] = set()
        for other in self._near[text.id]:
            best = sorted(((-v, o) for o, v in self._near[other].items() if v > NEAR and o != text.id))
            wanted.update(id_ for _, id_ in best[:MOST_NEAR])
        self.load([UUID(id_) for id_ in sorted(wanted - self.texts.keys())])

    def load(self, ids: Collection[UUID]) -> None:
        """Load texts, with the counts of their words. Two statements, none without ids."""
        rows = list(HotText.objects.filter(id__in=ids).only("id", "who", "at", "event", "pieces", "near"))
        for row in rows:
            text = put_together(row)
            self.texts[text.id], self._near[text.id] = text, dict(row.near)
            self.event_of[text.id] = str(row.event)
        self.counted.hold(_counts(self.counted.missing(p for r in rows for p in r.pieces["head"])))

    def changed(self, id_: str) -> Mapping[str, float]:
        """Return the texts that the new one is now near of, with the log-odds."""
        return self._near[id_]

    def _telling(self, text: Read) -> dict[int, int]:
        most = min(MOST_HOLDERS, max(_COMMON, self.stream.count * _COMMON_SHARE))
        return {
            key_of(pair): round(value * _WHOLE)
            for pair, value in self.stream.weigh(text).place.items()
            if self.stream.texts_with(pair) <= most and self.stream.in_names(pair) > _NAMED
        }


class Loaded(Events):
    """Events over the loaded part: the event of each text near the new one, its size, what lies between two."""

    def __init__(self, around: Near) -> None:
        super().__init__(around.stream, counted=True)
        self.near = around
        self.around = around
        self.held: frozenset[str] = frozenset()
        self.links: dict[tuple[str, str], int] = {}

    def _fits(self, id_: str) -> list[str]:
        found = sorted({self.near.event_of[other] for other in self.near.near(id_)})
        self.held = frozenset(found)
        events = [UUID(event) for event in found]
        for text, event in HotText.objects.filter(event__in=events).values_list("id", "event") if events else ():
            self._event[str(text)] = str(event)
            self._texts[str(event)].add(str(text))
        if len(events) > 1:
            rows = HotBetween.objects.filter(Q(one__in=events) | Q(other__in=events))
            self.links = {(str(row.one), str(row.other)): row.texts for row in rows}
            self._between.update(self.links)
        return super()._fits(id_)

    def gone(self) -> dict[str, str]:
        """Return which events have become part of which."""
        return {event: self.became(event) for event in sorted(self._became)}

    def members(self, event: str) -> frozenset[str]:
        """Return the texts of an event after the new one has joined."""
        return frozenset(self._texts[event])

    def between(self) -> dict[tuple[str, str], int]:
        """Return what lies between the loaded events now."""
        return {pair: count for pair, count in self._between.items() if count}


def _holders(telling: Mapping[int, int], most: int) -> list[UUID]:
    if not telling:
        return []
    with connection.cursor() as cursor:
        # Whole numbers, so that the sum is the same in whatever order the rows come.
        cursor.execute(
            "SELECT text.id FROM unnest(%s::int[], %s::bigint[]) AS word(key, value)"
            " JOIN dashboards_hottext text ON text.keys @> ARRAY[word.key]"
            " GROUP BY text.id ORDER BY sum(word.value) DESC, text.id LIMIT %s",
            [list(telling), list(telling.values()), most],
        )
        return [row[0] for row in cursor.fetchall()]


def _counts(keys: Sequence[str]) -> list[tuple[str, int, int]]:
    return list(HotWord.objects.filter(key__in=keys).values_list("key", "texts", "named")) if keys else []
