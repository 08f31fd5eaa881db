"""The clocks: natural minutes, working minutes, legal days and calendar days, never mixed (domain-spec §7)."""

from linli.kernel.clocks.calendar import OFFICE_HOURS, SHANGHAI, YELLOW, Calendar, OutOfCalendar
from linli.kernel.clocks.terms import Clock, ClockStands, Interval, Line, NoOffset, Pauses, Term, WrongTerm

__all__ = [
    "OFFICE_HOURS",
    "SHANGHAI",
    "YELLOW",
    "Calendar",
    "Clock",
    "ClockStands",
    "Interval",
    "Line",
    "NoOffset",
    "OutOfCalendar",
    "Pauses",
    "Term",
    "WrongTerm",
]
