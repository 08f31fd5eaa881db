"""What was found on rounds, the notices that run, their pictures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from linli.fieldwork.models import Finding, Photo
from linli.fieldwork.words import NoticeState, Outcome
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.people.queries.reach import reach_filter, within

SEE = "fieldwork.see"
PAGE = 20


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something found: where, what (`item` of the list), what became of it; a notice has a person, a day, a state."""

    id: UUID
    building_id: UUID
    area_path: str
    item: str
    outcome: Outcome
    body: str
    appeal_id: UUID | None
    to_words: str
    due_at: datetime | None
    state: NoticeState | None
    at: datetime
    found_by: UUID | None
    rechecked_at: datetime | None
    recheck_body: str


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture of a finding."""

    id: UUID
    finding_id: UUID
    is_after: bool
    file: str
    thumbnail: str
    media_type: str


def notices(area_path: str) -> list[FindingRow]:
    """Return the notices that run at or below an area, the soonest first. One statement."""
    rows = Finding.objects.filter(within("area_path", area_path), state=NoticeState.SERVED.value)
    return [_row(row) for row in rows.select_related("found_in__patrol").order_by("due_at", "id")]


def finding(actor: Actor, finding_id: UUID) -> FindingRow:
    """Return one finding in the actor's reach. One statement.

    :raises NotFound: there is none, or it lies elsewhere.
    """
    row = _open_to(actor).filter(id=finding_id).first()
    if row is None or not (actor.may(SEE, row.area_path) or actor.may("fieldwork.patrol", row.area_path)):
        raise NotFound
    return _row(row)


def findings(
    actor: Actor, *, only_notices: bool = False, cursor: str | None = None, size: int = PAGE
) -> Page[FindingRow]:
    """Return what was found in the actor's reach, newest first; or only the notices. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = _open_to(actor).filter(reach_filter((*actor.reach(SEE), *actor.reach("fieldwork.patrol"))))
    if only_notices:
        rows = rows.filter(state__isnull=False)
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    found = [_row(row) for row in rows.order_by("-id")[: size + 1]]
    return page_of(found, size, lambda row: (str(row.id),))


def _open_to(actor: Actor) -> QuerySet[Finding]:
    """Return the findings without those that complain of the actor's own unit: who found it stays unknown (I13)."""
    rows = Finding.objects.select_related("found_in__patrol")
    barred = sorted(actor.barred_by, key=str)
    return rows.exclude(appeal__complained_ids__overlap=barred) if barred else rows


def photos_of(finding_ids: Collection[UUID]) -> dict[UUID, list[PhotoRow]]:
    """Return the pictures of findings by finding, oldest first. One statement, none without findings."""
    found: dict[UUID, list[PhotoRow]] = {}
    if finding_ids:
        for row in Photo.objects.filter(finding_id__in=finding_ids).order_by("at", "id"):
            found.setdefault(row.finding_id, []).append(_photo(row))
    return found


def photo(actor: Actor, photo_id: UUID) -> PhotoRow:
    """Return a picture whose finding lies in the actor's reach. Two statements.

    :raises NotFound: there is none, or it lies elsewhere.
    """
    row = Photo.objects.filter(id=photo_id).first()
    if row is None:
        raise NotFound
    finding(actor, row.finding_id)
    return _photo(row)


def _photo(row: Photo) -> PhotoRow:
    return PhotoRow(row.id, row.finding_id, row.is_after, row.file.name or "", row.thumbnail.name or "", row.media_type)


def _row(row: Finding) -> FindingRow:
    return FindingRow(
        id=row.id,
        building_id=row.building_id,
        area_path=row.area_path,
        item=row.item,
        outcome=Outcome(row.outcome),
        body=row.body,
        appeal_id=row.appeal_id,
        to_words=row.to_words,
        due_at=row.due_at,
        state=NoticeState(row.state) if row.state else None,
        at=row.at,
        found_by=row.found_in.patrol.account_id,
        rechecked_at=row.rechecked_at,
        recheck_body=row.recheck_body,
    )
