"""The interface of duties: what waits for me, what a deadline rests on, how many are overdue."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Query, Router
from pydantic import BaseModel, Field

from linli.duties import queries
from linli.duties.words import Card, Counts, DutyRow, InboxFilter
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page
from linli.people.api.shapes import Words, page_of, shape, shown
from linli.people.doors import actor_of, bearer

router = Router(auth=bearer)
DutyPage, DutyCounts = page_of(DutyRow), shown(Counts)


class Wanted(BaseModel):
    """Which duties; everything in reach where nothing is said."""

    card: Card | None = Field(None, description="红黄牌 · which card it shows")
    deed: str = Field("", max_length=60, description="只看这件事 · only this deed, e.g. appeals.triage")
    area: str = Field("", max_length=120, description="区域路径（含下级） · an area and what lies below")
    unit: UUID | None = Field(None, description="只看这个单位欠的 · only what this unit owes")

    def filter(self) -> InboxFilter:
        """Return the filter of the inbox."""
        deeds = frozenset({self.deed}) if self.deed else frozenset()
        return InboxFilter(deeds=deeds, unit=self.unit, area=self.area, card=self.card)


class Explained(BaseModel):
    """One line of an explanation; `at` where the line names a moment."""

    text: Words
    at: str | None


Explanation = shape(
    "Explanation", "A duty, and why it is due when it is.", __name__, duty=shown(DutyRow), lines=list[Explained]
)


@router.get("/inbox", response=DutyPage, summary="我的待办 · What waits for me")
def inbox(
    request: HttpRequest,
    wanted: Query[Wanted],
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=100)] = 50,
) -> Page[DutyRow]:
    """Return the live duties whose deed the token may do there, soonest due first."""
    return queries.inbox(actor_of(request), now=timezone.now(), filter=wanted.filter(), cursor=cursor, size=size)


@router.get("/counts", response=DutyCounts, summary="待办计数 · How many wait")
def counts(request: HttpRequest, wanted: Query[Wanted]) -> Counts:
    """Return how many live duties the token may do, by card."""
    return queries.counts(actor_of(request), now=timezone.now(), filter=wanted.filter())


@router.get("/{uuid:duty_id}/explanation", response=Explanation, summary="为什么这时到期 · Why is it due then")
def explanation(request: HttpRequest, duty_id: UUID) -> dict[str, object]:
    """Return why a duty is due when it is, line by line: start, clock, pauses, holidays, changes, the standard.

    For whoever may do the deed, or may see the area's appeals.
    """
    duty = queries.get(duty_id)
    actor = actor_of(request)
    units = [duty.owed_by] if duty.owed_by else []
    if not any(actor.may(deed, duty.area_path, units=units) for deed in (duty.deed, "appeals.view")):
        raise NotFound
    lines = queries.explain(duty_id)
    told = [
        Explained(text=Words(zh=line.text.zh, en=line.text.en), at=line.at.isoformat() if line.at else None)
        for line in lines
    ]
    return {"duty": duty, "lines": told}
