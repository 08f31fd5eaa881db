"""A button of a group's page: do it, say what came of it, go back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.grid import queries as grid
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.web.language import spoken
from linli.web.resident.telling import why
from linli.web.staff.pages import back_of


def pressed(request: HttpRequest, do: Callable[[], object], said: Text, *, back: str) -> HttpResponse:
    """Do it and go back with `said`, or with the refusal."""
    try:
        do()
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(why(error)))
    else:
        messages.success(request, spoken(said))
    return redirect(back_of(request, back))


def place_name(path: str, now: datetime) -> Text:
    """Return the name of an area and of the one above it, as a neighbour reads it."""
    names = [Text(area.name, area.name_en or area.name) for area in grid.chain(path, now)[1:]][-2:]
    if not names:
        district = grid.district(now)
        return Text(district.name, district.name_en or district.name)
    return Text(" ".join(name.zh for name in names), " · ".join(name.en for name in names))
