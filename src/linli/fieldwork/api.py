"""The interface of fieldwork: today's round, what was found, and the deeds of the round."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router

from linli.fieldwork import actions, queries
from linli.fieldwork.queries import DayRow, FindingRow, Household, HouseholdRow, Item, NoteRow, OwnHousehold, Round
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import many, page_of, shown, taken
from linli.people.doors import actor_of, bearer

router = Router(auth=bearer)
FindingPage = page_of(FindingRow)
Cursor = Annotated[str, Param(max_length=300)]
Size = Annotated[int, Param(ge=1, le=100)]


@router.get("/items", auth=None, response=many(Item), summary="巡查项目 · What a round looks at")
def items(request: HttpRequest) -> tuple[Item, ...]:
    """Return the items of a round that are in force, with the rule each rests on."""
    return queries.items(timezone.now())


@router.get("/round", response=shown(Round), summary="今天的巡查路线 · Today's round")
def round_today(request: HttpRequest) -> Round:
    """Return today's round of the token's account, in the order to walk it."""
    return queries.round_of(actor_of(request), timezone.now())


@router.get("/findings", response=FindingPage, summary="巡查发现 · What was found on rounds")
def findings(
    request: HttpRequest, only_notices: bool = False, cursor: Cursor = "", size: Size = 20
) -> Page[FindingRow]:
    """Return what was found in the token's reach, newest first; or only the notices to put it right.

    Deed: `fieldwork.see`, or `fieldwork.patrol` where one walks oneself.
    """
    return queries.findings(actor_of(request), only_notices=only_notices, cursor=cursor, size=size)


@router.get("/findings/{uuid:finding_id}", response=shown(FindingRow), summary="一处发现 · One finding")
def finding(request: HttpRequest, finding_id: UUID) -> FindingRow:
    """Return one finding in the token's reach."""
    return queries.finding(actor_of(request), finding_id)


@router.get("/diaries/{day}", response=shown(DayRow), summary="我的日志 · My diary")
def diary(request: HttpRequest, day: date) -> DayRow:
    """Return a day of the token's account: what its facts tell, and the lines added."""
    return queries.day_of(actor_of(request), day)


@router.get("/households", response=many(HouseholdRow), summary="网格里的住户 · Households of the own grid")
def households(request: HttpRequest, building_id: UUID) -> list[HouseholdRow]:
    """Return the households of a building of the own grid, with how to come to them; nothing sensitive.

    Deed: `fieldwork.see_household`, given at that grid.
    """
    return queries.households(actor_of(request), building_id, now=timezone.now())


@router.get("/households/own", response=many(OwnHousehold), summary="记着我家的情况 · What is noted of my household")
def own_households(request: HttpRequest) -> list[OwnHousehold]:
    """Return the homes of the token's account: every note on them or on the person, and who looked."""
    account_id = actor_of(request).account_id
    return queries.own_households(account_id, now=timezone.now()) if account_id else []


@router.get("/households/{uuid:dwelling_id}", response=shown(Household), summary="一户 · One household")
def household(request: HttpRequest, dwelling_id: UUID) -> Household:
    """Return one household of the own grid: how to come, and who lives there, masked; nothing sensitive.

    Deed: `fieldwork.see_household`, given at that grid.
    """
    return queries.household(actor_of(request), dwelling_id, now=timezone.now())


Look: Any = taken(actions.look_at, without=frozenset({"dwelling_id"}), name="LookAt")


@router.post(
    "/households/{uuid:dwelling_id}/look", response=many(NoteRow), summary="说明理由后查看一户 · Look with a reason"
)
def look_at(request: HttpRequest, dwelling_id: UUID, body: Look) -> tuple[NoteRow, ...]:
    """Return everything noted of a household, to the worker of its grid who says why; each look is written down.

    Deed: `fieldwork.see_household`, given at that grid. May refuse with: NotFound, NeedsPurpose.
    """
    return actions.look_at(actor=actor_of(request), dwelling_id=dwelling_id, purpose=body.purpose, now=timezone.now())


open_doors(
    router,
    (
        Door("/checks", actions.check, "fieldwork.patrol", Text("登记巡查", "Record that a building was checked")),
        Door("/findings", actions.find, "fieldwork.patrol", Text("登记发现的问题", "Record something found")),
        Door("/findings/{uuid:finding_id}/recheck", actions.recheck, "fieldwork.recheck",
             Text("整改复查", "Recheck a notice")),
        Door("/diary/lines", actions.add_line, "fieldwork.keep_diary", Text("日志补一句", "Add a line to the diary")),
        Door("/households/{uuid:dwelling_id}/notes", actions.note, "fieldwork.note_household",
             Text("记一项住户情况", "Note something about a household")),
        Door("/notes/{uuid:note_id}/forget", actions.forget_note, "fieldwork.note_household",
             Text("删除一项住户情况", "Delete a note on a household")),
        Door("/notes/{uuid:note_id}/object", actions.object_to_note, "fieldwork.object_to_note",
             Text("对住户备注有异议", "Object to a note on the own household")),
        Door("/diary/sign", actions.sign, "fieldwork.keep_diary", Text("日志签字", "Sign a day of the diary")),
    ),
    hidden=frozenset({"uploads"}),
)  # fmt: skip
