"""How the facts of orders read in the timeline of their appeal (call down, tell up)."""

from __future__ import annotations

from linli.appeals.queries import rows
from linli.dispatch.events import BY_KIND


def bring() -> None:
    """Let the timelines of staff and reporter say what became of orders. Twice is once."""
    rows.say(BY_KIND)
