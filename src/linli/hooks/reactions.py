"""What webhooks do because something became true below: it is given out to whoever subscribed."""

from __future__ import annotations

from linli.hooks.actions.delivering import give_out
from linli.hooks.rules.kinds import KINDS

FOLLOWERS = (("hooks", frozenset(KINDS), give_out),)
