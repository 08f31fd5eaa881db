"""What the reporter sees of the own report: where it stands, what happened, what comes next and until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.models import Appeal, Rating
from linli.appeals.queries import clocks, detail, nearby, rows
from linli.appeals.queries.links import id_of_token, number, token, url
from linli.appeals.rules import consents, reopening
from linli.appeals.rules.moves import MOVES
from linli.appeals.rules.seeing import REPORTER
from linli.appeals.words import OPEN_STATES, AttachmentUse, Seen, State, TextKind
from linli.duties.words import DutyRow
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people.rules import resident_actor
from linli.standards import queries as standards

READABLE = frozenset(
    {
        TextKind.REPORT, TextKind.QUESTION, TextKind.ADDITION, TextKind.REPLY, TextKind.INTERIM, TextKind.WORDS,
        TextKind.OBJECTION,
    }
)  # fmt: skip
OF_MASTER = frozenset({TextKind.REPLY, TextKind.INTERIM})
TOLD_REASONS = frozenset({State.REFUSED, State.REDIRECTED, State.TERMINATED, State.ANSWERED})
_ANSWERED = frozenset({State.FEEDBACK, State.REVISIT, State.CLOSED})
WITHDRAWABLE = frozenset(state for row in MOVES if row.event == "withdraw" for state in row.sources)
_STATES = {state.value: state for state in State}
_SEEN = {state: Seen[state.name].text for state in State}


@dataclass(frozen=True, slots=True)
class Own:
    """The reporter's view. `standing` is the state that counts: a merged report stands where its master stands.

    `next_step` is the clock that runs for the office (or for the resident); `may` are the deeds open now;
    `link` is the secret link as it is now; `may_unpublish`: something is, or may become, public and can be taken back;
    `evidence` are the unit's pictures of what was done, once it is answered: only of this very report, never of a
    master's, for they may show other people's doors; `reporters`: how many people reported the matter, this one
    included; `is_me_too`: the reporter said it is the same as an open one, and nobody has joined the two yet.
    """

    appeal: rows.AppealRow
    standing: State
    texts: tuple[rows.TextRow, ...]
    files: tuple[rows.FileRow, ...]
    timeline: tuple[rows.Happening, ...]
    next_step: DutyRow | None
    may: tuple[str, ...]
    reopen_until: datetime | None
    is_rated: bool
    master_number: str | None
    link: str
    may_unpublish: bool
    evidence: tuple[rows.FileRow, ...]
    reporters: int
    is_me_too: bool


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One line of "my reports"."""

    id: UUID
    number: str
    token: str
    state: State
    seen: Text
    category: str | None
    preview: str
    registered_at: datetime
    answered_at: datetime | None


def holder(raw: str, account_id: UUID | None = None) -> Actor:
    """Return the Actor who has this secret link. One statement.

    :raises NotFound: it is none of ours, or it was renewed.
    """
    return resident_actor(frozenset({("appeals", id_of_token(raw))}), account_id)


def view(actor: Actor, appeal_id: UUID, *, now: datetime) -> Own:
    """Return what the reporter sees. Eight or nine statements, up to twelve for a merged report.

    :raises NotFound: the actor does not hold it, or left it (a hazard that stays).
    """
    appeal = detail.load(appeal_id)
    subject = ("appeals", appeal_id)
    if subject not in actor.holds or appeal.detached_at is not None:
        raise NotFound
    master = detail.load(appeal.master_id) if appeal.master_id and appeal.state == State.MERGED else None
    leading = master or appeal
    standing = _STATES[leading.state]
    texts = [text for text in detail.texts_of(appeal, REPORTER) if text.kind in READABLE or _is_told(text, standing)]
    if master is not None:
        texts += [text for text in detail.texts_of(master, REPORTER) if text.kind in OF_MASTER]
    facts = journal.facts_of([appeal.id] if master is None else [appeal.id, master.id])
    lines = [rows.happening(fact) for fact in facts if fact.subject_id == appeal.id or fact.at >= _joined_at(facts)]
    stored = detail.files_of(appeal, REPORTER)
    running = clocks.live([leading.id]).get(leading.id, [])
    is_rated = Rating.objects.filter(appeal=appeal, round=leading.reopen_count).exists()
    until = _reopen_until(appeal)
    pointed_at = _pointed_at(appeal)
    return Own(
        appeal=rows.row_of(appeal, REPORTER),
        standing=standing,
        texts=tuple(texts),
        files=tuple(file for file in stored if file.use in detail.REPORTER_FILES),
        evidence=tuple(file for file in stored if _is_shown(file, _STATES[appeal.state])),
        timeline=tuple(line for line in lines if line.is_for_resident),
        next_step=min(running, key=lambda duty: duty.due_at, default=None),
        may=_may(_STATES[appeal.state], standing, is_rated=is_rated, may_reopen=until is not None and now <= until),
        reopen_until=until,
        is_rated=is_rated,
        master_number=number(master) if master is not None else None,
        link=url(appeal),
        reporters=nearby.reporters_of(pointed_at or leading.id),
        is_me_too=pointed_at is not None,
        may_unpublish=_may_unpublish(appeal),
    )


def _may_unpublish(appeal: Appeal) -> bool:
    return consents.may_withdraw(
        has_consent=appeal.publish_consent,
        has_notice=appeal.case_notice_id is not None,
        was_withdrawn=appeal.consent_withdrawn_at is not None,
    )


def _pointed_at(appeal: Appeal) -> UUID | None:
    """Return the report that this one is said to be the same as, while nobody has joined the two (ADR 0025)."""
    return appeal.same_as_id if _STATES[appeal.state] in OPEN_STATES else None


def mine(account_id: UUID | None, contact_ids: Collection[UUID] = ()) -> list[OwnRow]:
    """Return a person's reports, newest first: of the account, or of the given contacts. One statement."""
    found = Appeal.objects.filter(detached_at__isnull=True).order_by("-id")
    if account_id is not None and contact_ids:
        found = found.filter(reporter_account_id=account_id) | found.filter(reporter_id__in=contact_ids)
    elif account_id is not None:
        found = found.filter(reporter_account_id=account_id)
    else:
        found = found.filter(reporter_id__in=contact_ids)
    return [_own(appeal) for appeal in found[:200]]


def _own(appeal: Appeal) -> OwnRow:
    state = _STATES[appeal.state]
    return OwnRow(
        id=appeal.id,
        number=number(appeal),
        token=token(appeal),
        state=state,
        seen=_SEEN[state],
        category=appeal.category,
        preview=appeal.preview,
        registered_at=appeal.registered_at,
        answered_at=appeal.answered_at,
    )


def _is_shown(file: rows.FileRow, state: State) -> bool:
    is_picture = file.use is AttachmentUse.EVIDENCE and file.media_type.startswith("image/")
    return is_picture and state in _ANSWERED | {State.ARCHIVED}


def _is_told(text: rows.TextRow, standing: State) -> bool:
    return text.kind is TextKind.REASON and standing in TOLD_REASONS


def _joined_at(facts: list[FactRow]) -> datetime:
    """Return when the report was joined: what happened to the other one before is not this reporter's business."""
    return max(fact.at for fact in facts if fact.kind == "appeals.merged")


def _reopen_until(appeal: Appeal) -> datetime | None:
    if appeal.state != State.CLOSED or appeal.ended_at is None:
        return None
    days = standards.limit("reopen_window", at=appeal.ended_at).term.amount
    return reopening.window_ends(appeal.ended_at, days=days, calendar=standards.calendar(appeal.ended_at))


def _may(state: State, standing: State, *, is_rated: bool, may_reopen: bool) -> tuple[str, ...]:
    """Return the resident's deeds that the table allows from here."""
    possible = {
        "appeals.add_info": state is State.NEED_INFO,
        "appeals.rate": standing in _ANSWERED - {State.CLOSED} and not is_rated,
        "appeals.reopen": may_reopen,
        "appeals.object": state in (State.REFUSED, State.TERMINATED),
        "appeals.unmerge": state is State.MERGED and standing not in _ANSWERED,
        "appeals.withdraw": state in WITHDRAWABLE,
    }
    return tuple(deed for deed, is_open in possible.items() if is_open)
