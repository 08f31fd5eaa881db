"""One appeal with everything said and done in it, as far as the viewer may see."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.queries import rows
from linli.appeals.queries.reach import sight_of, sight_of_record
from linli.appeals.rules.seeing import STAFF, Sight, coarse
from linli.appeals.words import AttachmentUse, RequestKind, TextKind
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.notices.rules import mask
from linli.people import queries as people
from linli.people.rules import MaskedContact

INNER_TEXTS = frozenset({TextKind.NOTE, TextKind.SUPERVISION, TextKind.OPINION, TextKind.PLAN, TextKind.LETTER})
FROM_REPORTER = frozenset({TextKind.REPORT, TextKind.ADDITION, TextKind.WORDS, TextKind.OBJECTION})
REPORTER_FILES = frozenset({AttachmentUse.REPORT, AttachmentUse.ADDITION})
UNREAD_YET = Text("研判以前不显示", "shown after triage")


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything of one appeal that the viewer may see."""

    appeal: rows.AppealRow
    sight: Sight
    contact: MaskedContact | None
    texts: tuple[rows.TextRow, ...]
    files: tuple[rows.FileRow, ...]
    timeline: tuple[rows.Happening, ...]
    requests: tuple[rows.RequestRow, ...]
    ratings: tuple[rows.RatingRow, ...]
    attempts: tuple[rows.AttemptRow, ...]
    joined: tuple[rows.JoinedRow, ...]
    duties: tuple[DutyRow, ...]


def detail(actor: Actor, appeal_id: UUID, *, now: datetime) -> Detail:
    """Return one appeal with its timeline, for staff (or its reporter). Six statements, seven for somebody barred.

    :raises NotFound: for this actor there is none.
    """
    appeal = load(appeal_id)
    sight = sight_of_record(actor, appeal)
    extras = _extras(appeal.id)
    contact = None
    timeline = tuple(rows.happening(fact) for fact in journal.facts_of(appeal.id))
    owed = tuple(duties.of(("appeals", appeal.id)))
    if sight.is_complained_of or sight.is_record:
        timeline = tuple(replace(line, more={}, reason="") for line in timeline)
        owed = tuple(replace(duty, area_path=coarse(duty.area_path)) for duty in owed)
    if sight.contact and appeal.reporter_id is not None:
        contact = people.contacts_masked([appeal.reporter_id]).get(appeal.reporter_id)
    requests = tuple(map(rows.request_row, extras["requests"])) if sight.inner else ()
    said = texts_of(appeal, sight)
    if sight.is_record:
        requests = tuple(one for one in requests if one.kind is RequestKind.CORRECT)
        said = _notes_of(requests, appeal)
    return Detail(
        appeal=rows.row_of(appeal, sight),
        sight=sight,
        contact=contact,
        texts=tuple(said),
        files=tuple(_open_to(map(rows.file_row, extras["files"]), sight)),
        timeline=timeline,
        requests=requests,
        ratings=tuple(map(rows.rating_row, extras["ratings"])),
        attempts=tuple(map(rows.attempt_row, extras["attempts"])),
        joined=()
        if sight.is_complained_of or sight.is_record
        else tuple(rows.joined_row(one, appeal) for one in extras["joined"]),
        duties=owed,
    )


def load(appeal_id: UUID) -> Appeal:
    """Return the stored appeal. One statement.

    :raises NotFound: there is none.
    """
    appeal = Appeal.objects.filter(id=appeal_id).first()
    if appeal is None:
        raise NotFound
    return appeal


def texts_of(appeal: Appeal, sight: Sight) -> list[rows.TextRow]:
    """Return what was said, oldest first, as the viewer may read it. One statement, two for somebody barred.

    For somebody barred every text is covered, whoever wrote it: an answer greets the reporter by name (I13).
    """
    said = []
    known = given_away(appeal) if sight.is_complained_of else ()
    for text in AppealText.objects.filter(appeal_id=appeal.id).defer("grams", "salt").order_by("at", "id"):
        kind = rows.TEXT_KINDS[text.kind]
        if kind in INNER_TEXTS and not sight.inner:
            continue
        covered = not sight.words
        body = _covered(text.body, known, sight) if covered else text.body
        is_erased = text.erased_at is not None
        author_id = None if covered and kind in FROM_REPORTER else text.author_id
        said.append(rows.TextRow(text.id, kind, body, text.order_id, author_id, text.at, covered, is_erased))
    return said


def _notes_of(requests: Collection[rows.RequestRow], appeal: Appeal) -> list[rows.TextRow]:
    """Return the reasons of the requests, whatever else was said. One statement."""
    wanted = {one.text_id for one in requests}
    return [text for text in texts_of(appeal, STAFF) if text.id in wanted]


def given_away(appeal: Appeal) -> tuple[str, ...]:
    """Return the words that would lead to the reporter in any text: name, phone and place. One statement at most."""
    known = people.words_of_contact(appeal.reporter_id) if appeal.reporter_id is not None else ()
    return (*known, appeal.place_words) if appeal.place_words.strip() else known


def _covered(body: str, known: Collection[str], sight: Sight) -> str:
    if not sight.reads:
        return f"〔{UNREAD_YET.zh} · {UNREAD_YET.en}〕"
    return mask(body, known, places=True).text


def files_of(appeal: Appeal, sight: Sight, ids: Collection[UUID] | None = None) -> list[rows.FileRow]:
    """Return the files the viewer may open, oldest first. One statement."""
    stored = Attachment.objects.filter(appeal_id=appeal.id, erased_at__isnull=True).order_by("at", "id")
    if ids is not None:
        stored = stored.filter(id__in=ids)
    found = (
        rows.FileRow(row.id, rows.USES[row.use], row.file.name or "", row.thumbnail.name or "", row.media_type,
                     row.size_bytes, row.order_id, row.at)
        for row in stored
    )  # fmt: skip
    return _open_to(found, sight)


def _open_to(files: Iterable[rows.FileRow], sight: Sight) -> list[rows.FileRow]:
    """Return those files that the viewer may open.

    Pictures of the handling show the reporter's house as well, so whoever is barred opens none.
    """
    return [one for one in files if sight.files or (one.use not in REPORTER_FILES and sight.words)]


def file_of(actor: Actor, file_id: UUID) -> rows.FileRow:
    """Return one file, if the viewer may open it. Three statements.

    :raises NotFound: there is none for this actor.
    """
    found = Attachment.objects.filter(id=file_id).values_list("appeal_id", flat=True).first()
    if found is None:
        raise NotFound
    appeal = load(found)
    open_to = files_of(appeal, sight_of(actor, appeal), [file_id])
    if not open_to:
        raise NotFound
    return open_to[0]


_EXTRAS = """
SELECT json_build_object(
 'requests', (SELECT coalesce(json_agg(r ORDER BY r.asked_at, r.id), '[]')
              FROM appeals_request r WHERE r.appeal_id = %s),
 'ratings', (SELECT coalesce(json_agg(r ORDER BY r.round), '[]') FROM appeals_rating r WHERE r.appeal_id = %s),
 'attempts', (SELECT coalesce(json_agg(a ORDER BY a.at, a.id), '[]')
              FROM appeals_revisitattempt a WHERE a.appeal_id = %s),
 'files', (SELECT coalesce(json_agg(f ORDER BY f.at, f.id), '[]')
           FROM appeals_attachment f WHERE f.appeal_id = %s AND f.erased_at IS NULL),
 'joined', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'number', to_char(m.day, 'YYMMDD'),
             'serial', m.serial, 'registered_at', m.registered_at, 'solved', m.solved, 'satisfied', m.satisfied)
             ORDER BY m.id), '[]') FROM appeals_appeal m WHERE m.master_id = %s AND m.state IN ('merged', 'archived')))
"""


def _extras(appeal_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return requests, ratings, calls, files and joined reports. One statement for all: the page has a budget."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTRAS, [appeal_id] * 5)
        (found,) = cursor.fetchone()
    extras: dict[str, list[dict[str, Any]]] = json.loads(found) if isinstance(found, str) else found
    return extras
