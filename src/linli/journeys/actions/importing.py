"""Registering what a file holds, line by line, through the one intake (S-067, S-068)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.words import Kind
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.journeys.events import FileImported
from linli.journeys.rules import hotline
from linli.journeys.rules.hotline import Head
from linli.journeys.rules.tables import table
from linli.journeys.words import Cell, Draft, FileKind, Line, Outcome, Refusal, Report
from linli.kernel.actor import Actor
from linli.kernel.errors import Broken, DomainError, Forbidden
from linli.kernel.ids import new_id
from linli.notices.rules import mask
from linli.people.rules.masking import spoken_forms

IMPORTER = Actor.system("channels.import", ["appeals.submit"])
"""Who registers what stands in a file; it may do nothing else."""

MOST_AT_ONCE = 200
"""So many lines are taken in at one press, each a transaction of its own; more would keep the person waiting."""
_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Seen:
    """A line and what became of it, for whoever keeps a ledger: its cells by their header, never told elsewhere."""

    cells: Mapping[str, Cell]
    kind: FileKind
    line: Line
    appeal_id: UUID | None = None
    draft: Draft | None = None


Keep = Callable[[Seen], None]
"""Writes a line down, in the transaction that registers it."""


def import_file(
    *,
    content: bytes,
    now: datetime,
    actor: Actor = IMPORTER,
    kind: FileKind | None = None,
    crs: str = "",
    with_closed: bool = False,
    progress: Callable[[int], None] | None = None,
    keep: Keep | None = None,
) -> Report:
    """Register every line of a file that can be; return what became of each. Deed ``appeals.submit``.

    Each line is a transaction of its own, known by (channel, external number): a file may be imported again, and a
    file that broke off goes on. Lines closed at the other side are left out unless `with_closed`. `kind` says which
    list it is (found by the header otherwise), `crs` the system of points in a file without such a column.

    :raises NotReadable: the file as a whole cannot be used.
    """
    rows = table(content)
    head = hotline.head_of(rows, kind)
    here = grid.district(now)
    done: list[Line] = []
    for draft in hotline.lines(rows, head, district=here.name, crs=crs):
        cells = _cells(rows, head, draft.line)
        done.append(_line(draft, head.kind, cells, actor=actor, now=now, with_closed=with_closed, keep=keep))
        if progress is not None:
            progress(len(done))
    return _told(Report(head.kind, tuple(done)), sha256(content).hexdigest(), actor, now)


def take_in(
    *,
    actor: Actor,
    rows: Sequence[Sequence[Cell]],
    head: Head,
    now: datetime,
    crs: str = "",
    keep: Keep | None = None,
) -> tuple[Report, list[Sequence[Cell]]]:
    """Register the lines of a pasted table; return what became of each, and the table of those that are left.

    Left are the header and the refused lines, to be mended, and what is beyond `MOST_AT_ONCE` lines, not yet looked at.
    Deed ``appeals.submit`` at the place of each line. A second press registers nothing twice (I14).

    :raises Forbidden: the actor registers nowhere.
    """
    if not actor.reach("appeals.submit"):
        raise Forbidden(deed="appeals.submit")
    drafts = hotline.lines(rows, head, district=grid.district(now).name, crs=crs)
    done = [
        _line(one, head.kind, _cells(rows, head, one.line), actor=actor, now=now, with_closed=False, keep=keep)
        for one in drafts[:MOST_AT_ONCE]
    ]
    left = {line.number for line in done if line.outcome is Outcome.REFUSED} | {
        one.line for one in drafts[MOST_AT_ONCE:]
    }
    digest = sha256(repr([list(row) for row in rows]).encode()).hexdigest()
    report = _told(Report(head.kind, tuple(done)), digest, actor, now)
    return report, [*rows[: head.line + 1], *(rows[number - 1] for number in sorted(left))]


def _told(report: Report, digest: str, actor: Actor, now: datetime) -> Report:
    told = FileImported(
        new_id(),
        list_kind=report.kind.value,
        digest=digest,
        created=report.count(Outcome.CREATED),
        repeated=report.count(Outcome.REPEATED),
        refused=report.count(Outcome.REFUSED),
        skipped=report.count(Outcome.SKIPPED),
    )
    journal.record(told, actor=actor, at=now, area_path=grid.district(now).path)
    return report


def _cells(rows: Sequence[Sequence[Cell]], head: Head, line: int) -> dict[str, Cell]:
    return {hotline.said(name): cell for name, cell in zip(rows[head.line], rows[line - 1], strict=False) if name}


def _line(
    draft: Draft | Refusal,
    kind: FileKind,
    cells: Mapping[str, Cell],
    *,
    actor: Actor,
    now: datetime,
    with_closed: bool,
    keep: Keep | None,
) -> Line:
    try:
        with transaction.atomic():
            line, appeal_id = _registered(draft, kind, actor=actor, now=now, with_closed=with_closed)
            if keep is not None:
                keep(Seen(cells, kind, line, appeal_id, draft if isinstance(draft, Draft) else None))
    except Broken:
        raise
    except DomainError as error:
        line = Line(draft.line, draft.external_number, Outcome.REFUSED, says=error.text)
        if keep is not None:
            keep(Seen(cells, kind, line))
    return line


def _registered(
    draft: Draft | Refusal, kind: FileKind, *, actor: Actor, now: datetime, with_closed: bool
) -> tuple[Line, UUID | None]:
    if isinstance(draft, Refusal):
        return Line(draft.line, draft.external_number, Outcome.REFUSED, says=draft.says), None
    if draft.is_closed and not with_closed:
        return Line(draft.line, draft.external_number, Outcome.SKIPPED), None
    made = register(actor=actor, new=new_appeal(draft, kind), now=now)
    outcome = Outcome.REPEATED if made.is_repeat else Outcome.CREATED
    return Line(draft.line, draft.external_number, outcome, made.number), made.id


def new_appeal(draft: Draft, kind: FileKind) -> NewAppeal:
    """Return the report that a line makes.

    Where the caller asked for secrecy nobody here learns who it was: no contact is kept, and name, phone and door are
    covered in the words; the hotline holds them and tells the caller. Source: GB/T 33358-2016; 济南市12345条例 §32.
    """
    text, address = draft.text, draft.address
    if draft.is_secret:
        known = spoken_forms(draft.name, draft.phone)
        text, address = mask(text, known).text, mask(address, known).text
    is_known = bool(draft.name or draft.phone) and not draft.is_secret
    return NewAppeal(
        text=text,
        channel=hotline.CHANNELS[kind],
        kind=_KINDS[draft.kind],
        reporter=Reporter(draft.name, draft.phone) if is_known else None,
        place=Place(lon=draft.lon, lat=draft.lat, crs=draft.crs or None, address=address),
        external_number=draft.external_number,
        found_at=draft.found_at,
        reply_requested=kind is FileKind.ORDERS and draft.wants_call is not False,
    )
