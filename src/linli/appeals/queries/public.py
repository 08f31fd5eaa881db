"""What strangers may read of single reports: matter, community, moments, how it stands (ADR 0038).

No word that anybody wrote, no house, no point, no number and nobody's name leaves by these rows. Published words come
from `notices`, where two people looked at them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from linli.appeals.models import Appeal
from linli.appeals.queries import clocks
from linli.appeals.rules.publicity import ASKED_BY_ID, HIDDEN_STATES, is_open, listed_categories
from linli.appeals.rules.seeing import coarse
from linli.appeals.words import OPEN_STATES, Seen, State
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, encode, moment_and_id
from linli.kernel.words import Text
from linli.notices import queries as notices
from linli.standards import queries as standards

CLOSING = "close"
"""So begins the name of each step whose clock ends with the answer."""
Rows = QuerySet[Any, Any]
_OPEN = [state.value for state in OPEN_STATES]
_HIDDEN = [state.value for state in HIDDEN_STATES]
_STATES = {state.value: state for state in State}
_SEEN = {state: Seen[state.name].text for state in State}
_UPDATED_AT = Case(When(state__in=_OPEN, then=F("changed_at")), default=Coalesce(F("ended_at"), F("changed_at")))
"""GeoReport v2: of a closed request the moment at which it was closed."""


class Row(NamedTuple):
    """What is read of a report; `is_told`: strangers may find it, if what was published of it is still shown."""

    id: UUID
    state: str
    leaf: str | None
    area_path: str
    registered_at: datetime
    updated_at: datetime
    accountable_id: UUID | None
    case_notice_id: UUID | None
    consent_withdrawn_at: datetime | None
    is_shared: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports are wanted, newest first. Moments are half-open, [since, until); empty and None narrow nothing.

    `after` is the cursor of the page before, `skip` rows are left out, at most `most` are returned.
    """

    since: datetime | None = None
    until: datetime | None = None
    changed_since: datetime | None = None
    changed_until: datetime | None = None
    categories: tuple[str, ...] = ()
    is_open: bool | None = None
    after: str = ""
    skip: int = 0
    most: int = 1000


@dataclass(frozen=True, slots=True)
class PublicReport:
    """One report as strangers see it. `words` are published ones, None where there are none.

    `is_listed`: it stands in the list; of the others only how they stand is told, to whoever knows the id, no place.
    """

    id: UUID
    state: State
    seen: Text
    is_open: bool
    category: str
    community_path: str
    registered_at: datetime
    updated_at: datetime
    accountable_id: UUID | None
    words: str | None
    due_at: datetime | None
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A report came to stand elsewhere; `id` is the fact's."""

    id: UUID
    appeal_id: UUID
    at: datetime
    seen: Text
    is_open: bool


def listed(asked: Asked, *, now: datetime) -> Page[PublicReport]:
    """Return the reports that strangers may find. At most four statements; a page may be shorter than asked for.

    :raises Invalid: the cursor is not one of ours.
    """
    found = _narrowed(_rows().filter(_told(now)), asked).order_by("-registered_at", "-id")
    if asked.after:
        moment, last = moment_and_id(asked.after)
        found = found.filter(registered_at__lte=moment).filter(Q(registered_at__lt=moment) | Q(id__lt=last))
    read = [Row(*row) for row in _read(found, now)[asked.skip : asked.skip + asked.most + 1]]
    rows = read[: asked.most]
    mark = encode((rows[-1].registered_at.isoformat(), str(rows[-1].id))) if len(read) > asked.most else None
    return Page(tuple(one for one in _reports(rows, now) if one.is_listed), mark)


def several(appeal_ids: Collection[UUID], *, now: datetime) -> list[PublicReport]:
    """Return those of the named reports of which something may be told, newest first. At most four statements."""
    sent_by_program = Q(channel__in=[channel.value for channel in ASKED_BY_ID], detached_at__isnull=True)
    known = sent_by_program & ~Q(state=State.DRAFT.value)
    found = _rows().filter(_told(now) | known, id__in=appeal_ids).order_by("-registered_at", "-id")
    return _reports([Row(*row) for row in _read(found, now)], now)


def one(appeal_id: UUID, *, now: datetime) -> PublicReport:
    """Return what strangers may read of one report. At most four statements.

    :raises NotFound: there is nothing to be told.
    """
    found = several([appeal_id], now=now)
    if not found:
        raise NotFound
    return found[0]


def changes(since: datetime, until: datetime, *, most: int, now: datetime) -> list[Change]:
    """Return how listed reports moved in [since, until), oldest first. At most five statements.

    Only states are told, in the words that residents read; no reason, no text, nobody who did it.
    """
    moved = listed(Asked(changed_since=since, most=most), now=now).rows
    facts = journal.facts_of([one.id for one in moved]) if moved else []
    found = [_change(fact) for fact in facts if since <= fact.at < until and _is_move(fact)]
    return found[:most]


def _is_move(fact: FactRow) -> bool:
    to = str(fact.data.get("to") or "")
    return to in _STATES and _STATES[to] not in HIDDEN_STATES and to != fact.data.get("source")


def _change(fact: FactRow) -> Change:
    state = _STATES[str(fact.data["to"])]
    return Change(fact.id, fact.subject_id, fact.at, _SEEN[state], is_open(state))


def _rows() -> Rows:
    # Before triage the machine's leaf stands in, or the one that the reporter chose.
    return Appeal.objects.annotate(said=KeyTextTransform("category", "proposal"))


def _of_leaves(leaves: Collection[str]) -> Q:
    """Return the condition that a report is of one of these leaves; in this form the index by category serves."""
    return Q(category__in=leaves) | Q(category__isnull=True, said__in=leaves)


def _shared(now: datetime) -> Q:
    own = Q(is_minor=False, complained_ids=[], same_as__isnull=True)
    return own & _of_leaves(listed_categories(standards.categories(now)))


def _told(now: datetime) -> Q:
    published = Q(case_notice_id__isnull=False, consent_withdrawn_at__isnull=True)
    return Q(_shared(now) | published, detached_at__isnull=True) & ~Q(state__in=_HIDDEN)


def _read(found: Rows, now: datetime) -> Rows:
    """Return what is needed of each row and no more: proposals are long, and a list may have a thousand."""
    told, shared = _told(now), _shared(now)
    read: Rows = found.annotate(
        leaf=Coalesce(F("category"), F("said"), output_field=TextField()),
        updated_at=_UPDATED_AT,
        is_shared=Case(When(shared, then=Value(True)), default=Value(False), output_field=BooleanField()),
        is_told=Case(When(told, then=Value(True)), default=Value(False), output_field=BooleanField()),
    )
    return read.values_list(*Row._fields)


def _narrowed(found: Rows, asked: Asked) -> Rows:
    given: dict[str, Any] = {
        "registered_at__gte": asked.since,
        "registered_at__lt": asked.until,
        "moved_at__gte": asked.changed_since,
        "moved_at__lt": asked.changed_until,
    }
    if asked.changed_since is not None or asked.changed_until is not None:
        found = found.annotate(moved_at=_UPDATED_AT)
    if asked.categories:
        found = found.filter(_of_leaves(asked.categories))
    found = found.filter(**{name: value for name, value in given.items() if value is not None})
    if asked.is_open is not None:
        found = found.filter(state__in=_OPEN) if asked.is_open else found.exclude(state__in=_OPEN)
    return found


def _reports(rows: Sequence[Row], now: datetime) -> list[PublicReport]:
    """Return rows with what was published of them and until when an answer is owed."""
    named = {row.case_notice_id for row in rows if row.case_notice_id and row.consent_withdrawn_at is None}
    words = notices.shown_words(named, now=now) if named else {}
    running = [row.id for row in rows if row.is_told and row.state in _OPEN]
    owed = clocks.live(running) if running else {}
    found = []
    for row in rows:
        state = _STATES[row.state]
        said = words.get(row.case_notice_id) if row.case_notice_id else None
        is_listed = row.is_told and (row.is_shared or said is not None)
        found.append(
            PublicReport(
                id=row.id,
                state=state,
                seen=_SEEN[state],
                is_open=is_open(state),
                category=row.leaf or "",
                community_path=coarse(row.area_path) if is_listed else "",
                registered_at=row.registered_at,
                updated_at=row.updated_at,
                accountable_id=row.accountable_id if is_listed else None,
                words=said if is_listed else None,
                due_at=_due(owed.get(row.id, ())) if is_listed else None,
                is_listed=is_listed,
            )
        )
    return found


def _due(owed: Collection[Any]) -> datetime | None:
    return min((duty.due_at for duty in owed if duty.step.startswith(CLOSING)), default=None)
