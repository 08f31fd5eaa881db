"""What a worker carries along: duties, open cases in reach and, in a community or below, its buildings.

As little as the day needs: of a case its masked first words as every list shows them, never a name or a phone; of a
building where it is and how many households are declared, and the register's number only for those who keep the
register (ADR 0020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Filter, Row
from linli.dispatch.queries import orders, subjects
from linli.dispatch.queries.orders import OrderRow
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of
from linli.web.field import diaries, households, patrolling, rechecking
from linli.web.field.naming import building_name, ms, pair
from linli.web.field.shell import version
from linli.web.staff import briefs, choices, names

DUTIES = 100
CASES = 200
AREAS = 5
BUILDINGS = 600
A_DAY = timedelta(days=1)
COMMUNITY_DEPTH = 2
RECHECKS = frozenset({"dispatch.recheck", "fieldwork.recheck"})
"""Notices of the round and notices of an order are rechecked on one screen."""
KEEPS_REGISTER = "grid.record_occupancy"


@never_cache
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Return the copy for the device as JSON; 401 for nobody, 404 for somebody without a role."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "sign_in"}, status=401)
    actor, now = actor_of(request), now_of(request)
    if not actor.scopes:
        raise NotFound
    owed = list(duties.inbox(actor, now=now, size=DUTIES).rows)
    found = lists.staff_list(actor, Filter(only_open=True), now=now, size=CASES)
    cases = {row.id: row for row in found.rows}
    behind = _appeals_behind(owed)
    cases |= lists.rows_by_ids(actor, {one for one in behind.values() if one not in cases}, now=now)
    in_hand = orders.of_appeals(list(cases))
    buildings = _buildings(actor, now)
    given = {
        "account": str(actor.account_id),
        "version": version(),
        "csrf": get_token(request),
        "now": ms(now),
        "duties": [_duty(duty, behind, cases) for duty in owed],
        "cases": [_case(row, in_hand.get(row.id, ()), actor, now) for row in cases.values()],
        "has_more_cases": bool(found.next),
        "buildings": buildings,
        **households.carried(actor, [UUID(one["id"]) for one in buildings], now),
        "notices": rechecking.carried(actor, cases, in_hand, now),
        **patrolling.carried(actor, now, _for_today(owed, behind, in_hand, now)),
        "diary": diaries.carried(actor, now),
    }
    return JsonResponse(given, json_dumps_params={"ensure_ascii": False})


def _appeals_behind(owed: Sequence[DutyRow]) -> dict[UUID, UUID]:
    """Return duty id -> the appeal it is about. One statement."""
    of_orders = subjects.appeals_of([duty.subject[1] for duty in owed if duty.subject[0] == "dispatch"])
    return {duty.id: of_orders.get(duty.subject[1], duty.subject[1]) for duty in owed}


def _for_today(
    owed: Sequence[DutyRow], behind: Mapping[UUID, UUID], in_hand: Mapping[UUID, Sequence[OrderRow]], now: datetime
) -> list[UUID]:
    """Return the cases in hand to go to today: what is overdue, or owed by the close of the next working day."""
    calendar = standards.calendar(now)
    until = calendar.close_of(calendar.next_workday(calendar.local_day(now) + A_DAY))
    soon = [behind[duty.id] for duty in owed if duty.due_at <= until and duty.paused_at is None]
    return [one for one in soon if any(order.state in rechecking.IN_HAND for order in in_hand.get(one, ()))]


def _duty(duty: DutyRow, behind: Mapping[UUID, UUID], cases: Mapping[UUID, Row]) -> dict[str, Any]:
    appeal_id = behind[duty.id]
    return {
        "id": str(duty.id),
        "finding": str(duty.subject[1]) if duty.deed in RECHECKS else "",
        "due": ms(duty.due_at),
        "yellow": ms(duty.yellow_at),
        "is_paused": not duty.is_live or duty.paused_at is not None,
        "step": pair(names.step(duty.deed, duty.step)),
        "who": pair(names.who_owes(duty)),
        "case": str(appeal_id) if appeal_id in cases else "",
    }


def _case(row: Row, of_case: Sequence[OrderRow], actor: Actor, now: datetime) -> dict[str, Any]:
    brief = briefs.brief(row, now)
    return {
        "id": str(row.id),
        "number": row.number,
        "state": pair(row.state),
        "urgency": row.urgency.value,
        "urgency_words": pair(row.urgency),
        "title": pair(brief.title),
        "preview": brief.preview,
        "place": brief.place,
        "registered": ms(row.registered_at),
        "due": ms(row.due.due_at) if row.due else 0,
        "yellow": ms(row.due.yellow_at) if row.due else 0,
        "orders": [] if row.is_complained_of else _orders(row, of_case, actor),
    }


def _orders(row: Row, of_case: Sequence[OrderRow], actor: Actor) -> list[dict[str, Any]]:
    """Return the orders this person may log on or visit for."""
    found = []
    for order in of_case:
        deeds = [deed for deed in ("log_action", "visit") if _may(actor, deed, row, order)]
        if order.state in rechecking.IN_HAND and deeds:
            found.append({"id": str(order.id), "unit": pair(order.unit.name), "deeds": deeds})
    return found


def _may(actor: Actor, deed: str, row: Row, order: OrderRow) -> bool:
    subject = ("appeals", row.id)
    return actor.may(f"dispatch.{deed}", row.area_path, units=[order.unit.id], subject=subject)


def _buildings(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the buildings of the actor's own communities and grids. Four statements per area, five areas at most."""
    areas = sorted({scope.area for scope in actor.reach("appeals.view") if scope.area.count("/") >= COMMUNITY_DEPTH})
    found: list[dict[str, Any]] = []
    for path in areas[:AREAS]:
        community = "/".join(path.split("/")[: COMMUNITY_DEPTH + 1])
        estates = {estate.id: estate.name for estate in grid.estates(community, now)}
        counted = grid.dwelling_counts(path, now) if actor.may(KEEPS_REGISTER, path) else None
        for row in grid.buildings_in(path, now)[: BUILDINGS - len(found)]:
            found.append(
                {
                    "id": str(row.id),
                    "code": row.code,
                    "name": building_name(row, estates.get(row.estate_id, "") if row.estate_id else ""),
                    "area": choices.area_name(row.area_path, now),
                    "floors": row.floors,
                    "declared": row.declared_households,
                    "registered": counted.get(row.id, 0) if counted is not None else None,
                }
            )
    return sorted(found, key=lambda one: (one["area"], one["name"]))
