"""Registering what a file holds, line by line, through the one intake (S-067, S-068)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.words import Channel, Kind
from linli.channels.events import FileImported
from linli.channels.rules import hotline
from linli.channels.rules.tables import table
from linli.channels.words import Draft, FileKind, Line, Outcome, Refusal, Report
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Broken, DomainError
from linli.kernel.ids import new_id

IMPORTER = Actor.system("channels.import", ["appeals.submit"])
"""Who registers what stands in a file; it may do nothing else."""

CHANNELS = {FileKind.ORDERS: Channel.PHONE_12345, FileKind.EVENTS: Channel.GRID_PATROL}
_KINDS = {kind.value: kind for kind in Kind}


def import_file(
    *,
    content: bytes,
    now: datetime,
    actor: Actor = IMPORTER,
    kind: FileKind | None = None,
    crs: str = "",
    with_closed: bool = False,
    progress: Callable[[int], None] | None = None,
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
        done.append(_line(draft, head.kind, actor=actor, now=now, with_closed=with_closed))
        if progress is not None:
            progress(len(done))
    report = Report(head.kind, tuple(done))
    told = FileImported(
        new_id(),
        list_kind=head.kind.value,
        digest=sha256(content).hexdigest(),
        created=report.count(Outcome.CREATED),
        repeated=report.count(Outcome.REPEATED),
        refused=report.count(Outcome.REFUSED),
        skipped=report.count(Outcome.SKIPPED),
    )
    journal.record(told, actor=actor, at=now, area_path=here.path)
    return report


def _line(draft: Draft | Refusal, kind: FileKind, *, actor: Actor, now: datetime, with_closed: bool) -> Line:
    if isinstance(draft, Refusal):
        return Line(draft.line, draft.external_number, Outcome.REFUSED, says=draft.says)
    if draft.is_closed and not with_closed:
        return Line(draft.line, draft.external_number, Outcome.SKIPPED)
    try:
        made = register(actor=actor, new=_new(draft, kind), now=now)
    except Broken:
        raise
    except DomainError as error:
        return Line(draft.line, draft.external_number, Outcome.REFUSED, says=error.text)
    outcome = Outcome.REPEATED if made.is_repeat else Outcome.CREATED
    return Line(draft.line, draft.external_number, outcome, made.number)


def _new(draft: Draft, kind: FileKind) -> NewAppeal:
    return NewAppeal(
        text=draft.text,
        channel=CHANNELS[kind],
        kind=_KINDS[draft.kind],
        reporter=Reporter(draft.name, draft.phone) if draft.name or draft.phone else None,
        place=Place(lon=draft.lon, lat=draft.lat, crs=draft.crs or None, address=draft.address),
        external_number=draft.external_number,
        found_at=draft.found_at,
        reply_requested=kind is FileKind.ORDERS,
    )
