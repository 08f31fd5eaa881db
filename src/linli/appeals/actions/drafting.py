"""A report that is not sent yet: kept, changed, sent later (T01, T02b). Drafts have no number in any queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import consenting, moving, owing, presuming, registering, telling
from linli.appeals.actions.alerting import alert
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.placing import Found, find
from linli.appeals.actions.proposing import Proposed, propose
from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.queries import nearby
from linli.appeals.rules import intake
from linli.appeals.words import Channel, State, TextKind
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people.words import Role
from linli.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Draft:
    """Where the draft is kept: its id and the token that opens it."""

    id: UUID
    token: str


def save_draft(*, actor: Actor, new: registering.NewAppeal, now: datetime) -> Draft:
    """Keep a report that is not sent yet; a repeated client id returns the first one. Source: T01.

    :raises Forbidden: only residents and grid workers keep drafts.
    :raises Conflict: the client id is another person's.
    :raises TooLong, Invalid: as for `register`.
    """
    new = registering.cleaned(new)
    earlier = Appeal.objects.filter(client_id=new.client_id).first() if new.client_id else None
    if earlier is not None:
        if not registering.is_same_speaker(actor, new, earlier):
            raise Conflict
        return _draft(earlier)
    with transaction.atomic():
        found = find(new.place, at=now)
        if not actor.roles & {Role.RESIDENT.value, Role.GRID_WORKER.value}:
            raise Forbidden(deed="appeals.save_draft")
        if len(new.text) > intake.MOST_CHARACTERS:
            raise intake.TooLong(most=intake.MOST_CHARACTERS)
        appeal = _drafted(actor, new, found, now)
        appeal.save(force_insert=True)
        registering.keep_report(appeal, new.text, actor=actor, now=now)
        moving.tell(appeal, "save_draft", actor=actor, now=now, role=Role.RESIDENT.value, source="", code="T01")
        return _draft(appeal)


def _drafted(actor: Actor, new: registering.NewAppeal, found: Found, now: datetime) -> Appeal:
    return Appeal(
        id=new_id(now),
        day=standards.calendar(now).local_day(now),
        channel=new.channel.value,
        client_id=new.client_id,
        kind=new.kind.value,
        state=State.DRAFT.value,
        reply_requested=new.reply_requested,
        area_id=found.area_id,
        area_path=found.area_path,
        estate_id=found.estate_id,
        building_id=found.building_id,
        lon=found.lon,
        lat=found.lat,
        place_words=new.place.address[:200],
        reporter_id=registering.keep_reporter(new, actor.account_id, now),
        reporter_account_id=actor.account_id,
        is_minor=new.is_minor,
        publish_consent=new.publish_consent,
        complained_ids=sorted(presuming.pointed_at(new.about_unit) | presuming.inherited(new.follows), key=str),
        follows_id=new.follows,
        found_at=intake.moment_found(new.found_at, now),
        registered_at=now,
        changed_at=now,
    )


def submit_draft(
    *, actor: Actor, appeal_id: UUID, now: datetime, text: str | None = None, client_id: str | None = None
) -> registering.Registered:
    """Send a draft, with other words if `text` is given; return the receipt, the first one's if repeated. T02b.

    :raises NotFound: the actor does not hold it. NotPossible: it was sent before.
    :raises NothingSaid, TooLong, Invalid:
    """
    with transaction.atomic():
        draft, is_repeat = moving.begin(appeal_id, "appeals.submit", actor=actor, client_id=client_id)
        if is_repeat:
            return registering.receipt(draft, due=None, is_repeat=True)
        report = AppealText.objects.get(appeal=draft, kind=TextKind.REPORT)
        words = report.body if text is None else clean(text)
        files = Attachment.objects.filter(appeal=draft).count()
        intake.check_report(words, files=files, is_proxy=False, has_proxy_consent=False)
        proposed = propose(words, channel=Channel(draft.channel), now=now)
        if words != report.body:
            report.body = words
            report.grams = registering.grams_of(words)
            report.save(update_fields=["body", "grams"])
        changes = _changes(draft, words, proposed, now)
        told = Telling(text=report, more={"channel": draft.channel, "kind": draft.kind}, client_id=client_id)
        moving.move(draft, "submit_draft", actor=actor, now=now, changes=changes, telling=told)
        consenting.keep_consent(draft, actor=actor, now=now)
        due = owing.owe(draft, owing.TRIAGE, "triage", owing.triager_of(draft, now=now), actor=actor, now=now)
        telling.tell_reporter(draft, "appeal.received", now=now, key="1", due_at=due)
        alert(draft, now=now)
        near = nearby.likely_same(nearby.spot_of(draft, proposed.category), exclude=draft.id, now=now)
        return registering.receipt(draft, due=due, proposed=proposed, duplicates=tuple(near))


def _changes(draft: Appeal, words: str, proposed: Proposed, now: datetime) -> dict[str, Any]:
    """Return the columns of a draft that are decided when it is sent."""
    said = presuming.presumed(
        words,
        category=proposed.category,
        kind=draft.kind,
        area_path=draft.area_path,
        estate_id=draft.estate_id,
        now=now,
    )
    return {
        "complained_ids": sorted(said.union(draft.complained_ids), key=str),
        "day": standards.calendar(now).local_day(now),
        "urgency": intake.urgency_at_once(proposed.urgency).value,
        "proposal": proposed.codes,
        "preview": proposed.preview,
        "registered_at": now,
    }


def _draft(appeal: Appeal) -> Draft:
    return Draft(appeal.id, registering.receipt(appeal, due=None, is_repeat=bool(appeal.link_round)).token)
