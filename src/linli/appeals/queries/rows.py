"""Rows of one appeal as other rooms and the pages get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from linli.appeals.events import BY_KIND
from linli.appeals.models import Appeal
from linli.appeals.queries.links import number
from linli.appeals.rules.seeing import Sight, coarse
from linli.appeals.words import (
    AttachmentUse,
    Channel,
    Kind,
    Mode,
    Outcome,
    RatingSource,
    RequestKind,
    RequestState,
    Satisfied,
    Solved,
    State,
    TextKind,
    Urgency,
)
from linli.journal.words import FactRow
from linli.kernel.facts import Plain
from linli.kernel.words import Text, Word
from linli.people.words import Role


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal as far as the viewer sees it; hidden fields are empty. `complained_ids` never for the reporter."""

    id: UUID
    number: str
    channel: Channel
    external_number: str | None
    kind: Kind
    state: State
    category: str | None
    proposal: Mapping[str, Plain]
    urgency: Urgency
    mode: Mode | None
    is_hazard: bool
    reply_requested: bool
    area_path: str
    estate_id: UUID | None
    building_id: UUID | None
    lon: float | None
    lat: float | None
    place_words: str
    preview: str
    reporter_id: UUID | None
    is_minor: bool
    is_detached: bool
    publish_consent: bool
    registered_by_id: UUID | None
    first_unit_id: UUID | None
    accountable_id: UUID | None
    unit_ids: tuple[UUID, ...]
    complained_ids: tuple[UUID, ...]
    level: int | None
    leader_id: UUID | None
    bounce_count: int
    reopen_count: int
    joint_rounds: int
    extension_count: int
    suspend_count: int
    explained_count: int
    households: int | None
    closed_level: int | None
    outcome: Outcome | None
    solved: Solved | None
    satisfied: Satisfied | None
    end_reason: str
    told_receipt: str
    master_id: UUID | None
    follows_id: UUID | None
    same_as_id: UUID | None
    case_notice_id: UUID | None
    found_at: datetime
    registered_at: datetime
    triaged_at: datetime | None
    called_at: datetime | None
    responded_at: datetime | None
    onsite_at: datetime | None
    handled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TextRow:
    """Something said; `is_masked`: personal data is covered for this viewer."""

    id: UUID
    kind: TextKind
    body: str
    order_id: UUID | None
    author_id: UUID | None
    at: datetime
    is_masked: bool = False
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """A photo or document; `name` and `thumbnail` are names in the storage."""

    id: UUID
    use: AttachmentUse
    name: str
    thumbnail: str
    media_type: str
    size_bytes: int
    order_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline, in plain words."""

    kind: str
    says: Text
    at: datetime
    actor_name: str
    actor_id: UUID | None
    role: str
    state: State | None
    reason: str
    text_id: UUID | None
    more: Mapping[str, Plain]
    is_for_resident: bool
    room: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for a second person."""

    id: UUID
    kind: RequestKind
    state: RequestState
    order_id: UUID | None
    reason: str
    terms: Mapping[str, Plain]
    text_id: UUID | None
    asked_by_id: UUID | None
    asked_unit_id: UUID | None
    asked_at: datetime
    decided_by_id: UUID | None
    decided_text_id: UUID | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating of one round."""

    round: int
    source: RatingSource
    solved: Solved
    satisfied: Satisfied | None
    text_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A follow-up call."""

    round: int
    reached: bool
    revisitor_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """A report that was joined with this one."""

    id: UUID
    number: str
    registered_at: datetime
    solved: Solved | None
    satisfied: Satisfied | None


def row_of(appeal: Appeal, sight: Sight) -> AppealRow:
    """Return the row of a loaded appeal, cut to what the viewer sees."""
    hidden = {} if sight.place else {"estate_id": None, "building_id": None, "lon": None, "lat": None}
    values: dict[str, Any] = {name: getattr(appeal, name) for name in SAME} | hidden
    values |= {name: word.get(getattr(appeal, name)) for name, word in WORDS.items()}
    return AppealRow(
        **values,
        number=number(appeal),
        proposal=(appeal.proposal or {}) if sight.inner else {},
        area_path=appeal.area_path if sight.place else coarse(appeal.area_path),
        place_words=appeal.place_words if sight.place else "",
        preview=appeal.preview if sight.words else "",
        reporter_id=appeal.reporter_id if sight.contact else None,
        is_detached=appeal.detached_at is not None,
        registered_by_id=appeal.registered_by_id if sight.words else None,
        external_number=appeal.external_number if sight.words else None,
        is_minor=appeal.is_minor and sight.words,
        follows_id=appeal.follows_id if sight.words else None,
        same_as_id=appeal.same_as_id if sight.inner else None,
        unit_ids=tuple(appeal.unit_ids),
        complained_ids=tuple(appeal.complained_ids) if sight.inner or sight.is_complained_of else (),
    )


class Saying(Protocol):
    """How a kind of fact reads in a timeline, and whether the reporter reads it."""

    says: ClassVar[Text]
    resident: ClassVar[bool]


_sayings: dict[str, type[Saying]] = dict(BY_KIND)


def say(kinds: Mapping[str, type[Saying]]) -> None:
    """Let a higher room say how its facts about an appeal read (call down, tell up). Twice is once."""
    _sayings.update(kinds)


def happening(fact: FactRow) -> Happening:
    """Return a fact as a line of the timeline."""
    event = _sayings.get(fact.kind)
    data = fact.data
    more = data.get("more")
    text_id = data.get("text_id")
    return Happening(
        kind=fact.kind,
        says=event.says if event else Text(fact.kind, fact.kind),
        at=fact.at,
        actor_name=fact.actor_name,
        # The reporter's account would tell which reports are of one person.
        actor_id=None if data.get("role") == Role.RESIDENT.value else fact.actor_id,
        role=str(data.get("role") or ""),
        state=STATES.get(str(data.get("to") or "")),
        reason=str(data.get("reason") or ""),
        text_id=UUID(str(text_id)) if text_id else None,
        more=more if isinstance(more, dict) else {},
        is_for_resident=event.resident if event else False,
        room=fact.room,
    )


def file_row(row: dict[str, Any]) -> FileRow:
    """Return a photo or document from its JSON."""
    return FileRow(
        id=UUID(row["id"]),
        use=USES[row["use"]],
        name=row["file"],
        thumbnail=row["thumbnail"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        order_id=uuid_or_none(row["order_id"]),
        at=datetime.fromisoformat(row["at"]),
    )


def request_row(row: dict[str, Any]) -> RequestRow:
    """Return a request from its JSON."""
    return RequestRow(
        id=UUID(row["id"]),
        kind=REQUEST_KINDS[row["kind"]],
        state=REQUEST_STATES[row["state"]],
        order_id=uuid_or_none(row["order_id"]),
        reason=row["reason"],
        terms=row["terms"],
        text_id=uuid_or_none(row["text_id"]),
        asked_by_id=uuid_or_none(row["asked_by_id"]),
        asked_unit_id=uuid_or_none(row["asked_unit_id"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        decided_by_id=uuid_or_none(row["decided_by_id"]),
        decided_text_id=uuid_or_none(row["decided_text_id"]),
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
    )


def rating_row(row: dict[str, Any]) -> RatingRow:
    """Return a rating from its JSON."""
    return RatingRow(
        round=row["round"],
        source=SOURCES[row["source"]],
        solved=SOLVED[row["solved"]],
        satisfied=SATISFIED.get(row["satisfied"]),
        text_id=uuid_or_none(row["text_id"]),
        at=datetime.fromisoformat(row["at"]),
    )


def attempt_row(row: dict[str, Any]) -> AttemptRow:
    """Return a call from its JSON."""
    return AttemptRow(
        row["round"], row["reached"], uuid_or_none(row["revisitor_id"]), datetime.fromisoformat(row["at"])
    )


def joined_row(row: dict[str, Any], master: Appeal) -> JoinedRow:
    """Return a joined report from its JSON; it bears the district of its master."""
    return JoinedRow(
        id=UUID(row["id"]),
        number=f"{master.area_path[:6]}-{row['number']}-{row['serial']:05d}",
        registered_at=datetime.fromisoformat(row["registered_at"]),
        solved=SOLVED.get(row["solved"]),
        satisfied=SATISFIED.get(row["satisfied"]),
    )


def uuid_or_none(value: str | None) -> UUID | None:
    """Return the id, or None where there is none."""
    return UUID(value) if value else None


def by_code(words: type[Word]) -> dict[str | None, Any]:
    """Return code -> word."""
    return {word.value: word for word in words}


STATES, TEXT_KINDS, USES = by_code(State), by_code(TextKind), by_code(AttachmentUse)
REQUEST_KINDS, REQUEST_STATES = by_code(RequestKind), by_code(RequestState)
SOURCES, SOLVED, SATISFIED = by_code(RatingSource), by_code(Solved), by_code(Satisfied)
WORDS: dict[str, dict[str | None, Any]] = {
    "channel": by_code(Channel),
    "kind": by_code(Kind),
    "state": STATES,
    "urgency": by_code(Urgency),
    "mode": by_code(Mode),
    "outcome": by_code(Outcome),
    "solved": SOLVED,
    "satisfied": SATISFIED,
}
MADE = {
    "number", "proposal", "area_path", "place_words", "preview", "reporter_id", "is_detached",
    "registered_by_id", "unit_ids", "complained_ids", "external_number", "is_minor", "follows_id",
    "same_as_id",
}  # fmt: skip
SAME = tuple(name for name in AppealRow.__dataclass_fields__ if name not in MADE and name not in WORDS)
