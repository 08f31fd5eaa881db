"""What may be asked of fieldwork."""

from linli.fieldwork.queries.diaries import DayRow, Kept, LineRow, MissingRow, area_days, day_of, kept
from linli.fieldwork.queries.findings import (
    FindingRow,
    PhotoRow,
    finding,
    findings,
    notices,
    photo,
    photos_of,
)
from linli.fieldwork.queries.homes import (
    Household,
    HouseholdRow,
    LookRow,
    NoteRow,
    OwnHousehold,
    carried,
    household,
    households,
    own_households,
)
from linli.fieldwork.queries.rounds import Coverage, Item, Round, Stop, coverage, every_days, items, round_of

__all__ = [
    "Coverage",
    "DayRow",
    "FindingRow",
    "Household",
    "HouseholdRow",
    "Item",
    "Kept",
    "LineRow",
    "LookRow",
    "MissingRow",
    "NoteRow",
    "OwnHousehold",
    "PhotoRow",
    "Round",
    "Stop",
    "area_days",
    "carried",
    "coverage",
    "day_of",
    "every_days",
    "finding",
    "findings",
    "household",
    "households",
    "items",
    "kept",
    "notices",
    "own_households",
    "photo",
    "photos_of",
    "round_of",
]
