"""The reporter takes a report back. A public hazard cannot vanish: the matter stays, the reporter leaves (T53)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, requests, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.proposing import is_hazard, preview_of
from linli.appeals.actions.registering import grams_of
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries.detail import FROM_REPORTER
from linli.appeals.rules import reasons
from linli.appeals.rules.leaving import Leaving, is_sampled, what_leaves
from linli.appeals.rules.moves import MOVES
from linli.appeals.words import Channel, State, Urgency
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.notices.rules import mask
from linli.people.words import Role
from linli.standards import queries as standards


def withdraw(
    *, actor: Actor, appeal_id: UUID, reason: str, now: datetime, client_id: str | None = None
) -> Leaving | None:
    """Take a report back, or leave it where it is a danger; say which (None: repeated).

    `reason` is a code of `withdraw_reason`. A fifth of withdrawals is asked by phone whether nobody pressed for it.

    :raises NotFound, Forbidden, NotPossible, UnknownReason:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.withdraw", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        MOVES.find(State(appeal.state), "withdraw")
        reasons.check_reason(reason, standards.codes("withdraw_reason", now))
        leaving = what_leaves(
            is_hazard=is_hazard(appeal, now),
            urgency=Urgency(appeal.urgency),
            has_joined=Appeal.objects.filter(master=appeal, state=State.MERGED).exists(),
        )
        told = Telling(reason, client_id=client_id)
        if leaving is Leaving.DETACH:
            _detach(appeal, actor=actor, now=now, told=told)
            return leaving
        changes = {"ended_at": now, "end_reason": reason}
        moving.move(appeal, "withdraw", actor=actor, now=now, changes=changes, telling=told)
        duties.drop(subject=moving.subject_of(appeal), now=now)
        requests.drop(appeal, now=now)
        if is_sampled(appeal.serial, standards.number("withdrawal.sample_percent", now)):
            owing.owe(appeal, owing.SPOT_CHECK, "spot_check", Role.REVISITOR, actor=actor, now=now)
        telling.tell_reporter(appeal, "appeal.withdrawn", now=now)
        return leaving


def record_spot_check(
    *, actor: Actor, appeal_id: UUID, was_pressed: bool, reached: bool, now: datetime, client_id: str | None = None
) -> None:
    """Write down what a sampled reporter said: whether somebody pressed for the withdrawal. T53.

    :raises NotFound, Forbidden:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.record_revisit", actor=actor, client_id=client_id)
        if is_repeat:
            return
        told = Telling(more={"was_pressed": was_pressed, "reached": reached}, client_id=client_id)
        moving.tell(appeal, "spot_check", actor=actor, now=now, telling=told)
        duties.meet(subject=moving.subject_of(appeal), deed=owing.SPOT_CHECK, now=now)


def _detach(appeal: Appeal, *, actor: Actor, now: datetime, told: Telling) -> None:
    """Part the reporter from the matter: no contact, covered words, and the secret link no longer opens it."""
    telling.tell_reporter(appeal, "appeal.withdrawn_hazard", now=now)
    for text in AppealText.objects.filter(appeal=appeal, kind__in=sorted(FROM_REPORTER)):
        text.body = mask(text.body).text
        text.grams = grams_of(text.body) if text.grams is not None else None
        text.save(update_fields=["body", "grams"])
    changes = {
        "reporter_id": None,
        "reporter_account_id": None,
        "registered_by_id": None,
        "channel": Channel.GRID_PATROL.value,
        "external_number": None,
        "reply_requested": False,
        "is_minor": False,
        "is_hazard": True,
        "preview": preview_of(appeal.preview),
        "detached_at": now,
    }
    moving.move(appeal, "detach_reporter", actor=actor, now=now, changes=changes, telling=told)
    duties.drop(subject=moving.subject_of(appeal), now=now, deeds=[owing.ADD_INFO])
