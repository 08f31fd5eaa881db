"""Case numbers: `370203-261121-00123` - district, day, serial (architecture §6.5)."""

from __future__ import annotations

import re
from datetime import date, datetime

from linli.kernel.errors import NotFound

_NUMBER = re.compile(r"^(\d{6})-(\d{6})-(\d{5,})$")


def number_of(area_path: str, day: date, serial: int) -> str:
    """Return the case number; the district is the first code of the path."""
    return f"{area_path[:6]}-{day:%y%m%d}-{serial:05d}"


def parse(number: str) -> tuple[date, int]:
    """Return (day, serial) of a case number.

    :raises NotFound: it is not one.
    """
    match = _NUMBER.match(number.strip())
    if match is None:
        raise NotFound
    try:
        day = datetime.strptime(match[2] + "+0800", "%y%m%d%z").date()
    except ValueError:
        raise NotFound from None
    return day, int(match[3])
