"""What the channels do because something became true below: it is told back to the system a case came from."""

from __future__ import annotations

from linli.channels.actions.feedback import give_out
from linli.channels.actions.replying import tell_groups
from linli.channels.actions.terms import DISPATCHED, hold
from linli.channels.rules.feedback import TOLD
from linli.channels.rules.messages import TOLD_GROUPS

FOLLOWERS = (
    ("channels", frozenset(TOLD), give_out),
    ("channels.terms", DISPATCHED, hold),
    ("channels.groups", frozenset(TOLD_GROUPS), tell_groups),
)
