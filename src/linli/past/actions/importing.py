"""Reading in a file of another system's requests: by COPY, once or many times, nothing lost (ADR 0039)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Any

from django.db import connection, transaction

from linli.grid import queries as grid
from linli.grid.rules.crs import crs_of, to_cgcs2000
from linli.grid.rules.index import PointIndex
from linli.grid.rules.polygons import Corner, micro
from linli.grid.rules.rows import AreaRow
from linli.grid.words import Crs
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.decoding import decoded
from linli.kernel.ids import new_id
from linli.past import events
from linli.past.models import PastImport
from linli.past.rules import reading
from linli.past.rules.outlines import Compared
from linli.past.rules.reading import Bad, Draft, Manner, NotReadable
from linli.past.words import Fate

DEED = "past.import_requests"
TELL_EVERY = 10_000
MOST_BYTES = 500 * 1024 * 1024
WORDS = (
    "status", "agency", "category", "subtype", "descriptor", "address", "district", "neighborhood", "channel",
    "resolution",
)  # fmt: skip
COLUMNS = (
    "source", "number", "opened_at", "closed_at", "changed_at", "due_at", "is_day_only", *WORDS, "lon_e6", "lat_e6",
    "area_path", "remarks", "digest",
)  # fmt: skip
_KEY = ("source", "number")
_LIST = ", ".join(COLUMNS)
_REST = ", ".join(name for name in COLUMNS if name not in _KEY)
_NEW_REST = ", ".join(f"i.{name}" for name in COLUMNS if name not in _KEY)
_INCOMING = f"""
CREATE TEMPORARY TABLE past_incoming ON COMMIT DROP AS SELECT 0 AS line, {_LIST} FROM past_pastrequest WITH NO DATA
"""
_EARLIER = """
DELETE FROM past_incoming i USING past_incoming later
WHERE i.source = later.source AND i.number = later.number AND i.line < later.line
"""
_CHANGE = f"""
UPDATE past_pastrequest p SET ({_REST}) = ROW({_NEW_REST}) FROM past_incoming i
WHERE p.source = i.source AND p.number = i.number AND p.digest <> i.digest
"""
_ADD = f"""
INSERT INTO past_pastrequest ({_LIST}) SELECT {_LIST} FROM past_incoming ORDER BY line
ON CONFLICT (source, number) DO NOTHING
"""
_COUNT = """
INSERT INTO past_pastsource (code, requests, remarked, first_at, last_at, imported_at)
SELECT source, count(*), count(*) FILTER (WHERE remarks <> '{}'), min(opened_at), max(opened_at), %s
FROM past_pastrequest WHERE source IN (SELECT DISTINCT source FROM past_incoming) GROUP BY source
ON CONFLICT (code) DO UPDATE SET requests = excluded.requests, remarked = excluded.remarked,
    first_at = excluded.first_at, last_at = excluded.last_at, imported_at = excluded.imported_at
"""


@dataclass(frozen=True, slots=True)
class Compare:
    """Outlines of another drawing, for the rows of one source ('' is all), against one of our columns."""

    index: PointIndex[str]
    source: str = ""
    column: str = "district"


@dataclass(frozen=True, slots=True)
class Ground:
    """How points get their area: the district for all else, the grid's index, the system of the points."""

    district: str
    find: Callable[[float, float, Crs], AreaRow | None]
    crs: Crs | None
    compare: Compare | None


@dataclass(slots=True)
class Report:
    """What became of a file: counts, the rows that cannot be used, the rows that are kept with a remark."""

    header: tuple[str, ...] = ()
    rows: int = 0
    counts: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    refused: list[Bad] = field(default_factory=list)
    remarked: list[Draft] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    with_point: int = 0
    in_grid: int = 0
    compared: Compared = field(default_factory=Compared)


def import_requests(
    *,
    actor: Actor,
    content: bytes,
    manner: Manner,
    now: datetime,
    crs: str | None = None,
    compare: Compare | None = None,
    progress: Callable[[int, int], None] = lambda _done, _lines: None,
) -> Report:
    """Read in a CSV file of requests (UTF-8 or GB18030); a row that is here already changes only where it differs.

    All in one transaction: a file that breaks off leaves nothing, the same file again adds nothing. Rows get their area
    by the grid's own index; what lies outside or has no point stands at the district node. `progress` is told rows done
    and lines in all.

    :raises Forbidden: not the actor's deed. NotReadable: no text, no header, too big.
    :raises Invalid: the file has points and `crs` names no coordinate system.
    """
    if len(content) > MOST_BYTES:
        raise NotReadable(why_zh="超过 500 MB，请分开导入", why_en="more than 500 MB; split it")
    text = decoded(content)
    with transaction.atomic():
        actor.require(DEED, grid.district(now).path)
        report = _load(text, manner, crs, compare, progress, now)
        _merge(report, now)
        kept = _keep(report, sha256(content).hexdigest(), now)
        journal.record(kept, actor=actor, at=now, area_path=grid.district(now).path)
        return report


def _load(
    text: str, manner: Manner, crs: str | None, compare: Compare | None, progress: Callable[[int, int], None],
    now: datetime,
) -> Report:  # fmt: skip
    """Put the usable rows into the temporary table by COPY; return the report so far."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    places = reading.columns(header, has_source=bool(manner.source))
    system = crs_of(crs) if {"lat", "lon"} <= places.keys() else None
    read = {place for place in places.values()}
    ground = Ground(grid.district(now).path, grid.finder(now), system, compare)  # no statement may run beside COPY
    report = Report(header=tuple(header), unread=tuple(h for at, h in enumerate(header) if at not in read))
    lines, lasts = ((reader.line_num, row) for row in reader), text.count("\n")
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        with cursor.copy(f"COPY past_incoming (line, {_LIST}) FROM STDIN") as copy:
            for one in reading.read(lines, places, len(header), manner):
                report.rows += 1
                if isinstance(one, Bad):
                    report.refused.append(one)
                else:
                    copy.write_row(_row(one, report, ground))
                if report.rows % TELL_EVERY == 0:
                    progress(report.rows, lasts)
    return report


def _row(one: Draft, report: Report, ground: Ground) -> list[Any]:
    corner, path = None, ground.district
    if one.point is not None and ground.crs is not None:
        lon, lat = to_cgcs2000(*one.point, ground.crs)
        corner = (micro(lon), micro(lat))
        found = ground.find(lon, lat, Crs.CGCS2000)
        report.with_point += 1
        if found is not None:
            path, report.in_grid = found.path, report.in_grid + 1
        report.compared = _compared(report.compared, one, ground.compare, corner)
    if one.remarks:
        report.remarked.append(one)
    values: list[Any] = [
        one.source, one.number, one.opened_at, one.closed_at, one.changed_at, one.due_at, one.is_day_only,
        *(one.words[name] for name in WORDS), *(corner or (None, None)), path, [mark.value for mark in one.remarks],
    ]  # fmt: skip
    digest = blake2b(repr(values).encode(), digest_size=16).digest()
    return [one.line, *values, digest]


def _compared(so_far: Compared, one: Draft, compare: Compare | None, corner: Corner) -> Compared:
    if compare is None or compare.source not in ("", one.source) or not one.words[compare.column]:
        return so_far
    return so_far.with_one(one.words[compare.column], compare.index.find(*corner))


def _merge(report: Report, now: datetime) -> None:
    """Move the rows over: the later of two in the file, what changed, what is new. Seven statements."""
    usable = report.rows - len(report.refused)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON past_incoming (source, number)")
        cursor.execute("ANALYZE past_incoming")
        cursor.execute(_EARLIER)
        repeated = cursor.rowcount
        cursor.execute(_CHANGE)
        changed = cursor.rowcount
        cursor.execute(_ADD)
        new = cursor.rowcount
        cursor.execute(_COUNT, [now])
        cursor.execute("DROP TABLE past_incoming")
    report.counts = {
        Fate.NEW: new,
        Fate.CHANGED: changed,
        Fate.SAME: usable - repeated - changed - new,
        Fate.REPEATED: repeated,
        Fate.REFUSED: len(report.refused),
    }


def _keep(report: Report, digest: str, now: datetime) -> events.RequestsImported:
    counts = {
        "rows": report.rows,
        "new": report.counts[Fate.NEW],
        "changed": report.counts[Fate.CHANGED],
        "refused": len(report.refused),
        "remarked": len(report.remarked),
    }
    made = PastImport(id=new_id(), file_digest=digest, repeated=report.counts[Fate.REPEATED], at=now, **counts)
    made.save(force_insert=True)
    return events.RequestsImported(made.id, digest=digest, **counts)


def refused_file(report: Report) -> Iterator[list[str]]:
    """Yield the lines of the file of rows that cannot be used: as they came, with line and reason, to be mended."""
    yield [*report.header, "_line", "_why_zh", "_why_en"]
    for bad in report.refused:
        yield [*bad.cells, str(bad.line), bad.why.zh, bad.why.en]
