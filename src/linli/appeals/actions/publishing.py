"""A closed case becomes a published one: covered words, drafted for a second pair of eyes (T59)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules.seeing import coarse
from linli.appeals.words import TextKind
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.notices.rules import mask
from linli.notices.words import NoticeKind
from linli.people import queries as contacts

FORM = "【诉求】{report}\n【答复】{reply}"


class NoConsent(Refused):
    """A person can be told from the case, so that person decides."""

    code = "appeals.no_publish_consent"
    says = Text(
        "公开后可能认出诉求人，须先取得本人同意。", "Somebody could be recognised; the person has to agree first."
    )


class ConsentWithdrawn(Refused):
    """The person said no, and that holds for every text about the case."""

    code = "appeals.consent_withdrawn"
    says = Text("本人已撤回公开同意，不能再公开。", "The person withdrew the consent; it cannot be published.")


class PublishedBefore(Conflict):
    """A notice about this case exists."""

    code = "appeals.published_before"
    says = Text("这件案例已经起草或公开过。", "A notice about this case exists already.")


def suggested(appeal_id: UUID) -> str:
    """Return a covered text of the case for the editor to work on. Three statements at most.

    :raises NotFound: there is no such appeal.
    """
    appeal = moving.peek(appeal_id)
    known = _names(appeal)
    said: dict[str, str] = {}
    for text in AppealText.objects.filter(appeal=appeal, kind__in=[TextKind.REPORT, TextKind.REPLY]).order_by("at"):
        said[text.kind] = mask(text.body, known).text
    return FORM.format(report=said.get(TextKind.REPORT, "—"), reply=said.get(TextKind.REPLY, "—"))


def _names(appeal: Appeal) -> tuple[str, ...]:
    """Return the words that give its reporter away: an answer greets people by name (S-299). One statement at most."""
    return contacts.words_of_contact(appeal.reporter_id) if appeal.reporter_id is not None else ()


def publish_case(
    *,
    actor: Actor,
    appeal_id: UUID,
    title: str,
    body: str,
    is_identifiable: bool,
    now: datetime,
    client_id: str | None = None,
) -> UUID:
    """Draft a published case; return the notice's id. Another person approves and publishes it (`notices`). T59.

    The notice names the community at most. Where a person can be recognised it needs that person's consent.

    :raises NotFound, Forbidden, NotPossible, NoConsent, ConsentWithdrawn, PublishedBefore: Invalid: an empty text.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.publish", actor=actor, client_id=client_id)
        if is_repeat and appeal.case_notice_id is not None:
            return appeal.case_notice_id
        _check(appeal, is_identifiable=is_identifiable)
        notice_id = notices.draft(
            actor=actor,
            kind=NoticeKind.HOTLINE_CASE.value,
            title=title,
            body=body,
            area_path=coarse(appeal.area_path),
            source=moving.subject_of(appeal),
            names=_names(appeal),
            topic=appeal.category or "",
            now=now,
        )
        told = Telling(more={"notice": str(notice_id), "is_identifiable": is_identifiable}, client_id=client_id)
        moving.move(appeal, "publish_case", actor=actor, now=now, changes={"case_notice_id": notice_id}, telling=told)
        return notice_id


def _check(appeal: Appeal, *, is_identifiable: bool) -> None:
    if appeal.consent_withdrawn_at is not None:
        raise ConsentWithdrawn
    if appeal.case_notice_id is not None:
        raise PublishedBefore
    if is_identifiable and not appeal.publish_consent:
        raise NoConsent
