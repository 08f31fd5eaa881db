"""The letters that went out of a case, with their numbers and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.models import AppealText, Letter
from linli.appeals.queries.detail import load
from linli.appeals.queries.reach import sight_of
from linli.desks.rules.letters import LetterKind
from linli.kernel.actor import Actor

_KINDS = {kind.value: kind for kind in LetterKind}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as it went out; `lines` are its greeting and paragraphs, empty once they were erased."""

    id: UUID
    kind: LetterKind
    year: int
    serial: int
    title: str
    close: str
    sender: str
    language: str
    lines: tuple[str, ...]
    by_id: UUID
    at: datetime


def of_appeal(actor: Actor, appeal_id: UUID) -> list[LetterRow]:
    """Return the letters of a case, oldest first, none for somebody who sees no inner words. Three statements.

    :raises NotFound: for this actor there is no such case.
    """
    return kept(appeal_id) if sight_of(actor, load(appeal_id)).inner else []


def kept(appeal_id: UUID) -> list[LetterRow]:
    """Return the letters of a case whose inner words the reader sees, oldest first. Two statements."""
    found = list(Letter.objects.filter(appeal_id=appeal_id).order_by("at", "id"))
    words = dict(AppealText.objects.filter(id__in=[one.text_id for one in found]).values_list("id", "body"))
    return [
        LetterRow(
            one.id, _KINDS[one.kind], one.year, one.serial, one.title, one.close, one.sender, one.language,
            tuple(filter(None, words.get(one.text_id, "").split("\n"))), one.by_id, one.at,
        )
        for one in found
    ]  # fmt: skip
