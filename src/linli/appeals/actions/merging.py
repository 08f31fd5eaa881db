"""Two reports of one matter become one case; both reporters keep their answer and their rating (T10, T11, R5-6)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, requests, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.presuming import bar_from_joined
from linli.appeals.actions.refusing import take_again
from linli.appeals.models import Appeal
from linli.appeals.queries import nearby
from linli.appeals.queries.links import number
from linli.appeals.rules.merging import check_hands, check_merge
from linli.appeals.words import State
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people import queries as people


def merge(*, actor: Actor, appeal_id: UUID, master_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Join an appeal with an open one about the same matter at the same place. T10.

    :raises NotFound, Forbidden, OwnMatter, NotPossible, MasterEnded, HasMerged, NotTheSame, HandledByComplained:
    :raises Invalid: with itself.
    """
    if appeal_id == master_id:
        raise Invalid(field="master", why_zh="不能并入自己", why_en="it cannot be joined with itself")
    with transaction.atomic():
        first, second = sorted((appeal_id, master_id))
        locked = {id_: moving.lock(id_) for id_ in (first, second)}
        appeal, is_repeat = moving.begin(appeal_id, "appeals.merge", actor=actor, client_id=client_id)
        if is_repeat:
            return
        master = locked[master_id]
        moving.ask(actor, "appeals.view", master)
        check_merge(
            nearby.spot_of(appeal),
            nearby.spot_of(master),
            nearby.nearness(now),
            master_state=State(master.state),
            has_merged=Appeal.objects.filter(master=appeal, state=State.MERGED).exists(),
        )
        check_hands(people.closed_by(appeal.complained_ids), master.unit_ids)
        told = Telling(more={"master": str(master.id)}, client_id=client_id)
        # It is open no longer: the master is, and both would be counted.
        changes = {"ended_at": now, "master_id": master.id, "complained_ids": _bar_from_both(appeal, master)}
        moving.move(appeal, "merge", actor=actor, now=now, changes=changes, telling=told)
        duties.meet(subject=moving.subject_of(appeal), deed=owing.TRIAGE, now=now)
        duties.drop(subject=moving.subject_of(appeal), now=now)
        requests.drop(appeal, now=now)
        telling.tell_reporter(appeal, "appeal.merged", now=now, master=number(master))


def _bar_from_both(appeal: Appeal, master: Appeal) -> list[UUID]:
    """Return who is complained of in one of the two: they never learn who reported the other (I13).

    The master and what was joined with it are told at once; the appeal's move writes its own. No statement where the
    master knows them all.
    """
    both = sorted({*appeal.complained_ids, *master.complained_ids}, key=str)
    if set(both) != set(master.complained_ids):
        master.complained_ids = both
        master.save(update_fields=["complained_ids"])
        bar_from_joined(master)
    return both


def unmerge(*, actor: Actor, appeal_id: UUID, now: datetime, client_id: str | None = None) -> datetime | None:
    """Separate a joined appeal again (the agent, or the reporter who objects); its time of arrival stays. T11.

    Returns until when it is triaged.

    :raises NotFound, Forbidden, NotPossible:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.unmerge", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        told = Telling(more={"master": str(appeal.master_id)}, client_id=client_id)
        appeal.master_id = None
        appeal.save(update_fields=["master_id"])
        due = take_again(appeal, "unmerge", actor=actor, now=now, told=told)
        telling.tell_reporter(appeal, "appeal.unmerged", now=now)
        return due
