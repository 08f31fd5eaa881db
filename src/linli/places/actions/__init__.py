"""What may be done at reception days and walking offices."""

from linli.places.actions.booking import book, book_for, cancel
from linli.places.actions.planning import Setting, change_plan, end_plan, make_plan
from linli.places.actions.receiving import advise, call_next, come, miss, take
from linli.places.actions.sittings import call_off, hold, move
from linli.places.actions.sweeping import ask, forget, lay_out_all, remind

__all__ = [
    "Setting",
    "advise",
    "ask",
    "book",
    "book_for",
    "call_next",
    "call_off",
    "cancel",
    "change_plan",
    "come",
    "end_plan",
    "forget",
    "hold",
    "lay_out_all",
    "make_plan",
    "miss",
    "move",
    "remind",
    "take",
]
