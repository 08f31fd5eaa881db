"""The places a person may choose for a deed, as options of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest

from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.web.door import actor_of, now_of
from linli.web.groups.pressing import place_name
from linli.web.staff.forms import Option

PLACES = frozenset({AreaKind.STREET, AreaKind.COMMUNITY, AreaKind.GRID})


def areas_of(deed: str) -> Callable[[HttpRequest], Sequence[Option]]:
    """Return the options for where the person may do `deed`, in the order of the places. No statement."""

    def options(request: HttpRequest) -> list[Option]:
        now, found = now_of(request), {}
        for scope in actor_of(request).reach(deed):
            own = grid.areas_by_path([scope.area], now)
            for area in (*own.values(), *grid.below(scope.area, now)):
                if area.kind in PLACES:
                    found[area.path] = Option(area.path, place_name(area.path, now))
        return [found[path] for path in sorted(found)]

    return options
