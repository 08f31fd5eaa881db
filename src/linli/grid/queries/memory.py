"""What a process keeps of the grid: areas, point index and gazetteer, until the version in the database changes.

The version is looked at every ten seconds at most (one statement); all else is answered without the database.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import RLock
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.grid.models import Area, GridVersion, Shape
from linli.grid.queries import naming
from linli.grid.rules.index import Mesh, PointIndex
from linli.grid.rules.names import Gazetteer
from linli.grid.rules.rows import AreaRow
from linli.grid.rules.suggesting import Suggestions
from linli.grid.words import AreaKind, GridType
from linli.kernel.errors import NotFound
from linli.kernel.words import Text

FRESH_SECONDS = 10.0
KEPT = 8
"""Moments kept: replays and history ask about the past, pages about now."""

_EVER = datetime.min.replace(tzinfo=UTC)
_BOUNDARIES = """
SELECT max(moment) FILTER (WHERE moment <= %(at)s), min(moment) FILTER (WHERE moment > %(at)s) FROM (
    SELECT valid_from AS moment FROM grid_area UNION SELECT valid_to FROM grid_area WHERE valid_to IS NOT NULL
    UNION SELECT valid_from FROM grid_shape UNION SELECT valid_to FROM grid_shape WHERE valid_to IS NOT NULL
    UNION SELECT valid_from FROM grid_buildingplacement
    UNION SELECT valid_to FROM grid_buildingplacement WHERE valid_to IS NOT NULL
    UNION SELECT valid_from FROM grid_alias WHERE valid_from IS NOT NULL
    UNION SELECT valid_to FROM grid_alias WHERE valid_to IS NOT NULL
) AS moments
"""


def standing(at: datetime) -> Q:
    """Return the condition that an estate or a building has not left the register at `at`."""
    return Q(closed_at__isnull=True) | Q(closed_at__gt=at)


def in_force(at: datetime) -> Q:
    """Return the condition that a dated row holds at `at` (half-open)."""
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def area_row(area: Area) -> AreaRow:
    """Return a model row as what the room hands out."""
    return AreaRow(
        id=area.id,
        code=area.code,
        kind=as_kind(area.kind),
        name=area.name,
        name_en=area.name_en,
        path=area.path,
        parent_id=area.parent_id,
        valid_from=area.valid_from,
        valid_to=area.valid_to,
        grid_type=as_grid_type(area.grid_type),
        declared_households=area.declared_households,
        declared_population=area.declared_population,
        name_aliases=tuple(area.name_aliases),
    )


_KINDS = {kind.value: kind for kind in AreaKind}
_TYPES = {kind.value: kind for kind in GridType}


def as_kind(value: str) -> AreaKind:
    """Return the word for a stored kind."""
    return _KINDS[value]


def as_grid_type(value: str | None) -> GridType | None:
    """Return the word for a stored grid type."""
    return _TYPES[value] if value else None


class NoDistrict(NotFound):
    """Nothing is set up yet: the cell has not even its district."""

    code = "grid.no_district"
    status = 503
    says = Text(
        "本站还没有建好：请管理员先运行 ./linli begin（见 docs/operations.md 的“第一天”），试用请运行 ./linli demo。",
        "This site is not set up yet: its administrator first runs ./linli begin (docs/operations.md, The first day); "
        "to try it out, run ./linli demo.",
    )


@dataclass(frozen=True)
class Snapshot:
    """The grid as it is in [since, until): immutable, shared by all threads."""

    since: datetime
    until: datetime | None
    areas: dict[str, AreaRow]
    root: AreaRow | None

    def covers(self, at: datetime) -> bool:
        """Say whether nothing changed between the snapshot and `at`."""
        return self.since <= at and (self.until is None or at < self.until)

    @property
    def district(self) -> AreaRow:
        """Return the root, which stands for "area unknown"; before its first day, the one to come.

        :raises NoDistrict: the cell has no district yet.
        """
        if self.root is None:
            raise NoDistrict
        return self.root

    @cached_property
    def index(self) -> PointIndex[AreaRow]:
        """Return the point index over all shapes in force (one statement, once)."""
        by_id = {row.id: row for row in self.areas.values()}
        shapes = Shape.objects.filter(in_force(self.since)).values_list("area_id", "geom")
        return PointIndex(Mesh(rank(by_id[key]), ring, by_id[key]) for key, ring in shapes if key in by_id)

    @cached_property
    def names(self) -> naming.Named:
        """Return everything that has a name (eight statements, once)."""
        return naming.read(self.areas, self.since)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return the automaton over all names."""
        return Gazetteer(self.names.names)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the same names, to be chosen from while somebody writes."""
        return Suggestions(self.names.names)


def rank(row: AreaRow) -> tuple[int, int, str]:
    """Return the order in which shapes claim a point: most specific, dedicated before base, lowest code (D10)."""
    return -row.kind.depth, 0 if row.grid_type is GridType.DEDICATED else 1, row.code


@dataclass
class _Memory:
    looked_at: float = float("-inf")
    tokens: Any = None
    snapshots: list[Snapshot] = field(default_factory=list)


_memories: dict[tuple[str, str], _Memory] = {}
_lock = RLock()


def _cell() -> tuple[str, str]:
    # Cells may be databases or schemas (D5); what one keeps must not answer for the other.
    return str(connection.settings_dict["NAME"]), str(getattr(connection, "schema_name", ""))


def forget() -> None:
    """Forget everything this process keeps, as after a change of its own."""
    with _lock:
        _memories.clear()


def snapshot(at: datetime) -> Snapshot:
    """Return the grid at `at`. No statement while fresh; one to look at the version; three to read anew."""
    with _lock:
        memory = _memories.setdefault(_cell(), _Memory())
        moment = time.monotonic()
        if moment - memory.looked_at > FRESH_SECONDS:
            tokens = sorted(GridVersion.objects.values_list("topic", "token"))
            if tokens != memory.tokens:
                memory.snapshots.clear()
            memory.tokens, memory.looked_at = tokens, moment
        for kept in memory.snapshots:
            if kept.covers(at):
                return kept
        made = _read(at)
        memory.snapshots.insert(0, made)
        del memory.snapshots[KEPT:]
        return made


def _read(at: datetime) -> Snapshot:
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDARIES, {"at": at})
        since, until = cursor.fetchone()
    areas = {area.path: area_row(area) for area in Area.objects.filter(in_force(at)).order_by("path")}
    root = next((row for row in areas.values() if row.kind is AreaKind.DISTRICT), None)
    if root is None:
        # Old papers speak of days before the register began; they too lie in the district.
        first = Area.objects.filter(kind=AreaKind.DISTRICT.value).order_by("valid_from").first()
        root = area_row(first) if first else None
    return Snapshot(since or _EVER, until, areas, root)
