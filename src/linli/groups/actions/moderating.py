"""Reports of posts, removals with their reason, and appeals that another person decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.groups import events, rules
from linli.groups.actions.places import account_of, resident_of
from linli.groups.actions.talking import check_there, group_of, locked_post
from linli.groups.models import Post, Removal, Report
from linli.groups.queries.lists import readable
from linli.groups.words import RemovalReason, RemovalState, ReportState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.texts import clean
from linli.notices import actions as notices
from linli.notices.actions import Recipient


def report_post(*, actor: Actor, post_id: UUID, reason: RemovalReason, words: str = "", now: datetime) -> UUID:
    """Say that a post should not stand; a moderator looks at it. Nobody learns who reported. Return the report's id.

    :raises NotFound: there is no such post, or the actor may not read it. Gone: it is removed or taken back.
    :raises Conflict: the actor reported it before. NeedsAccount:
    """
    with transaction.atomic():
        post = locked_post(post_id)
        row = readable(actor, group_of(post).id)
        reporter = resident_of(actor, "groups.report")
        check_there(post)
        if Report.objects.filter(post=post, reporter_id=reporter).exists():
            raise Conflict
        made = Report.objects.create(
            post=post,
            area_path=row.area_path,
            reporter_id=reporter,
            reason=reason.value,
            words=rules.covered(clean(words, field="words").strip())[: rules.MOST_REASON],
            at=now,
        )
        told = events.PostReported(post.id, made.id, reason.value)
        journal.record(told, actor=actor, at=now, area_path=row.area_path)
        return made.id


def keep_post(*, actor: Actor, post_id: UUID, now: datetime) -> None:
    """Let a reported post stand; its open reports are closed.

    :raises NotFound: there is no such post with an open report in the actor's reach of `groups.moderate`.
    """
    with transaction.atomic():
        post = _moderated(actor, post_id)
        by = account_of(actor, "groups.moderate")
        if not _settle(post, ReportState.KEPT, by, now):
            raise NotFound
        path = group_of(post).area_path
        journal.record(events.PostKept(post.id), actor=actor, at=now, area_path=path)


def remove_post(*, actor: Actor, post_id: UUID, reason: RemovalReason, words: str, now: datetime) -> UUID:
    """Remove a post from its thread; its writer is told why and may appeal. Return the removal's id.

    The words stay in the log until the appeal is over, for whoever decides has to read them.

    :raises NotFound: there is no such post in the actor's reach of `groups.moderate`.
    :raises Gone: it is removed or taken back. Invalid: no words that say why.
    """
    with transaction.atomic():
        post = _moderated(actor, post_id)
        by = account_of(actor, "groups.moderate")
        check_there(post)
        path = group_of(post).area_path
        made = Removal.objects.create(
            post=post,
            author_id=post.author_id,
            area_path=path,
            reason=reason.value,
            words=rules.reason_of(words),
            removed_by_id=by,
            at=now,
        )
        post.removed_at = now
        post.save(update_fields=["removed_at"])
        _settle(post, ReportState.REMOVED, by, now)
        journal.record(events.PostRemoved(made.id, post.id, reason.value), actor=actor, at=now, area_path=path)
        _tell(made, "group.removed", {"reason_zh": reason.zh, "reason_en": reason.en}, now)
        return made.id


def appeal_removal(*, actor: Actor, removal_id: UUID, words: str, now: datetime) -> None:
    """Appeal the removal of an own post, once, as long as it stands.

    :raises NotFound: there is no such removal of the actor's post. NotToAppeal, Invalid:
    """
    with transaction.atomic():
        removal = _locked(removal_id)
        if removal.author_id != resident_of(actor, "groups.write"):
            raise NotFound
        rules.check_appealed(RemovalState(removal.state))
        removal.state, removal.appealed_at = RemovalState.APPEALED, now
        removal.appeal_words = rules.reason_of(words)
        removal.save(update_fields=["state", "appealed_at", "appeal_words"])
        journal.record(events.RemovalAppealed(removal.id), actor=actor, at=now, area_path=removal.area_path)


def decide_removal(*, actor: Actor, removal_id: UUID, upheld: bool, answer: str, now: datetime) -> None:
    """Decide an appealed removal; upheld, the post stands again. Never by whoever removed it.

    :raises NotFound: there is no such removal in the actor's reach of `groups.decide_removal`.
    :raises Conflict: it is not under appeal. SameEyes: the actor removed it. Invalid: no answer.
    """
    with transaction.atomic():
        removal = _locked(removal_id)
        if not actor.may("groups.decide_removal", removal.area_path):
            raise NotFound
        state = rules.decided(
            RemovalState(removal.state),
            removed_by=removal.removed_by_id,
            decided_by=actor.account_id,
            upheld=upheld,
        )
        removal.state, removal.answer = state, rules.reason_of(answer, field="answer")
        removal.decided_by_id, removal.decided_at = actor.account_id, now
        removal.save(update_fields=["state", "answer", "decided_by_id", "decided_at"])
        if state is RemovalState.RESTORED:
            Post.objects.filter(id=removal.post_id).update(removed_at=None)
        told = events.RemovalDecided(removal.id, state.value)
        journal.record(told, actor=actor, at=now, area_path=removal.area_path)
        _tell(removal, "group.removal_decided", {"outcome_zh": state.zh, "outcome_en": state.en}, now)


def _settle(post: Post, state: ReportState, by: UUID, now: datetime) -> int:
    """Close the open reports of a post; return how many there were."""
    found = Report.objects.filter(post=post, state=ReportState.OPEN.value)
    return found.update(state=state.value, decided_by_id=by, decided_at=now)


def _tell(removal: Removal, text: str, params: dict[str, object], now: datetime) -> None:
    notices.tell(
        to=Recipient(account_id=removal.author_id),
        text=text,
        params={**params, "link": "/my/groups/removals/"},
        subject=("groups", removal.id),
        key=f"{text}:{removal.id}",
        now=now,
    )


def _moderated(actor: Actor, post_id: UUID) -> Post:
    post = locked_post(post_id)
    if not actor.may("groups.moderate", group_of(post).area_path):
        raise NotFound
    return post


def _locked(removal_id: UUID) -> Removal:
    found = Removal.objects.select_for_update().filter(id=removal_id).first()
    if found is None:
        raise NotFound
    return found
