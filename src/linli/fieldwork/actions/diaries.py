"""The diary: a line added, a day signed. Nothing is edited: both tables are append-only."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.fieldwork import events
from linli.fieldwork.actions.patrolling import replayed
from linli.fieldwork.models import DiaryDay, DiaryLine
from linli.fieldwork.queries import diaries
from linli.fieldwork.rules import diary, saying
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.standards import queries as standards

DEED = "fieldwork.keep_diary"


def add_line(*, actor: Actor, day: date, body: str, now: datetime, client_id: str | None = None) -> UUID:
    """Add a line to the own diary of a day; on a signed day it stands as a supplement. Return the line (S-045).

    :raises NotFound: the actor keeps no diary. Invalid: nothing is said, or the day is not one of the last month.
    :raises Conflict: the key belongs to another deed.
    """
    with transaction.atomic():
        account, area = _keeper(actor)
        earlier = replayed(actor, client_id, events.LineAdded.kind)
        if earlier is not None:
            return earlier.subject_id
        diary.check_day(day, today=standards.calendar(now).local_day(now))
        is_signed = DiaryDay.objects.filter(account_id=account, day=day).exists()
        made = DiaryLine(id=new_id(), account_id=account, day=day, body=saying.body_of(body), at=now)
        made.salt = secrets.token_bytes(16)
        made.save(force_insert=True)
        fact = events.LineAdded(made.id, day, is_signed, diary.digest_of_line(made.salt, made.body))
        journal.record(fact, actor=actor, at=now, area_path=area, client_id=client_id)
        return made.id


def sign(*, actor: Actor, day: date, now: datetime, client_id: str | None = None) -> UUID:
    """Sign the own diary of a day: what the facts of the day tell and the lines added stay as they are. Return it.

    The digest of the whole stands in the fact, and the fact in the signed log (S-045).

    :raises NotFound: the actor keeps no diary. Invalid: the day is not one of the last month.
    :raises SignedBefore, NothingToSign: Conflict: the key belongs to another deed.
    """
    with transaction.atomic():
        account, area = _keeper(actor)
        earlier = replayed(actor, client_id, events.DaySigned.kind)
        if earlier is not None:
            return earlier.subject_id
        diary.check_day(day, today=standards.calendar(now).local_day(now))
        is_signed = DiaryDay.objects.filter(account_id=account, day=day).exists()
        entries, lines = diaries.entries_of(account, day), diaries.digests_of(account, day)
        diary.check_signing(entries, len(lines), is_signed=is_signed)
        made = DiaryDay(id=new_id(), account_id=account, day=day, area_path=area, signed_at=now)
        made.entries, made.digest = diary.kept(entries), diary.digest(day, entries, lines)
        made.lines = lines
        made.save(force_insert=True)
        fact = events.DaySigned(made.id, day, len(entries), made.digest)
        journal.record(fact, actor=actor, at=now, area_path=area, client_id=client_id)
        return made.id


def _keeper(actor: Actor) -> tuple[UUID, str]:
    reach = actor.reach(DEED)
    if actor.account_id is None or not reach:
        raise NotFound
    return actor.account_id, reach[0].area
