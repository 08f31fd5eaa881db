"""The staff's list of appeals: filters, counts beside them, keyset pages (architecture D4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import clocks
from linli.appeals.queries.reach import CORRECT, VIEW, in_reach, not_complained_of
from linli.appeals.rules import numbers, searching
from linli.appeals.rules.seeing import coarse
from linli.appeals.words import OPEN_STATES, Channel, Kind, Mode, State, TextKind, Urgency
from linli.duties.words import Card, DutyRow
from linli.journal import planning
from linli.journal.planning import planned_anew
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.pages import Page, decode, page_of
from linli.kernel.words import Word
from linli.people import queries as people
from linli.people.queries.reach import NOBODY, within

PAGE = 50
PAIR = 2
_COMMON = 3_000
"""So many reports with the same words: looking case by case fills a page sooner than collecting them all."""
_OPEN = sorted(state.value for state in OPEN_STATES)
_COLUMNS = (
    "id", "day", "serial", "channel", "kind", "state", "category", "urgency", "mode", "area_path", "preview",
    "accountable_id", "complained_ids", "proposal__category", "is_hazard", "reopen_count", "registered_at",
    "answered_at", "master_id",
)  # fmt: skip


class Due(Word):
    """Which clocks the list shows."""

    OVERDUE = "overdue", "已超期", "overdue"
    SOON = "soon", "临期", "due soon"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows; empty means everything in reach. Days are half-open: since <= registered < until."""

    area: str = ""
    states: frozenset[State] = frozenset()
    only_open: bool = False
    group: str = ""
    category: str = ""
    kind: Kind | None = None
    urgency: Urgency | None = None
    mode: Mode | None = None
    unit: UUID | None = None
    channel: Channel | None = None
    due: Due | None = None
    mine: bool = False
    text: str = ""
    number: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None
    is_hazard: bool | None = None
    is_reopened: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `preview` is masked; `proposed` is the machine's category until a person decides.

    For somebody barred (`is_complained_of`) there is no preview, and the place is the community (I13).
    """

    id: UUID
    number: str
    channel: Channel
    kind: Kind
    state: State
    category: str | None
    proposed: str | None
    urgency: Urgency
    mode: Mode | None
    area_path: str
    preview: str
    accountable_id: UUID | None
    is_hazard: bool
    is_complained_of: bool
    reopen_count: int
    registered_at: datetime
    answered_at: datetime | None
    master_id: UUID | None
    due: DutyRow | None
    card: Card | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open appeals match, beside the filters."""

    open: int
    by_state: dict[State, int]
    emergency: int
    urgent: int
    overdue: int
    soon: int


def staff_list(
    actor: Actor, wanted: Filter | None = None, *, now: datetime, cursor: str = "", size: int = PAGE
) -> Page[Row]:
    """Return a page of the appeals in reach, newest first. Three statements, one more for a phone.

    :raises Invalid: the cursor is not one of ours, or a one-letter search.
    """
    rows = _wanted(actor, wanted or Filter(), now)
    if cursor:
        (last,) = decode(cursor, 1)
        rows = rows.filter(id__lt=_uuid(last))
    with planned_anew():
        found = list(rows.order_by("-id").values_list(*_COLUMNS)[: size + 1])
    owed = clocks.live([values[0] for values in found[:size]])
    shown = [_row(values, actor, owed.get(values[0], []), now) for values in found]
    return page_of(shown, size, lambda row: (str(row.id),))


def rows_by_ids(actor: Actor, ids: Collection[UUID], *, now: datetime) -> dict[UUID, Row]:
    """Return those of the appeals that are in reach, by id, without their clocks. One statement, none without ids.

    For lists that begin with something else: duties, requests. Whoever only corrects records sees codes alone.
    """
    if not ids:
        return {}
    found = Appeal.objects.filter(in_reach(actor) | in_reach(actor, CORRECT), id__in=ids).values_list(*_COLUMNS)
    return {values[0]: _row(values, actor, [], now) for values in found}


def counts(actor: Actor, wanted: Filter | None = None, *, now: datetime) -> Counts:
    """Return how many open appeals match, by state, urgency and card. One statement."""
    rows = _wanted(actor, replace(wanted or Filter(), only_open=True), now)
    overdue, soon = _of_card(Due.OVERDUE, now), _of_card(Due.SOON, now)
    by_state: dict[State, int] = {}
    sums = [0, 0, 0, 0]
    counted = rows.values_list("state").annotate(
        all_count=Count("id"),
        emergency_count=Count("id", filter=Q(urgency=Urgency.EMERGENCY.value)),
        urgent_count=Count("id", filter=Q(urgency=Urgency.URGENT.value)),
        overdue_count=Count("id", filter=overdue),
        soon_count=Count("id", filter=soon),
    )
    with planned_anew():
        found = list(counted)
    for state, total, *parts in found:
        by_state[_STATES[state]] = total
        sums = [one + more for one, more in zip(sums, parts, strict=True)]
    ordered = {state: by_state[state] for state in State if state in by_state}
    return Counts(sum(by_state.values()), ordered, *sums)


def newest(actor: Actor, wanted: Filter, *, now: datetime, since: UUID | None, most: int = 100) -> list[UUID]:
    """Return the newest matching appeals that came after `since`, at most `most`; without it the newest one.

    One statement, one more for a search by words. An id tells when its appeal came in.
    """
    rows = _wanted(actor, wanted, now)
    rows = rows.filter(id__gt=since) if since else rows
    with planned_anew():
        return list(rows.order_by("-id").values_list("id", flat=True)[: most if since else 1])


def totals(actor: Actor, wanted: Sequence[Filter], *, now: datetime) -> list[int]:
    """Return how many appeals match each filter. One statement, one more for a search by words, none for none."""
    return planning.totals([_wanted(actor, one, now) for one in wanted])


def _wanted(actor: Actor, wanted: Filter, now: datetime) -> QuerySet[Appeal]:
    rows = Appeal.objects.filter(in_reach(actor)).exclude(state=State.DRAFT.value)
    rows = rows.filter(**_equal(wanted))
    if wanted.area:
        rows = rows.filter(within("area_path", wanted.area))
        if wanted.area != coarse(wanted.area):
            rows = rows.filter(not_complained_of(actor))  # the exact place would lead to the reporter
    if wanted.only_open:
        rows = rows.filter(state__in=_OPEN)
    if wanted.states:
        rows = rows.filter(state__in=sorted(state.value for state in wanted.states))
    if wanted.unit is not None:
        rows = rows.filter(unit_ids__contains=[wanted.unit])
    if wanted.mine:
        rows = rows.filter(_mine(actor))
    if wanted.due is not None:
        rows = rows.filter(_of_card(wanted.due, now))
    return _searched(_in_days(rows, wanted), actor, wanted)


def _equal(wanted: Filter) -> dict[str, object]:
    """Return the plain equalities of a filter."""
    conditions: dict[str, object] = {
        "category": wanted.category or None,
        "category__startswith": f"{wanted.group}." if wanted.group else None,
        "kind": wanted.kind,
        "urgency": wanted.urgency,
        "mode": wanted.mode,
        "channel": wanted.channel,
        "is_hazard": wanted.is_hazard,
    }
    if wanted.is_reopened is not None:
        conditions["reopen_count__gt" if wanted.is_reopened else "reopen_count"] = 0
    return {name: value for name, value in conditions.items() if value is not None}


def _in_days(rows: QuerySet[Appeal], wanted: Filter) -> QuerySet[Appeal]:
    if wanted.since is not None:
        rows = rows.filter(registered_at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(registered_at__lt=_midnight(wanted.until))
    return rows


def _searched(rows: QuerySet[Appeal], actor: Actor, wanted: Filter) -> QuerySet[Appeal]:
    """Search by number, phone or words; members of a unit complained of cannot probe for the reporter."""
    if wanted.number:
        try:
            day, serial = numbers.parse(wanted.number)
        except NotFound:
            return rows.filter(NOBODY)
        rows = rows.filter(day=day, serial=serial)
    if wanted.phone:
        # Who may not see a phone may not ask by it either; a child's is shown only after approval.
        rows = rows.filter(in_reach(actor, "appeals.reveal"), not_complained_of(actor), is_minor=False)
        rows = rows.filter(reporter_id__in=people.contact_ids_by_phone(wanted.phone))
    if wanted.text.strip():
        rows = rows.filter(not_complained_of(actor), _with_words(wanted.text, among_few=wanted.only_open))
    return rows


def _with_words(words: str, *, among_few: bool) -> Q:
    """Return the condition that the report holds `words`: the pairs find candidates, the text itself decides.

    Rare words are found by the index. Common ones are looked for case by case, newest first, for a page is full soon;
    so are any `among_few` (open) cases. Which they are is asked, for the planner cannot know. One statement at most.
    """
    grams = sorted({gram for word in words.split() for gram in searching.bigrams(word)})
    if not grams:
        raise Invalid(field="text", why_zh="请至少输入两个字", why_en="type at least two characters")
    reports = AppealText.objects.filter(kind=TextKind.REPORT, grams__contains=grams, grams__isnull=False)
    is_common = among_few or reports[:_COMMON].count() == _COMMON
    texts = reports.filter(appeal_id=OuterRef("id"))
    for word in words.split():
        # One pair decides by itself; more pairs may stand apart, so there the text is looked at.
        if len(searching.normal(word)) > PAIR:
            texts = texts.filter(body__icontains=word)
    # A report has one text of its own words, so the two say the same; only EXISTS is turned into a search by index.
    return Q(id=Subquery(texts.values("appeal_id"))) if is_common else Q(Exists(texts))


def _mine(actor: Actor) -> Q:
    condition = NOBODY
    if actor.account_id is not None:
        condition |= Q(registered_by_id=actor.account_id) | Q(leader_id=actor.account_id)
    if actor.units:
        condition |= Q(unit_ids__overlap=sorted(actor.units))
    return condition


def _of_card(due: Due, now: datetime) -> Q:
    return clocks.overdue(now) if due is Due.OVERDUE else clocks.soon(now)


def _row(values: tuple[Any, ...], actor: Actor, owed: list[DutyRow], now: datetime) -> Row:
    row = dict(zip(_COLUMNS, values, strict=True))
    complained_of = actor.is_barred(row["complained_ids"], ("appeals", row["id"]))
    due = min(owed, key=lambda duty: duty.due_at, default=None)
    is_covered = complained_of or not (actor.reach(VIEW) or actor.holds)
    if complained_of and due is not None:
        due = replace(due, area_path=coarse(due.area_path))
    return Row(
        id=row["id"],
        number=numbers.number_of(row["area_path"], row["day"], row["serial"]),
        channel=_CHANNELS[row["channel"]],
        kind=_KINDS[row["kind"]],
        state=_STATES[row["state"]],
        category=row["category"],
        proposed=row["proposal__category"],
        urgency=_URGENCIES[row["urgency"]],
        mode=_MODES.get(row["mode"]),
        area_path=coarse(row["area_path"]) if is_covered else row["area_path"],
        preview="" if is_covered else row["preview"],
        accountable_id=row["accountable_id"],
        is_hazard=row["is_hazard"],
        is_complained_of=complained_of,
        reopen_count=row["reopen_count"],
        registered_at=row["registered_at"],
        answered_at=row["answered_at"],
        master_id=row["master_id"],
        due=due,
        card=due.card(now) if due else None,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Invalid(field="cursor", why_zh="翻页标记无效", why_en="it is not a page mark") from None


_STATES = {word.value: word for word in State}
_CHANNELS = {word.value: word for word in Channel}
_KINDS = {word.value: word for word in Kind}
_URGENCIES = {word.value: word for word in Urgency}
_MODES = {word.value: word for word in Mode}
