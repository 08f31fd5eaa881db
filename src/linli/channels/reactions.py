"""What the channels do because something became true below: it is told back to the system a case came from."""

from __future__ import annotations

from linli.channels.actions.feedback import give_out
from linli.channels.rules.feedback import TOLD

FOLLOWERS = (("channels", frozenset(TOLD), give_out),)
