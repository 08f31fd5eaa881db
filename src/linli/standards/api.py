"""The interface of standards: the rules in force, code lists, the category tree, the calendar; enacting a new value.

This room knows of no accounts; `desk_router` is put behind a token by the room that composes the interface.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Invalid
from linli.standards import actions, queries
from linli.standards.words import Category, Code, Parameter

router = Router()
desk_router = Router()
Moment = Annotated[AwareDatetime | None, Param(description="在哪一刻有效，默认现在 · in force when; now if left out")]
EARLIEST, LATEST = 2000, 2100


class Said(BaseModel):
    """One sentence in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class Standard(BaseModel):
    """A dated value with its source."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    key: str = Field(examples=["limit.close.normal"])
    value: Any = Field(description="JSON")
    citation: str
    jurisdiction: str
    valid_from: datetime
    text: Said


class Entry(BaseModel):
    """A member of a closed list; `told` is the sentence a resident is told where this code is the reason."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    text: Said
    parent: str | None
    citation: str
    told: Said


class Leaf(BaseModel):
    """A leaf of the category tree with its defaults."""

    model_config = ConfigDict(from_attributes=True)

    code: str = Field(examples=["env.sewage"])
    text: Said
    group: str
    gbt: str
    lead_unit: str
    mode: str
    urgency: str
    note: Said
    text_is_enough: bool
    onsite: bool
    hazard: bool
    community_list: bool


class Enacting(BaseModel):
    """A new value of a standard."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=100, examples=["reopen_window"])
    value: Any = Field(description="新的值（JSON，不含小数） · the new value; JSON without fractions")
    citation: str = Field(max_length=300, description="依据 · the source", examples=["市北区 2026 年第 3 号通知"])
    jurisdiction: str = Field(max_length=12, examples=["370203"])
    valid_from: AwareDatetime = Field(description="至少 60 秒以后 · at least 60 seconds ahead")


class Enacted(BaseModel):
    """The new row."""

    id: UUID


class Workday(BaseModel):
    """Whether a day is worked, and what the notice calls it."""

    day: date
    is_workday: bool


def _moment(at: datetime | None) -> datetime:
    if at is not None and not EARLIEST < at.year < LATEST:
        raise Invalid(field="at", why_zh="时间须在 2000 至 2100 年之间", why_en="the time lies between 2000 and 2100")
    return at or timezone.now()


@router.get("/", response=list[Standard], summary="现行标准 · Standards in force")
def standards(
    request: HttpRequest,
    prefix: Annotated[str, Param(max_length=60, description="键的开头 · how the key begins, e.g. limit.")] = "",
    at: Moment = None,
) -> list[Parameter]:
    """Return the standards in force at a moment, by key."""
    return [row for row in queries.parameters(_moment(at)) if row.key.startswith(prefix)]


@router.get("/history/{key}", response=list[Standard], summary="标准的历史 · History of a standard")
def history(request: HttpRequest, key: str) -> list[Parameter]:
    """Return all rows of a key, oldest first, those to come included."""
    return list(queries.history(key))


@router.get("/codes/{list_name}", response=list[Entry], summary="代码表 · A closed list")
def codes(request: HttpRequest, list_name: str, at: Moment = None) -> list[Code]:
    """Return a closed list in force at a moment, in order: category, unit_kind, refuse_reason, bounce_reason, …"""
    return list(queries.codes(list_name, _moment(at)).values())


@router.get("/categories", response=list[Leaf], summary="诉求分类 · Categories")
def categories(request: HttpRequest, at: Moment = None) -> list[Category]:
    """Return the 101 leaves of the category tree with their defaults."""
    return list(queries.categories(_moment(at)).values())


@router.get("/workdays/{day}", response=Workday, summary="是不是工作日 · Is it a working day")
def workday(request: HttpRequest, day: date) -> Workday:
    """Say whether a day is a working day by the State Council's notices as known now."""
    if not EARLIEST < day.year < LATEST:
        raise Invalid(field="day", why_zh="日期须在 2000 至 2100 年之间", why_en="the day lies between 2000 and 2100")
    return Workday(day=day, is_workday=queries.calendar(timezone.now()).is_workday(day))


@desk_router.post("/enact", response={201: Enacted}, summary="颁布标准 · Enact a standard")
def enact(request: HttpRequest, body: Enacting) -> Status[Enacted]:
    """Give a key a new value from a moment on; the old one stays on record. Deed: `standards.enact`."""
    row_id = actions.enact(
        actor=_actor(request),
        key=body.key,
        value=body.value,
        citation=body.citation,
        jurisdiction=body.jurisdiction,
        valid_from=_moment(body.valid_from),
        now=timezone.now(),
        client_id=request.headers.get("Idempotency-Key", "").strip()[:80] or None,
    )
    return Status(201, Enacted(id=row_id))


def _actor(request: HttpRequest) -> Actor:
    found = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else STRANGER
