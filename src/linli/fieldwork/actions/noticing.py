"""Notices to put it right: rechecked on their day; what was not followed becomes a report (S-085, S-086)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions.files import Upload
from linli.appeals.actions.registering import NewAppeal
from linli.duties import actions as duties
from linli.fieldwork import events
from linli.fieldwork.actions import patrolling, photos
from linli.fieldwork.actions.patrolling import RECHECK, replayed
from linli.fieldwork.models import Finding
from linli.fieldwork.queries import rounds
from linli.fieldwork.rules import planning, saying
from linli.fieldwork.words import NoticeState
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.standards import queries as standards


def recheck(
    *,
    actor: Actor,
    finding_id: UUID,
    is_complied: bool,
    body: str,
    now: datetime,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
    client_id: str | None = None,
) -> UUID:
    """Record on its day whether what a notice asked for was done; if not, it becomes a report. Return the notice.

    The report carries the words and the pictures of both visits and goes the way of every appeal: triage, dispatch,
    enforcement (S-085, S-086).

    :raises NotFound: no such notice, or the actor does no rounds there.
    :raises RecheckedBefore: it was rechecked. TooEarly: it is not followed, but its day has not come.
    :raises Invalid: nothing is said. Conflict: the key belongs to another deed. And what refuses a file or a report.
    """
    ready = photos.prepared(uploads)
    with transaction.atomic():
        found = Finding.objects.select_for_update(of=("self",)).filter(id=finding_id, due_at__isnull=False).first()
        if found is None or not actor.may(RECHECK, found.area_path):
            raise NotFound
        earlier = replayed(actor, client_id, events.Rechecked.kind)
        if earlier is not None:
            return earlier.subject_id
        _check(found, is_complied, now)
        found.recheck_body = saying.body_of(body)
        found.state = (NoticeState.COMPLIED if is_complied else NoticeState.NOT_COMPLIED).value
        found.rechecked_at, found.rechecked_by_id = min(at or now, now), actor.account_id
        photos.keep(found, ready, is_after=True, now=now)
        if not is_complied:
            found.appeal_id = _report(actor, found, now)
        found.save(update_fields=["recheck_body", "state", "rechecked_at", "rechecked_by_id", "appeal_id"])
        duties.meet(subject=("fieldwork", found.id), deed=RECHECK, now=now)
        fact = events.Rechecked(found.id, found.state, found.appeal_id)
        journal.record(fact, actor=actor, at=now, area_path=found.area_path, client_id=client_id)
        return found.id


def _check(found: Finding, is_complied: bool, now: datetime) -> None:
    if found.state != NoticeState.SERVED or found.due_at is None:
        raise planning.RecheckedBefore
    calendar = standards.calendar(now)
    planning.check_recheck(
        due_on=calendar.local_day(found.due_at), today=calendar.local_day(now), is_complied=is_complied
    )


def _report(actor: Actor, found: Finding, now: datetime) -> UUID:
    item = standards.code(rounds.ITEMS, found.item, found.at).text.zh
    day = standards.calendar(now).local_day(found.due_at) if found.due_at else ""
    text = f"{item}：{found.body}\n已告知{found.to_words}在 {day} 前整改，复查未整改：{found.recheck_body}"
    uploads = tuple(photos.as_uploads(found)[: photos.MOST])
    building = grid.building(found.building_id, now)
    return patrolling.report(actor, NewAppeal(text=text, uploads=uploads), building, found.at, now)
