"""Who listens to what: the only place where a fact meets its reactions.

A room that listens has a module `reactions` with `REACTIONS`, pairs of a fact's kind and a function,
and perhaps `FOLLOWERS`, triples of a name, the kinds (or None for all) and a function.
"""

from importlib import import_module
from importlib.util import find_spec

from linli.config import environment


def connect() -> None:
    """Subscribe every open room's reactions; safe to repeat."""
    if "journal" not in environment.rooms() or find_spec("linli.journal.wiring") is None:
        return
    journal = import_module("linli.journal.wiring")
    for room in environment.rooms():
        if find_spec(f"linli.{room}.reactions") is None:
            continue
        module = import_module(f"linli.{room}.reactions")
        for kind, reaction in getattr(module, "REACTIONS", ()):
            journal.subscribe(kind, reaction)
        for name, kinds, handler in getattr(module, "FOLLOWERS", ()):
            journal.follow(name, kinds, handler)
