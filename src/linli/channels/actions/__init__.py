"""What may be done to connections and exchanges."""

from __future__ import annotations

from linli.channels.actions.connecting import NewConnection, change, end, fresh_secret, go_on, open_connection, pause
from linli.channels.actions.counting import count
from linli.channels.actions.differing import settle, sides
from linli.channels.actions.exchanging import erase_bodies, heard, keep, put_down, work, work_off
from linli.channels.actions.mending import drop, mend, open_body, replay
from linli.channels.actions.reconciling import reconcile

__all__ = [
    "NewConnection",
    "change",
    "count",
    "drop",
    "end",
    "erase_bodies",
    "fresh_secret",
    "go_on",
    "heard",
    "keep",
    "mend",
    "open_body",
    "open_connection",
    "pause",
    "put_down",
    "reconcile",
    "replay",
    "settle",
    "sides",
    "work",
    "work_off",
]  # fmt: skip
