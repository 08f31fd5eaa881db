"""The deeds of webhooks."""

from linli.hooks.actions.delivering import deliver, forget_sent, give_out, send_again
from linli.hooks.actions.replaying import replay
from linli.hooks.actions.subscribing import NeedsSystemKey, end, fresh_secret, go_on, pause, subscribe

__all__ = [
    "NeedsSystemKey",
    "deliver",
    "end",
    "forget_sent",
    "fresh_secret",
    "give_out",
    "go_on",
    "pause",
    "replay",
    "send_again",
    "subscribe",
]
