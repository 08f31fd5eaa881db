"""Ended cases go to the archive; later their personal data goes (T52; D-05, 个人信息保护法 §19, §47)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.appeals.actions import files, moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.queries import clocks
from linli.appeals.rules import ending
from linli.appeals.words import ENDED_STATES, State
from linli.kernel.actor import Actor
from linli.people.rules.retention import Keeping, is_due, keep_until
from linli.standards import queries as standards

KEEPER = Actor.system("appeals.keeper", ["appeals.view", "appeals.archive", "appeals.erase"])
_ENDED = sorted(state.value for state in ENDED_STATES)


def archive(*, appeal_id: UUID, now: datetime, actor: Actor = KEEPER) -> bool:
    """Archive an ended appeal whose window is over; say whether it was. A joined one goes with its master. T52.

    :raises NotFound, Forbidden:
    """
    with transaction.atomic():
        appeal = moving.lock(appeal_id)
        moving.ask(actor, "appeals.archive", appeal)
        state = State(appeal.state)
        if state not in ENDED_STATES:
            return False
        master = moving.peek(appeal.master_id) if state is State.MERGED and appeal.master_id else None
        ended = appeal.ended_at or appeal.changed_at
        if not ending.may_archive(
            state,
            ended,
            now=now,
            days=standards.limit("reopen_window", at=ended).term.amount,
            calendar=standards.calendar(now),
            has_open_duty=bool(clocks.live([appeal.id])),
            master=State(master.state) if master else None,
        ):
            return False
        changes = {"ended_at": appeal.ended_at or now}
        moving.move(appeal, "archive", actor=actor, now=now, changes=changes, telling=Telling(state.value))
        return True


def to_archive(now: datetime, limit: int) -> list[UUID]:
    """Return ended appeals that may be ready for the archive, masters before those joined. One statement."""
    bound = ending.earliest_end(now, ending.REST_DAYS)
    rows = Appeal.objects.filter(state__in=_ENDED, changed_at__lt=bound).order_by(
        F("master").asc(nulls_first=True), "changed_at", "id"
    )
    return list(rows.values_list("id", flat=True)[:limit])


def erase(*, appeal_id: UUID, now: datetime, actor: Actor = KEEPER) -> bool:
    """Take the personal data out of an archived appeal whose time has come; say whether it was. Facts stay.

    Words, files, place in words, point and device go; codes, area and moments stay for statistics (§13.2 C2).

    :raises NotFound, Forbidden:
    """
    with transaction.atomic():
        appeal = moving.lock(appeal_id)
        moving.ask(actor, "appeals.erase", appeal)
        if appeal.state != State.ARCHIVED or not _is_over(appeal, now) or not _has_words(appeal):
            return False
        erase_words(appeal, now=now)
        moving.tell(appeal, "erase", actor=actor, now=now, telling=Telling("retention"))
        return True


def erase_words(appeal: Appeal, *, now: datetime) -> None:
    """Empty the personal columns of a locked appeal, and delete its files once this is committed."""
    names: list[str] = []
    for file in Attachment.objects.filter(appeal=appeal, erased_at__isnull=True):
        names += [file.file.name or "", file.thumbnail.name or ""]
    AppealText.objects.filter(appeal=appeal, erased_at__isnull=True).update(body="", grams=None, erased_at=now)
    Attachment.objects.filter(appeal=appeal, erased_at__isnull=True).update(erased_at=now)
    appeal.preview, appeal.place_words, appeal.lon, appeal.lat = "", "", None, None
    appeal.save(update_fields=["preview", "place_words", "lon", "lat"])
    transaction.on_commit(lambda: files.forget(names))


def to_erase(now: datetime, limit: int) -> list[UUID]:
    """Return archived appeals that still hold words and ended at least a year ago. One statement."""
    earliest = standards.calendar(now).local_day(now)
    bound = earliest.replace(year=earliest.year - 1, day=min(earliest.day, 28))
    with_words = AppealText.objects.filter(erased_at__isnull=True).values("appeal_id")
    rows = Appeal.objects.filter(state=State.ARCHIVED, ended_at__date__lt=bound, id__in=with_words)
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:limit])


def contacts_in_use(ids: Collection[UUID]) -> Iterable[UUID]:
    """Return the contacts among `ids` that an appeal not yet archived still needs (`people.register_hold`)."""
    rows = Appeal.objects.filter(reporter_id__in=ids).exclude(state=State.ARCHIVED.value)
    return [contact for contact in rows.values_list("reporter_id", flat=True).distinct() if contact is not None]


def _is_over(appeal: Appeal, now: datetime) -> bool:
    calendar = standards.calendar(now)
    kind = Keeping.SENSITIVE if appeal.is_minor else Keeping.CONTACT
    until = keep_until(kind, calendar.local_day(appeal.ended_at or appeal.changed_at))
    return is_due(until, calendar.local_day(now))


def _has_words(appeal: Appeal) -> bool:
    return AppealText.objects.filter(appeal=appeal, erased_at__isnull=True).exists()
