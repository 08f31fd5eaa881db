"""Which adapter speaks with which system, named when the house starts."""

from __future__ import annotations

from linli.channels.actions import adapters
from linli.channels.actions.feedback import tell_back
from linli.channels.actions.orders import take_order
from linli.channels.actions.pictures import fetch
from linli.channels.actions.replying import tell_group
from linli.channels.signals import take_signal
from linli.channels.words import Direction, System


def register_all() -> None:
    """Name the adapters; safe to repeat."""
    for system in (System.HOTLINE, System.EVENTS):
        adapters.register(system, Direction.IN, take_order)
        adapters.register(system, Direction.OUT, tell_back)
    adapters.register(System.FILE, Direction.IN, take_order)
    for group in (System.GROUP, System.WECOM):
        adapters.register(group, Direction.OUT, tell_group)
    for system in (System.DEVICE, System.VIDEO):
        adapters.register(system, Direction.IN, take_signal)
    adapters.register(System.OPEN311, Direction.IN, fetch)
