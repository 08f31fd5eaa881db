"""A transition table as data: where a thing may go, by which event, in whose hands, under which guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from linli.kernel.errors import Broken, Refused
from linli.kernel.words import Text, Word

S = TypeVar("S", bound=Word)


class NotPossible(Refused):
    """The thing is in a state from which this event does not lead anywhere."""

    code = "kernel.not_possible"
    says = Text(
        "现在是“{state_zh}”，不能做“{event}”；可以做：{possible}。",
        "It is “{state_en}” now, so “{event}” cannot be done; what can: {possible}.",
    )


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One row: `code` names it (``T13``), `to` None keeps the state, `who` are role codes, `source` cites the rule."""

    code: str
    event: str
    sources: frozenset[S]
    to: S | None
    who: frozenset[str]
    guards: tuple[str, ...]
    effects: str
    source: str


class Moves(Generic[S]):
    """The table. One event may have several rows as long as their source states differ."""

    def __init__(self, rows: Iterable[Move[S]]) -> None:
        self._rows = tuple(rows)
        self._by_key: dict[tuple[S | None, str], Move[S]] = {}
        for row in self._rows:
            starts: frozenset[S | None] = frozenset(row.sources) or frozenset({None})
            for state in starts:
                key = (state, row.event)
                if key in self._by_key:
                    raise Broken(why=f"two rows for {key}")
                self._by_key[key] = row

    def __iter__(self) -> Iterator[Move[S]]:
        return iter(self._rows)

    def find(self, state: S | None, event: str) -> Move[S]:
        """Return the row for `event` from `state` (None: the thing does not exist yet).

        :raises NotPossible: there is none.
        """
        row = self._by_key.get((state, event))
        if row is None:
            raise NotPossible(
                state_zh=state.zh if state else "尚未登记",
                state_en=state.en if state else "not registered",
                event=event,
                possible="、".join(self.events(state)) or "—",
            )
        return row

    def events(self, state: S | None) -> tuple[str, ...]:
        """Return the events that lead on from `state`, in table order."""
        return tuple(row.event for row in self._rows if state in (row.sources or {None}))
