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
from linli.fieldwork.queries.rounds import Coverage, Item, Round, Stop, coverage, every_days, items, round_of

__all__ = [
    "Coverage",
    "DayRow",
    "FindingRow",
    "Item",
    "Kept",
    "LineRow",
    "MissingRow",
    "PhotoRow",
    "Round",
    "Stop",
    "area_days",
    "coverage",
    "day_of",
    "every_days",
    "finding",
    "findings",
    "items",
    "kept",
    "notices",
    "photo",
    "photos_of",
    "round_of",
]
