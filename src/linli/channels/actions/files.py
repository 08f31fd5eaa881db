"""Files and pasted tables go through the ledger too: one line, one exchange, written with what it became (S-068).

What a file could not bring waits like any other refused exchange; what was pasted stays in the field of who pasted it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from linli.channels.actions import exchanging, terms
from linli.channels.actions.connecting import of_house
from linli.channels.actions.exchanging import heard, supersede
from linli.channels.models import Exchange
from linli.channels.rules import orders
from linli.channels.rules.orders import EXCHANGE_OF
from linli.channels.words import Direction, ExchangeState, Fault, System
from linli.grid import queries as grid
from linli.journeys.actions import importing
from linli.journeys.actions.importing import IMPORTER, Keep, Seen
from linli.journeys.rules.hotline import Head
from linli.journeys.words import Cell, FileKind, Outcome, Report
from linli.kernel.actor import Actor

NAME = "文件导入"


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
    """Do what `importing.import_file` does, and write every line into the ledger, refused ones to be mended.

    :raises NotReadable: the file as a whole cannot be used.
    """
    return importing.import_file(
        content=content, now=now, actor=actor, kind=kind, crs=crs, with_closed=with_closed, progress=progress,
        keep=_keeper(now, crs, with_refused=True),
    )  # fmt: skip


def take_in(
    *, actor: Actor, rows: Sequence[Sequence[Cell]], head: Head, now: datetime, crs: str = ""
) -> tuple[Report, list[Sequence[Cell]]]:
    """Do what `importing.take_in` does, and write what was taken in into the ledger.

    :raises Forbidden: the actor registers nowhere.
    """
    keep = _keeper(now, crs, with_refused=False)
    return importing.take_in(actor=actor, rows=rows, head=head, now=now, crs=crs, keep=keep)


def _keeper(now: datetime, crs: str, *, with_refused: bool) -> Keep:
    district = grid.district(now)
    connection_id = of_house(System.FILE, NAME, district.path, now=now)

    def keep(seen: Seen) -> None:
        if with_refused or seen.line.outcome is not Outcome.REFUSED:
            _write(seen, connection_id, crs, district.name, now)

    return keep


def _write(seen: Seen, connection_id: UUID, crs: str, district: str, now: datetime) -> None:
    item: dict[str, object] = {
        name: f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else cell for name, cell in seen.cells.items()
    }
    if crs and "坐标系" not in item:
        item["坐标系"] = crs
    read = orders.read(item, kind=seen.kind, config={}, district=district)
    made, is_new = exchanging.keep(
        connection_id=connection_id, direction=Direction.IN, kind=EXCHANGE_OF[seen.kind],
        number=seen.line.external_number, body=json.dumps(item, ensure_ascii=False), same_if=read.same_if, now=now,
        is_for_person=True,
    )  # fmt: skip
    heard(connection_id, now=now)
    if not is_new:
        return
    row = Exchange.objects.get(id=made)
    if seen.line.outcome is Outcome.REFUSED:
        says = seen.line.says
        row.state, row.last_fault = ExchangeState.REFUSED.value, Fault.REFUSED_HERE.value
        row.why_sealed = f"{says.zh}\x1f{says.en}" if says else None
    else:
        row.state, row.done_at, row.appeal_id = ExchangeState.DONE.value, now, seen.appeal_id
        if seen.line.outcome is Outcome.CREATED and seen.appeal_id is not None and seen.draft is not None:
            terms.carry(seen.appeal_id, seen.draft, now=now)
        supersede(row, now)
    row.save(update_fields=["state", "last_fault", "why_sealed", "done_at", "appeal"])
