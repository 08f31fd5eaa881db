"""Importing estates and buildings from files, line by line, safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.grid import queries
from linli.grid.actions.estates import register_buildings, register_estates
from linli.grid.models import Address, Area, Estate
from linli.grid.queries import in_force
from linli.grid.queries.registers import building_lines, estate_lines
from linli.grid.rules.drafts import NewBuilding, NewEstate
from linli.grid.rules.reading import ImportReport, Line
from linli.grid.rules.registers import BuildingLine, EstateLine, differing, read_buildings, read_estates
from linli.grid.words import AreaKind, Crs, LineOutcome
from linli.kernel.actor import Actor, is_within
from linli.kernel.errors import Forbidden
from linli.kernel.words import Text

DEED = "grid.register_estate"
LOWEST = (AreaKind.GRID.value, AreaKind.MICROGRID.value)
ESTATE_FIELDS = ("name_en", "kind", "property_mode", "built_year", "has_elevator", "households", "buildings", "point")
BUILDING_FIELDS = (
    "number", "community_code", "estate", "grid_code", "floors", "households", "entrances", "addresses", "point",
)  # fmt: skip
TWICE = Text("在文件中重复。", "It stands in the file twice.")
OUTSIDE = Text("坐标不在{where}内；请核对坐标和坐标系。", "The point lies outside {where}; check it and its system.")
IN_NO_GRID = Text("坐标不在任何网格内；请核对坐标和坐标系。", "The point lies in no grid; check it and its system.")
NO_PLACE = Text("请写明网格编码，或网格内的坐标。", "Name its grid, or a point inside one.")
ASTRAY = Text("网格不在该小区所属社区内。", "The grid is outside the estate's community.")


def import_estates(*, actor: Actor, text: str, crs: str | None = None, source: str, now: datetime) -> ImportReport:
    """Register the estates of a CSV file and return what became of every line.

    Good lines are registered, others refused with the reason; an estate that is there already is left as it is, so a
    file may be imported again. `source` says where its counts come from (S-017).

    :raises Forbidden: no `grid.register_estate` at one of the communities; then nothing is registered.
    :raises NotReadable: the file as a whole cannot be used.
    """
    _check_right(actor)
    usable, refused = read_estates(text, crs)
    with transaction.atomic():
        sorter = _Estates(refused, now)
        wanted = [_new_estate(line, source) for number, line in usable if sorter.is_new(number, line)]
        if wanted:
            register_estates(actor=actor, estates=wanted, crs=Crs.CGCS2000.value, now=now)
    return sorter.report()


def import_buildings(
    *, actor: Actor, text: str, crs: str | None = None, source: str, placed_from: datetime, now: datetime
) -> ImportReport:
    """Register the buildings of a CSV file, placed from `placed_from` on, and return what became of every line.

    Good lines are registered, others refused with the reason; a building that is there already is left as it is.

    :raises Forbidden: no `grid.register_estate` at one of the grids; then nothing is registered.
    :raises NotReadable: the file as a whole cannot be used.
    """
    _check_right(actor)
    usable, refused = read_buildings(text, crs)
    with transaction.atomic():
        sorter = _Buildings(refused, placed_from, now)
        wanted = [sorter.draft(line, source) for number, line in usable if sorter.is_new(number, line)]
        if wanted:
            register_buildings(
                actor=actor, buildings=wanted, crs=Crs.CGCS2000.value, source=source, placed_from=placed_from, now=now
            )
    return sorter.report()


def _check_right(actor: Actor) -> None:
    if not actor.reach(DEED):
        raise Forbidden(deed=DEED)


def _new_estate(line: EstateLine, source: str) -> NewEstate:
    return NewEstate(
        community_code=line.community_code,
        name=line.name,
        name_en=line.name_en,
        kind=line.kind,
        property_mode=line.property_mode,
        built_year=line.built_year,
        has_elevator=line.has_elevator,
        declared_households=line.households,
        declared_buildings=line.buildings,
        declared_source=source if (line.households, line.buildings) != (None, None) else "",
        point=line.point,
    )


@dataclass
class _Sorter:
    """Keeps what became of each line."""

    lines: list[Line]
    at: datetime

    def keep(self, number: int, name: str, problem: Text | None) -> bool:
        """Note a line that is not there yet; say whether it is to be registered."""
        outcome = LineOutcome.OPENED if problem is None else LineOutcome.REFUSED
        self.lines.append(Line(number, name, outcome, problem))
        return problem is None

    def compare(self, number: int, name: str, differs: Sequence[str]) -> None:
        """Note a line that is there: unchanged, or refused because the file says something else."""
        if not differs:
            self.lines.append(Line(number, name, LineOutcome.UNCHANGED))
            return
        fields = ", ".join(differs)
        text = Text(
            f"与登记的不同（{fields}）；导入不改已有的登记，请核对后改文件或另行变更。",
            f"It differs from the register ({fields}); a file changes nothing that is there: mend one of the two.",
        )
        self.lines.append(Line(number, name, LineOutcome.REFUSED, text))

    def outside(self, point: tuple[float, float], path: str, name: str) -> Text | None:
        """Return why a point does not lie at or below `path`."""
        found = queries.grid_at(*point, crs=Crs.CGCS2000, at=self.at)
        return None if found is not None and is_within(found.path, path) else OUTSIDE.format(where=name)

    def report(self) -> ImportReport:
        """Return what became of every line, in file order."""
        return ImportReport(tuple(sorted(self.lines, key=lambda line: line.number)))


class _Estates(_Sorter):
    """Sorts lines of estates into those to register, those there already and those to refuse."""

    def __init__(self, refused: Sequence[Line], now: datetime) -> None:
        super().__init__(list(refused), now)
        self._there = {(line.community_code, line.name): line for line in estate_lines("", now)}
        rows = Area.objects.filter(in_force(now), kind=AreaKind.COMMUNITY.value)
        self._communities = {row.code: row for row in rows}
        self._new: set[tuple[str, str]] = set()

    def is_new(self, number: int, line: EstateLine) -> bool:
        """Note the line; say whether it is to be registered."""
        key = (line.community_code, line.name)
        if key in self._there:
            self.compare(number, line.name, differing(self._there[key], line, ESTATE_FIELDS))
            return False
        is_good = self.keep(number, line.name, self._problem(line))
        if is_good:
            self._new.add(key)
        return is_good

    def _problem(self, line: EstateLine) -> Text | None:
        community = self._communities.get(line.community_code)
        if community is None:
            return Text(
                f"没有编码为 {line.community_code} 的社区；请核对。",
                f"There is no community {line.community_code}; check the code.",
            )
        if (line.community_code, line.name) in self._new:
            return TWICE
        return self.outside(line.point, community.path, community.name) if line.point else None


class _Buildings(_Sorter):
    """Sorts lines of buildings into those to register, those there already and those to refuse."""

    def __init__(self, refused: Sequence[Line], placed_from: datetime, now: datetime) -> None:
        super().__init__(list(refused), placed_from)
        there = building_lines("", now)
        self._by_code = {line.code: line for line in there}
        self._by_name = {self._key(line): line for line in there}
        estates = Estate.objects.filter(closed_at__isnull=True).values_list("community_path", "name", "id")
        areas = Area.objects.filter(in_force(placed_from), kind__in=LOWEST)
        self._estates = {(path.rpartition("/")[2], name): (key, path) for path, name, key in estates}
        self._areas = dict(areas.values_list("code", "path"))
        self._doors = set(Address.objects.values_list("road", "number"))
        self._new: set[tuple[str, str, str]] = set()

    @staticmethod
    def _key(line: BuildingLine) -> tuple[str, str, str]:
        """Return what tells buildings apart: the number in an estate, or in a grid where there is no estate."""
        return (line.community_code, line.estate, line.number) if line.estate else ("", line.grid_code, line.number)

    def is_new(self, number: int, line: BuildingLine) -> bool:
        """Note the line; say whether it is to be registered."""
        known = self._by_code.get(line.code) or self._by_name.get(self._key(line))
        if known is not None:
            self.compare(number, line.said, differing(known, line, BUILDING_FIELDS))
            return False
        is_good = self.keep(number, line.said, self._problem(line))
        if is_good:
            self._new.add(self._key(line))
            self._doors |= set(line.addresses)
        return is_good

    def draft(self, line: BuildingLine, source: str) -> NewBuilding:
        """Return the building to register."""
        estate = self._estates.get((line.community_code, line.estate)) if line.estate else None
        return NewBuilding(
            number=line.number,
            estate_id=estate[0] if estate else None,
            area_code=line.grid_code or None,
            point=line.point,
            floors=line.floors,
            declared_households=line.households,
            declared_source=source if line.households is not None else "",
            entrances=line.entrances,
            addresses=line.addresses,
        )

    def _problem(self, line: BuildingLine) -> Text | None:
        if self._key(line) in self._new:
            return TWICE
        if taken := sorted(set(line.addresses) & self._doors):
            said = " ".join(taken[0])
            return Text(f"门牌“{said}”已登记在别处。", f"The door “{said}” leads somewhere else already.")
        if line.estate and (line.community_code, line.estate) not in self._estates:
            return Text(
                f"社区 {line.community_code} 没有登记“{line.estate}”；请先登记小区。",
                f"Community {line.community_code} has no estate “{line.estate}”; register the estate first.",
            )
        return self._misplaced(line)

    def _misplaced(self, line: BuildingLine) -> Text | None:
        path = self._areas.get(line.grid_code)
        if line.grid_code and path is None:
            return Text(f"没有编码为 {line.grid_code} 的网格。", f"There is no grid {line.grid_code}.")
        if path is None and line.point is not None:
            found = queries.grid_at(*line.point, crs=Crs.CGCS2000, at=self.at)
            if found is None or found.kind.value not in LOWEST:
                return IN_NO_GRID
            path = found.path
        if path is None:
            return NO_PLACE
        _, community = self._estates.get((line.community_code, line.estate), (None, ""))
        return ASTRAY if line.estate and not is_within(path, community) else None
