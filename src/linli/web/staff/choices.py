"""What can be chosen in the forms of the desk: categories, units with the reason they are proposed, places, people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from linli.appeals.words import Mode, State, Urgency
from linli.dispatch.queries import routes
from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind
from linli.kernel.actor import Actor, is_within
from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.queries.units import directory
from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind
from linli.standards import queries as standards
from linli.web.language import spoken
from linli.web.staff.casefile import CaseFile
from linli.web.staff.forms import Field, Option

PROPOSED = Text("建议", "Proposed")
OTHERS = Text("其他单位", "Other units")
KINDS: Mapping[str, UnitKind] = {kind.value: kind for kind in UnitKind}
MOST_UNITS = 60


def category_text(code: str | None, at: Any) -> Text:
    """Return the words of a leaf, or its code where it is no longer known."""
    known = standards.codes("category", at).get(code or "")
    return known.text if known else Text(code or "—", code or "—")


def categories(case: CaseFile) -> list[Option]:
    """Return the leaves: the machine's candidates first, then all by group."""
    known = standards.codes("category", case.now)
    proposal = case.proposal
    first = [candidate.code for candidate in proposal.candidates[:3]] if proposal else []
    listed = [Option(code, known[code].text, group=PROPOSED) for code in first if code in known]
    for leaf in standards.categories(case.now).values():
        if leaf.code not in first:
            listed.append(Option(leaf.code, leaf.text, group=known[leaf.group].text if leaf.group in known else ""))
    return listed


def codes(list_name: str) -> Any:
    """Return the options of a closed list, each with the sentence told to the reporter as hint."""

    def options(case: Any) -> list[Option]:
        return [Option(code.code, code.text, hint=code.told) for code in standards.codes(list_name, case.now).values()]

    return options


def proposed_units(case: CaseFile) -> list[Option]:
    """Return the units routing proposes, best first, with the reason."""
    return [unit_option(route.unit, _why(route.why, case)) for route in _routes(case)]


def unit_option(unit: UnitRow, why: object = "") -> Option:
    """Return a unit as something to choose."""
    return Option(str(unit.id), unit.name, hint=why)


def _why(why: Text, case: CaseFile) -> Text:
    """Return the reason of a route with the words of the category in place of its code."""
    code = case.appeal.category or ""
    if not code:
        return why
    named = category_text(code, case.now)
    return Text(why.zh.replace(code, named.zh), why.en.replace(code, named.en))


def _routes(case: CaseFile) -> Sequence[Any]:
    return routes.routes(cast(Any, case.appeal), at=case.now)


def near_units(case: CaseFile) -> list[UnitRow]:
    """Return the open units whose area holds the place or lies in its community, nearest first. No statement."""
    path = case.appeal.area_path
    community = "/".join(path.split("/")[:3])
    found = [
        unit
        for unit in directory().units.values()
        if unit.is_open(case.now)
        and (is_within(path, unit.area_path) or (community.count("/") == 2 and is_within(unit.area_path, community)))
        and unit.estate_id in (None, case.appeal.estate_id)
    ]
    return sorted(found, key=lambda unit: (-unit.area_path.count("/"), unit.level, unit.name.zh))


def complainable(case: CaseFile) -> list[Option]:
    """Return the units of the place that the report may complain of, without those presumed already."""
    return [unit_option(unit) for unit in near_units(case) if unit.id not in case.appeal.complained_ids]


def presumed_units(case: CaseFile) -> list[Option]:
    """Return the units that the report is presumed to complain of."""
    return [unit_option(unit) for unit in people.units(case.appeal.complained_ids).values()]


def units(case: CaseFile) -> list[Option]:
    """Return units to choose: proposed ones with their reason, then the others of the place by kind."""
    proposals = _routes(case)
    seen = {route.unit.id for route in proposals}
    listed = [Option(str(r.unit.id), r.unit.name, hint=_why(r.why, case), group=PROPOSED) for r in proposals]
    for unit in near_units(case)[:MOST_UNITS]:
        if unit.id not in seen:
            listed.append(Option(str(unit.id), unit.name, group=OTHERS))
    return listed


def other_units(case: CaseFile) -> list[Option]:
    """Return the units of the place that are not proposed."""
    seen = {route.unit.id for route in _routes(case)}
    return [unit_option(unit) for unit in near_units(case)[:MOST_UNITS] if unit.id not in seen]


def higher_units(case: CaseFile, level: int) -> list[Option]:
    """Return the units of a higher level that could take it over."""
    found = routes.next_level_units(cast(Any, case.appeal), level, at=case.now)
    return [unit_option(unit, Text(f"第 {unit.level} 级", f"level {unit.level}")) for unit in found]


def own_units(case: CaseFile) -> list[Option]:
    """Return the actor's own units."""
    return [unit_option(unit) for unit in people.units(case.actor.units).values()]


def units_of(actor: Actor) -> list[Option]:
    """Return the units somebody works for. No statement while the directory is fresh."""
    return [unit_option(unit) for unit in people.units(actor.units).values()]


UNIT = Field(
    "unit",
    Text("派给谁", "To which unit"),
    "pick",
    options=proposed_units,
    required=False,
    hint=Text("按职责和地点排好序，第一家最合适。", "In order of duty and place; the first fits best."),
    initial=lambda case: next((option.value for option in proposed_units(case)), ""),
)
OTHER_UNIT = Field(
    "other",
    Text("或者选别的单位", "Or another unit"),
    "select",
    options=other_units,
    required=False,
)


def chosen(values: Mapping[str, Any], *, needed: bool = True) -> UUID | None:
    """Return the unit chosen in `UNIT` and `OTHER_UNIT`; the list of others wins where both are set.

    :raises Invalid: none is chosen though one is needed.
    """
    raw = values.get("other") or values.get("unit")
    if raw:
        return UUID(str(raw))
    if needed:
        raise Invalid(field="unit", why_zh="请选择单位", why_en="choose a unit")
    return None


def needed_unit(values: Mapping[str, Any]) -> UUID:
    """Return the chosen unit.

    :raises Invalid: none is chosen.
    """
    found = chosen(values)
    if found is None:  # pragma: no cover - `chosen` has raised
        raise Invalid(field="unit", why_zh="请选择单位", why_en="choose a unit")
    return found


def colleagues(case: CaseFile, unit_id: UUID) -> list[Option]:
    """Return who holds a role for a unit. Two statements."""
    held = people.grants_within(people.unit(unit_id).area_path.partition("/")[0], at=case.now)
    ids = [grant.account_id for grant in held if grant.unit_id == unit_id]
    return [Option(str(id_), name) for id_, name in sorted(case.names(ids).items(), key=lambda pair: pair[1])]


def places(case: CaseFile) -> list[Option]:
    """Return areas to choose: where it is now, what the words say, then the communities by street. No statement."""
    listed = [Option(case.appeal.area_path, area_name(case.appeal.area_path, case.now), group=Text("现在", "As it is"))]
    guess = case.appeal.proposal.get("area_path")
    if guess and guess != case.appeal.area_path:
        listed.append(
            Option(str(guess), area_name(str(guess), case.now), group=Text("从文字认出", "Named in the words"))
        )
    community = "/".join(case.appeal.area_path.split("/")[:3])
    if community.count("/") == 2:
        inside = [row for row in grid.children(community, case.now) if row.path != case.appeal.area_path]
        listed += [
            Option(row.path, named(row), group=Text("本社区的网格", "Grids of this community")) for row in inside
        ]
    streets = {area.path: named(area) for area in areas_of(AreaKind.STREET, case.now)}
    for area in areas_of(AreaKind.COMMUNITY, case.now):
        listed.append(Option(area.path, named(area), group=streets.get(area.path.rpartition("/")[0], "")))
    return listed


def areas_of(kind: AreaKind, at: Any) -> Iterable[Any]:
    """Return all areas of a kind in force. No statement while memory is fresh."""
    return grid.below("", at, kind=kind)


def area_name(path: str, at: Any) -> str:
    """Return a place in words from the street down, in the reader's language: 延安路街道 · 延安一路社区 · 第3网格."""
    found = [named(area) for area in grid.chain(path, at)]
    return " · ".join(found[1:] or found)


def named(area: AreaRow) -> str:
    """Return the name of an area in the reader's language; the Chinese one where there is no English one."""
    return spoken(Text(area.name, in_english(area)))


def in_english(area: AreaRow) -> str:
    """Return the English name of an area, the Chinese one where there is none."""
    return area.name_en or area.name


MODES = [Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP, Mode.ANSWER]
URGENCIES = list(Urgency)
TRIAGED = frozenset({State.TRIAGED})
