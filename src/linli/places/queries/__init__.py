"""What may be asked of places. Other rooms import from here."""

from linli.places.queries.desk import (
    BOOK_FOR,
    DEEDS,
    PLAN,
    RECEIVE,
    MatterRow,
    Seat,
    Sheet,
    VisitRow,
    plan,
    plans,
    sheet,
    sittings,
)
from linli.places.queries.figures import PlanFigures, Report, report
from linli.places.queries.known import area_of, contacts_in_use, of_contacts
from linli.places.queries.public import is_to_come, own, setting, sitting, slots, to_come
from linli.places.queries.rows import BookingRow, PlanRow, SittingRow, SlotRow

__all__ = [
    "BOOK_FOR",
    "DEEDS",
    "PLAN",
    "RECEIVE",
    "BookingRow",
    "MatterRow",
    "PlanFigures",
    "PlanRow",
    "Report",
    "Seat",
    "Sheet",
    "SittingRow",
    "SlotRow",
    "VisitRow",
    "area_of",
    "contacts_in_use",
    "is_to_come",
    "of_contacts",
    "own",
    "plan",
    "plans",
    "report",
    "setting",
    "sheet",
    "sitting",
    "sittings",
    "slots",
    "to_come",
]
