"""Drafting, approving, publishing and taking down notices; objections to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.texts import clean, clean_line
from linli.notices import events
from linli.notices.models import Notice, Objection
from linli.notices.rules.masking import mask
from linli.notices.rules.publishing import WrongPeriod, check_approval, check_state, digest
from linli.notices.words import NoticeKind, NoticeState, ObjectionState


def draft(
    *,
    actor: Actor,
    kind: str,
    title: str,
    body: str,
    area_path: str,
    source: Subject | None = None,
    names: Iterable[str] = (),
    topic: str = "",
    now: datetime,
) -> UUID:
    """Draft a notice; personal data is covered before anything is kept. `names` are names known from the source.

    `topic` is what it is about, a code of the category tree; empty where nothing says so.
    :raises NotFound: no such area. Forbidden: the actor lacks `notices.draft` there or has no account.
    :raises Invalid: no such kind, or an empty text.
    """
    with transaction.atomic():
        area = grid.area_by_path(area_path)
        actor.require("notices.draft", area.path)
        if actor.account_id is None:
            raise Forbidden(deed="notices.draft")
        covered_title, covered_body = _covered(title, body, list(names))
        _check_kind(kind)
        room, source_id = source or ("", None)
        notice = Notice.objects.create(
            kind=kind,
            title=covered_title,
            body=covered_body,
            area_id=area.id,
            area_path=area.path,
            topic=topic[:40],
            source_room=room,
            source_id=source_id,
            editor_id=actor.account_id,
            drafted_at=now,
        )
        journal.record(events.NoticeDrafted(notice.id, kind, room, source_id), actor=actor, at=now, area_path=area.path)
        return notice.id


def _check_kind(kind: str) -> None:
    if kind not in {known.value for known in NoticeKind}:
        raise Invalid(field="kind", why_zh="没有这种公开", why_en="no such kind of notice")


def redraft(*, actor: Actor, notice_id: UUID, title: str, body: str, names: Iterable[str] = (), now: datetime) -> None:
    """Replace the text of a draft; only its editor may.

    :raises NotFound, Forbidden, Invalid: WrongState: it is a draft no more.
    """
    with transaction.atomic():
        notice = _locked(notice_id)
        actor.require("notices.draft", notice.area_path)
        if notice.editor_id != actor.account_id:
            raise Forbidden(deed="notices.draft")
        check_state(notice.state, NoticeState.DRAFT)
        notice.title, notice.body = _covered(title, body, list(names))
        notice.save(update_fields=["title", "body"])
        told = events.NoticeDrafted(notice.id, notice.kind, notice.source_room, notice.source_id)
        journal.record(told, actor=actor, at=now, area_path=notice.area_path)


def approve(*, actor: Actor, notice_id: UUID, now: datetime) -> None:
    """Approve a draft: the second pair of eyes.

    :raises NotFound, Forbidden: WrongState: it is a draft no more.
    :raises SameEyes: the actor drafted it. StillPersonal: it holds personal data.
    """
    with transaction.atomic():
        notice = _locked(notice_id)
        actor.require("notices.approve", notice.area_path)
        check_state(notice.state, NoticeState.DRAFT)
        check_approval(actor, editor_id=notice.editor_id, title=notice.title, body=notice.body)
        notice.state, notice.approver_id, notice.approved_at = NoticeState.APPROVED, actor.account_id, now
        notice.save(update_fields=["state", "approver_id", "approved_at"])
        told = events.NoticeApproved(notice.id, _digest(notice, now, None))
        journal.record(told, actor=actor, at=now, area_path=notice.area_path)


def publish(
    *, actor: Actor, notice_id: UUID, shown_from: datetime | None = None, shown_until: datetime | None = None,
    now: datetime,
) -> str:  # fmt: skip
    """Publish an approved notice from a moment on, until another or for good; return the digest.

    :raises NotFound, Forbidden: WrongState: it is not approved. WrongPeriod: the end is not after the beginning.
    """
    with transaction.atomic():
        notice = _locked(notice_id)
        actor.require("notices.publish", notice.area_path)
        check_state(notice.state, NoticeState.APPROVED)
        begin = shown_from or now
        if shown_until is not None and shown_until <= begin:
            raise WrongPeriod
        notice.state, notice.shown_from, notice.shown_until = NoticeState.PUBLISHED, begin, shown_until
        notice.digest = _digest(notice, begin, shown_until)
        notice.save(update_fields=["state", "shown_from", "shown_until", "digest"])
        told = events.NoticePublished(
            notice.id, notice.kind, notice.digest, notice.source_room, notice.source_id, begin, shown_until
        )
        journal.record(told, actor=actor, at=now, area_path=notice.area_path)
        return notice.digest


def withdraw(*, actor: Actor, notice_id: UUID, reason: str, now: datetime) -> None:
    """Take a notice down; its row and proof stay.

    :raises NotFound, Forbidden: WrongState: it is down already. Invalid: no reason.
    """
    with transaction.atomic():
        notice = _locked(notice_id)
        actor.require("notices.withdraw", notice.area_path)
        check_state(notice.state, NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.PUBLISHED)
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明原因", why_en="a reason is needed")
        _take_down(notice, reason, actor=actor, now=now)


def take_back(*, actor: Actor, source: Subject, reason: str, now: datetime) -> int:
    """Take down every notice made from a thing whose person no longer agrees; return how many. They stay proven.

    Drafts go as well: what was approved yesterday must not be published tomorrow. Two statements and two per notice.

    :raises Forbidden: the actor does not hold the thing.
    """
    with transaction.atomic():
        room, source_id = source
        shown = [NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.PUBLISHED]
        found = Notice.objects.select_for_update().filter(source_room=room, source_id=source_id, state__in=shown)
        taken = 0
        for notice in found.order_by("id"):
            actor.require("notices.take_back", notice.area_path, subject=source)
            _take_down(notice, reason, actor=actor, now=now)
            taken += 1
        return taken


def object_to(*, actor: Actor, notice_id: UUID, words: str, contact_id: UUID | None = None, now: datetime) -> UUID:
    """Keep somebody's objection to a published notice; anybody known by account or contact may.

    :raises NotFound: no such published notice. Forbidden: nobody to answer to. Invalid: no words.
    """
    with transaction.atomic():
        notice = _locked(notice_id)
        check_state(notice.state, NoticeState.PUBLISHED)
        if actor.account_id is None and contact_id is None:
            raise Forbidden(deed="notices.object")
        words = clean(words, field="words").strip()
        if not words:
            raise Invalid(field="words", why_zh="请写明异议内容", why_en="say what is wrong")
        objection = Objection.objects.create(
            notice=notice,
            contact_id=contact_id,
            account_id=actor.account_id,
            words_sealed=words,
            at=now,
        )
        told = events.Objected(notice.id, objection.id)
        journal.record(told, actor=actor, at=now, area_path=notice.area_path)
        return objection.id


def answer_objection(*, actor: Actor, objection_id: UUID, upheld: bool, answer: str, now: datetime) -> None:
    """Decide on an objection; taking the notice down is a deed of its own.

    :raises NotFound, Forbidden: Conflict: it was answered before. Invalid: no answer.
    """
    with transaction.atomic():
        found = Objection.objects.select_for_update(of=("self",)).select_related("notice")
        objection = found.filter(id=objection_id).first()
        if objection is None:
            raise NotFound
        actor.require("notices.answer_objection", objection.notice.area_path)
        if objection.state != ObjectionState.OPEN:
            raise Conflict
        if not answer.strip():
            raise Invalid(field="answer", why_zh="请写明答复", why_en="an answer is needed")
        objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        objection.answer, objection.answered_at = clean(answer, field="answer").strip()[:500], now
        objection.answered_by_id = actor.account_id
        objection.save(update_fields=["state", "answer", "answered_at", "answered_by_id"])
        told = events.ObjectionAnswered(objection.notice_id, objection.id, str(objection.state))
        journal.record(told, actor=actor, at=now, area_path=objection.notice.area_path)


def _take_down(notice: Notice, reason: str, *, actor: Actor, now: datetime) -> None:
    notice.state, notice.withdrawn_at, notice.withdrawn_reason = NoticeState.WITHDRAWN, now, reason.strip()[:200]
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    told = events.NoticeWithdrawn(notice.id, notice.source_room, notice.source_id)
    journal.record(told, actor=actor, at=now, area_path=notice.area_path)


def _covered(title: str, body: str, names: list[str]) -> tuple[str, str]:
    title, body = clean_line(title, field="title"), clean(body, field="body").strip()
    if not title or not body:
        raise Invalid(field="body", why_zh="请填写标题和正文", why_en="a title and a text are needed")
    return mask(title, names).text[:120], mask(body, names).text


def _digest(notice: Notice, begin: datetime, until: datetime | None) -> str:
    return digest(
        kind=notice.kind,
        title=notice.title,
        body=notice.body,
        area_path=notice.area_path,
        shown_from=begin,
        until=until,
    )


def _locked(notice_id: UUID) -> Notice:
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None:
        raise NotFound
    return notice
