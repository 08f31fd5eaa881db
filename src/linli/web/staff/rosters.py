"""The roster of a unit: who is on call, when; coming turns are pasted from a spreadsheet, tried first, then set."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.actions.organisations import Turn
from linli.people.queries.posts import TurnRow
from linli.people.rules import rosters
from linli.people.rules.units import UnitRow
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices
from linli.web.staff.pages import page, require_any

SET = "people.set_roster"
MOST = 40_000
"""So many characters at most."""


@never_cache
@staff_only
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the own units whose roster this person sets; with one alone go there."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {SET})
    units = [people.unit(id_) for id_ in sorted(actor.units)]
    open_ = [unit for unit in units if may_set(actor, unit)]
    if len(open_) == 1:
        return redirect(f"/desk/roster/{open_[0].id}/")
    return page(request, "web/staff/rosters.html", units=open_, on_call=people.on_call(_own_area(actor), at=now))


def _own_area(actor: Actor) -> str:
    return next((scope.area for scope in actor.scopes.get(SET, ())), "")


def may_set(actor: Actor, unit: UnitRow) -> bool:
    """Say whether this person sets the roster of a unit."""
    return actor.may(SET, unit.area_path, units=(unit.id,))


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show a unit's turns; try what was pasted, and with `sure` set it.

    :raises NotFound: there is no such unit, or its roster is not this person's to set.
    """
    actor, now = actor_of(request), now_of(request)
    unit = people.unit(unit_id)
    if not may_set(actor, unit):
        raise NotFound
    turns = people.turns_of(unit_id, unit.area_path, at=now)
    lines = "\n".join(_line(turn) for turn in turns if turn.starts_at > now)
    known, named = _known(unit, now)
    if request.method == "GET":
        return _page(request, unit, turns, lines, names=named)
    lines = request.POST.get("lines", "")[:MOST]
    slots, refused = rosters.read(lines, known=known, now=now)
    if "sure" in request.POST:
        return _set(request, unit, slots)
    return _page(
        request, unit, turns, lines, names=named, is_tried=True, slots=slots, refused=refused,
        gaps=rosters.gaps(slots),
        gone=sum(turn.starts_at > now for turn in turns),
    )  # fmt: skip


def _set(request: HttpRequest, unit: UnitRow, slots: list[rosters.Slot]) -> HttpResponse:
    turns = [Turn(one.account_id, one.starts_at, one.ends_at, one.phone) for one in slots]
    try:
        actions.set_roster(
            actor=actor_of(request), unit_id=unit.id, area_path=unit.area_path, turns=turns, now=now_of(request)
        )
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(error.text))
    else:
        said = Text("值班表已更新，共 {n} 班。", "The roster is set: {n:turn|turns}.").format(n=len(turns))
        messages.success(request, spoken(said))
    return redirect(f"/desk/roster/{unit.id}/")


def _known(unit: UnitRow, now: datetime) -> tuple[dict[str, UUID | None], list[str]]:
    """Return who may stand on the roster, by name and by account name, and what to write for each: the unit's own
    people; where it has none, those who serve its area without a unit.

    Two statements.
    """
    held = people.grants_within(unit.area_path.partition("/")[0], at=now)
    own = {row.account_id for row in held if row.unit_id == unit.id}
    beside = {row.account_id for row in held if row.unit_id is None and row.area_path == unit.area_path}
    accounts = people.accounts(own or beside)
    names = Counter(row.name for row in accounts.values())
    known: dict[str, UUID | None] = {row.login: id_ for id_, row in accounts.items()}
    known |= {row.name: id_ if names[row.name] == 1 else None for id_, row in accounts.items()}
    return known, sorted(row.name if names[row.name] == 1 else row.login for row in accounts.values())


def _line(turn: TurnRow) -> str:
    begin, end = (f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for at in (turn.starts_at, turn.ends_at))
    return "\t".join(part for part in (turn.name, begin, end, turn.phone) if part)


def _page(request: HttpRequest, unit: UnitRow, turns: list[TurnRow], lines: str, **context: Any) -> HttpResponse:
    now = now_of(request)
    given = {
        "unit": unit,
        "where": choices.area_name(unit.area_path, now),
        "turns": [{"turn": turn, "is_now": turn.starts_at <= now} for turn in turns],
        "lines": lines,
        **context,
    }
    return page(request, "web/staff/roster.html", **given)
