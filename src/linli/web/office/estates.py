"""An estate and its buildings on the register; taking off what is gone, with who lived there listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import actions
from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingRow, EstateRow
from linli.grid.words import Ending
from linli.kernel.actor import Actor, is_within
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices
from linli.web.staff.forms import Field, Values, words
from linli.web.staff.simple import ask

T = Text


def _seen(actor: Actor, path: str) -> None:
    """Let whoever has a scope around the place pass.

    :raises NotFound: nobody else.
    """
    scopes = [scope for held in actor.scopes.values() for scope in held]
    if not any(is_within(path, scope.area) for scope in scopes):
        raise NotFound


@never_cache
@staff_only
@require_safe
def estate(request: HttpRequest, estate_id: UUID) -> HttpResponse:
    """Show an estate: what it is, the buildings that stand, those that are gone."""
    actor, now = open_to(request, "/office/"), now_of(request)
    found = grid.estate(estate_id, now)
    _seen(actor, found.community_path)
    context: dict[str, Any] = {
        "estate": found,
        "title": T(found.name, found.name_en or found.name),
        "where": choices.area_name(found.community_path, now),
        "community": found.community_path.rpartition("/")[2],
        "buildings": grid.buildings_of(estate_id, now),
        "gone": grid.buildings_gone(estate_id, now),
        "may_close": found.closed_at is None and actor.may("grid.register_estate", found.community_path),
    }
    return office(request, "estate", "/office/", **context)


@never_cache
@staff_only
@require_safe
def building(request: HttpRequest, building_id: UUID) -> HttpResponse:
    """Show a building and its households, each with how many people are known to live there: to visit, or to move."""
    actor, now = open_to(request, "/office/"), now_of(request)
    found, path = _building(building_id, now)
    _seen(actor, path)
    at = found.closed_at or now
    homes = grid.dwellings_of(building_id, now)
    lived = people.dwellers([home.id for home in homes], before=at)
    entrances = {one.id: one.number for one in grid.entrances_of(building_id)}
    context: dict[str, Any] = {
        "building": found,
        "estate": grid.estate(found.estate_id, now) if found.estate_id else None,
        "where": choices.area_name(path, now),
        "rows": [{"home": home, "entrance": entrances[home.entrance_id], "people": lived[home.id]} for home in homes],
        "known": sum(lived.values()),
        "may_close": found.closed_at is None and actor.may("grid.register_estate", path),
    }
    return office(request, "building", "/office/", **context)


def _building(building_id: UUID, now: datetime) -> tuple[BuildingRow, str]:
    """Return a building and where it stands, or stood last."""
    found = grid.building(building_id, now)
    placed = grid.placements_of(building_id)
    return found, found.area_path or (placed[-1][0].path if placed else "")


CLOSE = (
    Field("ending", T("为什么", "Why"), "pick", options=words(Ending), parse=Ending),
    Field(
        "gone_since",
        T("从何时起不在", "Gone since"),
        "moment",
        required=False,
        hint=T("不填就是现在；不能写将来。", "Left empty: now. It cannot lie ahead."),
    ),
)
SAYS = T(
    "在册的住户从那时起不再住在这里，名单仍可查看；正在办理的诉求保留原来的位置。以后的人写这里的地址，不再认作这栋楼。",
    "Who is registered lives here no longer from then on, and stays listed; open cases keep their place. Words and "
    "codes no longer lead here.",
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def close_estate(request: HttpRequest, estate_id: UUID) -> HttpResponse:
    """Take an estate off the register."""
    actor, now = open_to(request, "/office/"), now_of(request)
    found: EstateRow = grid.estate(estate_id, now)
    _seen(actor, found.community_path)

    def close(given: Values) -> Text:
        actions.close_estate(actor=actor, estate_id=estate_id, now=now, **_when(given, now))
        return T(f"{found.name}已注销。", f"{found.name_en or found.name} left the register.")

    return ask(
        request, CLOSE, close, title=T(f"注销{found.name}", f"Take {found.name_en or found.name} off the register"),
        button=T("注销", "Take it off"), back=f"/office/estate/{estate_id}/", hint=SAYS,
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def close_building(request: HttpRequest, building_id: UUID) -> HttpResponse:
    """Take a building off the register."""
    actor, now = open_to(request, "/office/"), now_of(request)
    found, path = _building(building_id, now)
    _seen(actor, path)

    def close(given: Values) -> Text:
        actions.close_building(actor=actor, building_id=building_id, now=now, **_when(given, now))
        return T(f"{found.number}已注销。", f"{found.number} left the register.")

    return ask(
        request, CLOSE, close, title=T(f"注销{found.number}", f"Take {found.number} off the register"),
        button=T("注销", "Take it off"), back=f"/office/building/{building_id}/", hint=SAYS,
    )  # fmt: skip


def _when(given: Values, now: datetime) -> dict[str, Any]:
    return {"ending": given["ending"], "gone_since": given["gone_since"] or now}
