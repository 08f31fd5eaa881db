"""Writing the answers that are given often, and retiring them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.desks import events
from linli.desks.models import CannedAnswer
from linli.desks.rules import blanks
from linli.desks.words import Step
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text

DEED = "desks.write_answer"


@dataclass(frozen=True, slots=True)
class Words:
    """What an answer says: its name in the picker and its words, in both languages."""

    name: Text
    body: Text


def write(
    *,
    actor: Actor,
    area_path: str,
    step: Step,
    words: Words,
    now: datetime,
    category: str = "",
    replaces: UUID | None = None,
) -> UUID:
    """Offer an answer in a form, at and below an area, for a category, a group of them or ('') any.

    :raises Forbidden: the area is not the actor's.
    :raises NotFound: what it replaces is gone or not the actor's.
    :raises Invalid: a name or the words are empty, or a blank is none that a case can fill.
    """
    with transaction.atomic():
        actor.require(DEED, area_path)
        if replaces is not None:
            _retire(actor, replaces, now)
        _check(words)
        answer = CannedAnswer.objects.create(
            area_path=area_path,
            step=step.value,
            category=category,
            name_zh=words.name.zh.strip(),
            name_en=words.name.en.strip(),
            body_zh=words.body.zh.strip(),
            body_en=words.body.en.strip(),
            written_by_id=actor.account_id,
            at=now,
        )
        told = events.AnswerWritten(answer.id, step.value, category, replaces)
        journal.record(told, actor=actor, at=now, area_path=area_path)
        return answer.id


def _check(words: Words) -> None:
    for name, said in (
        ("name_zh", words.name.zh), ("name_en", words.name.en), ("body_zh", words.body.zh), ("body_en", words.body.en),
    ):  # fmt: skip
        if not said.strip():
            raise Invalid(field=name, why_zh="请填写", why_en="please fill it in")
    blanks.check_known(words.body.zh, "body_zh")
    blanks.check_known(words.body.en, "body_en")


def retire(*, actor: Actor, answer_id: UUID, now: datetime) -> None:
    """Offer an answer no longer; what was sent with it stays.

    :raises NotFound: there is none in force within the actor's reach.
    """
    with transaction.atomic():
        area_path = _retire(actor, answer_id, now)
        journal.record(events.AnswerRetired(answer_id), actor=actor, at=now, area_path=area_path)


def _retire(actor: Actor, answer_id: UUID, now: datetime) -> str:
    found = CannedAnswer.objects.select_for_update().filter(id=answer_id, retired_at__isnull=True).first()
    if found is None or not actor.may(DEED, found.area_path):
        raise NotFound
    found.retired_at = now
    found.save(update_fields=["retired_at"])
    return str(found.area_path)
