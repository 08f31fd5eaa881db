"""Familiar names of places: what confirmed cases brought up, what is in force and how often it was right (S-106)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import placing
from linli.appeals.triage.personal import spans_of
from linli.grid import queries as grid
from linli.grid.actions import familiar
from linli.grid.queries import AliasRow, NameRow
from linli.grid.words import NameState
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text
URL = "/office/aliases/"
DEED = "grid.name_alias"
MOST_WAITING = 40
MOST_CASES = 6
DECIDED = (NameState.ACCEPTED, NameState.REFUSED)


@never_cache
@staff_only
@require_safe
def aliases(request: HttpRequest) -> HttpResponse:
    """List the names that wait for this person, those in force with how often they were right, and those decided."""
    actor, now = open_to(request, URL), now_of(request)
    areas = _areas(actor, now)
    rows = grid.names(areas, at=now, states=NameState)
    waiting = [row for row in rows if row.state is NameState.PUT][:MOST_WAITING]
    keepers = {path: people.charge_of(path, at=now) for path in {row.area_path for row in waiting}}
    decided = [row for row in rows if row.state in DECIDED]
    in_force = grid.aliases(areas, at=now)
    found = placing.found_by(areas, now=now)
    numbers = placing.numbers_of(actor, {case for row in waiting for case in row.cases[:MOST_CASES]})
    who = _who([*decided, *in_force])
    kept, moved = sum(row.kept for row in in_force), sum(row.moved for row in in_force)
    return office(
        request,
        "aliases",
        URL,
        waiting=[_waiting(row, numbers, keepers.get(row.area_path), now) for row in waiting],
        heard=sum(row.state is NameState.HEARD for row in rows),
        needed=familiar.needed(now),
        in_force=[_in_force(row, found, who, now) for row in in_force],
        decided=[_decided(row, who, now) for row in reversed(decided)],
        days=placing.DAYS,
        placed=found.placed,
        by_name=found.by_familiar_name,
        share=_percent(found.by_familiar_name, found.placed),
        kept=kept,
        moved=moved,
        right=_percent(kept, kept + moved),
    )


def _areas(actor: Actor, now: datetime) -> list[str]:
    return sorted({scope.area or grid.district(now).path for scope in actor.reach(DEED)})


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "—"


def _who(rows: Sequence[NameRow | AliasRow]) -> dict[UUID, str]:
    ids = {row.decided_by_id for row in rows if row.decided_by_id}
    return {id_: account.name for id_, account in people.accounts(ids).items()} if ids else {}


def _place(row: NameRow | AliasRow, now: datetime) -> dict[str, Any]:
    """Return what a name stands for, as the page says it: what it is, its door numbers, the area."""
    where = choices.area_name(row.area_path, now)
    return {"row": row, "target": row.target or where, "doors": row.doors, "where": where if row.target else ""}


def _waiting(row: NameRow, numbers: dict[UUID, str], charge: Any, now: datetime) -> dict[str, Any]:
    return _place(row, now) | {
        "cases": [(id_, numbers[id_]) for id_ in row.cases[:MOST_CASES] if id_ in numbers],
        "means": [choices.area_name(path, now) for path in row.means],
        "keeper": charge.person if charge else "",
    }


def _in_force(row: AliasRow, found: placing.Found, who: dict[UUID, str], now: datetime) -> dict[str, Any]:
    return _place(row, now) | {
        "hits": found.by_alias[row.id],
        "right": _percent(row.kept, row.kept + row.moved),
        "by": who.get(row.decided_by_id, "") if row.decided_by_id else "",
    }


def _decided(row: NameRow, who: dict[UUID, str], now: datetime) -> dict[str, Any]:
    return _place(row, now) | {"by": who.get(row.decided_by_id, "") if row.decided_by_id else ""}


def _mine(request: HttpRequest, proposal_id: UUID) -> NameRow:
    """Return a proposal that this person decides on.

    :raises NotFound: there is none.
    """
    found = grid.name(proposal_id, at=now_of(request))
    if found is None or not open_to(request, URL).may(DEED, found.area_path):
        raise NotFound
    return found


def _said(found: NameRow, now: datetime) -> Text:
    """Return the proposal in one sentence."""
    doors = "、".join(found.doors)
    what = " · ".join(part for part in (found.target, doors, choices.area_name(found.area_path, now)) if part)
    zh = f"{len(found.cases)} 件诉求由人确认后，“{found.name}”都指：{what}。"
    en = f"In {len(found.cases)} cases confirmed by a person, “{found.name}” stands for: {what}."
    if found.against:
        zh += f"另有 {found.against} 件指别处。"
        en += f" In {found.against} it stands for another place."
    return T(zh, en)


ACCEPT = (
    Field("name", T("俗称", "Familiar name"), most=familiar.LONGEST, initial=lambda found: found.name),
    Field("words", T("改指别处", "Another place instead"), most=200, required=False,
          hint=T("写准门牌、楼座、小区或社区；不填就按上面说的。",
                 "A door number, building, estate or community; else as above.")),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a name up, as it is or mended."""
    found, now = _mine(request, proposal_id), now_of(request)

    def do(given: Values) -> Text:
        if spans_of(given["name"]):
            raise Invalid(field="name", why_zh="俗称里不能有姓名、电话", why_en="no name of a person and no telephone")
        familiar.accept(
            actor=actor_of(request), proposal_id=proposal_id, now=now, name=given["name"], words=given["words"]
        )
        return T(
            f"已采用“{given['name']}”，新来的诉求就按它定位；可以撤回。",
            f"“{given['name']}” is taken up: new reports are placed by it. It can be taken back.",
        )

    return ask(
        request, ACCEPT, do, title=T("采用俗称", "Take up a familiar name"), button=T("采用", "Take up"), back=URL,
        about=found, hint=_said(found, now),
    )  # fmt: skip


REFUSE = (Field("reason", T("为什么不采用", "Why not"), most=200),)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Do not take a name up."""
    found, now = _mine(request, proposal_id), now_of(request)

    def do(given: Values) -> Text:
        familiar.refuse(actor=actor_of(request), proposal_id=proposal_id, reason=given["reason"], now=now)
        return T("没有采用，不会再问；可以撤回。", "Not taken up and not asked again. It can be taken back.")

    return ask(
        request, REFUSE, do, title=T("不采用俗称", "Do not take the name up"), button=T("不采用", "Do not take up"),
        back=URL, hint=_said(found, now),
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a decision on a name back: it waits again."""
    found, now = _mine(request, proposal_id), now_of(request)

    def do(_: Values) -> Text:
        familiar.take_back(actor=actor_of(request), proposal_id=proposal_id, now=now)
        return T("已撤回，重新等待决定。", "Taken back; it waits for a decision again.")

    says = T("按它定位过的诉求不变；以后不再按它定位。", "Cases placed by it stay; no more are placed by it.")
    return ask(
        request, (), do, title=T(f"撤回对“{found.name}”的决定", f"Take back the decision on “{found.name}”"),
        button=T("撤回", "Take back"), back=URL, hint=says,
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, alias_id: UUID) -> HttpResponse:
    """Use a familiar name no longer."""
    actor, now = open_to(request, URL), now_of(request)
    found = next((row for row in grid.aliases(_areas(actor, now), at=now) if row.id == alias_id), None)
    if found is None:
        raise NotFound

    def do(_: Values) -> Text:
        familiar.end_alias(actor=actor, alias_id=alias_id, now=now)
        return T("已停用。", "No longer in force.")

    says = T("按它定位过的诉求不变；以后不再按它定位。", "Cases placed by it stay; no more are placed by it.")
    return ask(
        request, (), do, title=T(f"停用“{found.name}”", f"End “{found.name}”"), button=T("停用", "End it"), back=URL,
        hint=says,
    )  # fmt: skip
