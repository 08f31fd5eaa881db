"""Reports, removals and appeals: the desk of those who moderate, and what somebody sees of the own removals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.groups.models import Removal, Report
from linli.groups.queries.threads import names_of
from linli.groups.words import RemovalReason, RemovalState, ReportState
from linli.kernel.actor import Actor
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of a post; who reported is told to nobody."""

    id: UUID
    post_id: UUID
    thread_id: UUID
    body: str
    author: str
    reason: RemovalReason
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """One line of the log of moderation. `is_own_decision`: the asker removed it and so does not decide the appeal."""

    id: UUID
    post_id: UUID
    thread_id: UUID
    title: str
    body: str
    reason: RemovalReason
    words: str
    at: datetime
    state: RemovalState
    appeal_words: str
    answer: str
    is_own_decision: bool


def open_reports(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[ReportRow]:
    """Return the reports that the actor may decide, the oldest first. Two statements.

    :raises Invalid: the cursor is not one of ours.
    """
    reach = people.reach_filter(actor.reach("groups.moderate"))
    rows = Report.objects.filter(reach, state=ReportState.OPEN.value).order_by("at", "id").select_related("post")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__gte=moment).filter(Q(at__gt=moment) | Q(id__gt=last))
    found = list(rows[: size + 1])
    names = names_of([report.post.author_id for report in found])
    page = page_of(found, size, lambda report: (report.at.isoformat(), str(report.id)))
    shown = tuple(
        ReportRow(
            id=report.id,
            post_id=report.post_id,
            thread_id=report.post.thread_id,
            body=report.post.body,
            author=names.get(report.post.author_id, ""),
            reason=RemovalReason(report.reason),
            words=report.words,
            at=report.at,
        )
        for report in page.rows
    )
    return Page(shown, page.next)


def appealed(actor: Actor) -> list[RemovalRow]:
    """Return the appealed removals in the actor's reach, the oldest first; the own ones wait for another. One
    statement.
    """
    reach = people.reach_filter(actor.reach("groups.decide_removal"))
    rows = Removal.objects.filter(reach, state=RemovalState.APPEALED.value).order_by("appealed_at", "id")
    return [row_of(row, actor.account_id) for row in rows.select_related("post__thread")[:100]]


def log(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[RemovalRow]:
    """Return the log of moderation in the actor's reach, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    scopes = (*actor.reach("groups.moderate"), *actor.reach("groups.decide_removal"))
    return _page(Removal.objects.filter(people.reach_filter(scopes)), actor.account_id, cursor, size)


def my_removals(account_id: UUID, *, cursor: str | None = None, size: int = 20) -> Page[RemovalRow]:
    """Return what was removed of an account's posts, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    return _page(Removal.objects.filter(author_id=account_id), account_id, cursor, size)


def _page(rows: QuerySet[Removal], account_id: UUID | None, cursor: str | None, size: int) -> Page[RemovalRow]:
    rows = rows.order_by("-at", "-id").select_related("post__thread")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = [row_of(row, account_id) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def row_of(found: Removal, account_id: UUID | None) -> RemovalRow:
    """Return the row of a loaded removal."""
    return RemovalRow(
        id=found.id,
        post_id=found.post_id,
        thread_id=found.post.thread_id,
        title=found.post.thread.title,
        body=found.post.body,
        reason=RemovalReason(found.reason),
        words=found.words,
        at=found.at,
        state=RemovalState(found.state),
        appeal_words=found.appeal_words,
        answer=found.answer,
        is_own_decision=found.removed_by_id == account_id,
    )
