"""What the order of another system asked for beside its matter, as its case shows it (domain-spec §4.4, 4.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.queries.rows import Happening
from linli.channels.events import OrderCarried, TermHeld


@dataclass(frozen=True, slots=True)
class Carried:
    """The wishes of an order. `is_held`: its deadline is earlier than ours, and the clock runs to it."""

    due_at: datetime | None
    is_past: bool
    is_held: bool
    is_secret: bool
    wants_call: bool | None


def of(timeline: Iterable[Happening]) -> Carried | None:
    """Return what the newest order of a case asked for, or None. No statement."""
    told = list(timeline)
    newest = next((line.more for line in reversed(told) if line.kind == OrderCarried.kind), None)
    if not newest:
        return None
    due = newest.get("due_at")
    held = {line.more.get("due_at") for line in told if line.kind == TermHeld.kind}
    wants = newest.get("wants_call")
    return Carried(
        due_at=datetime.fromisoformat(str(due)) if due else None,
        is_past=bool(newest.get("is_past")),
        is_held=bool(due) and due in held,
        is_secret=bool(newest.get("is_secret")),
        wants_call=wants if isinstance(wants, bool) else None,
    )
