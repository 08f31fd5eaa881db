"""Which unit gets an appeal: R5-4, and what forbids a unit (domain-spec §5.2; S-022, S-074, S-107, S-187, D-15)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from linli.appeals.words import Mode
from linli.dispatch.words import RouteStep
from linli.kernel.actor import is_within
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind

ESTATE_KINDS = frozenset({UnitKind.PROPERTY.value, UnitKind.OWNERS_COMMITTEE.value})
FALLBACK_KIND = UnitKind.STREET_CITY_MGMT.value
NEAR_KINDS = frozenset({UnitKind.GRID_WORKER.value, UnitKind.ESTATE_BRANCH.value, UnitKind.COMMUNITY.value})


class ComplainedUnit(Refused):
    """A unit never handles a complaint about itself."""

    code = "dispatch.complained_unit"
    says = Text("诉求反映的就是“{unit_zh}”，不能派给它。", "The complaint is about {unit_en}; it cannot handle it.")


class NoProperty(Refused):
    """There is no property service here, so nobody would get the order (S-107)."""

    code = "dispatch.no_property"
    says = Text(
        "这个小区没有物业服务，请派给街道城市管理办公室。",
        "This estate has no property service; send it to the street's city management office.",
    )


class NotOnCommunityList(Refused):
    """The community may assist here, but not be the main unit (北京市接诉即办工作条例 §17)."""

    code = "dispatch.not_on_community_list"
    says = Text(
        "“{category}”不在社区事项清单的主办事项内，不能把社区作为主办单位；可以作为协办。",
        "“{category}” is not on the community's main list; a community may only assist.",
    )


class NotCompetent(Refused):
    """The unit has no duty in this category at this place."""

    code = "dispatch.not_competent"
    says = Text(
        "“{unit_zh}”在这里不负责“{category}”；请从建议的单位中选择，或先登记它的职责。",
        "{unit_en} is not competent for “{category}” here; choose a proposed unit or register its competence first.",
    )


class OutsideItsArea(Refused):
    """The unit does not work at this place."""

    code = "dispatch.outside_its_area"
    says = Text("“{unit_zh}”不管这个地方。", "{unit_en} does not work at this place.")


class OutsideScope(Refused):
    """Each layer dispatches within its own scope: upward is escalate, sideways is joint (S-074)."""

    code = "dispatch.outside_scope"
    says = Text(
        "您只能在自己的范围内派单（{scope_zh}）；向上请用“提级”，横向请用“吹哨”。",
        "You dispatch within your own scope only ({scope_en}); upward is escalation, sideways the whistle.",
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be handled: the leaf and what the standards say of it, and who is complained of."""

    category: str
    lead_kind: str
    is_community_main: bool
    complained: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where: the area, the estate and whether a company answers there (None: no estate is known)."""

    area_path: str
    estate_id: UUID | None = None
    has_property: bool | None = None


@dataclass(frozen=True, slots=True)
class Nearby:
    """The units that the directory knows for this matter at this place, best first."""

    competent: Sequence[UnitRow] = ()
    lead: UnitRow | None = None
    of_estate: Sequence[UnitRow] = ()
    owners: Sequence[UnitRow] = ()
    fallback: UnitRow | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A unit that may handle it, by which step of R5-4, and why; best first."""

    unit: UnitRow
    step: RouteStep
    why: Text
    level: int = field(default=0)


_WHY = {
    RouteStep.STATUTORY: Text("“{category}”在这里由它负责", "competent for “{category}” at this place"),
    RouteStep.PROPERTY: Text("小区内的事项，由本小区服务单位先办", "inside the estate, so its own service comes first"),
    RouteStep.OWNER: Text("设施属于它", "it owns the object"),
    RouteStep.STREET: Text("没有其他责任单位，由街道兜底", "nobody else is responsible, so the street takes it"),
}
_NO_PROPERTY = Text("小区没有物业服务，由街道接手", "the estate has no property service, so the street takes over")


def propose(matter: Matter, place: Place, near: Nearby) -> tuple[Route, ...]:
    """Return the units that may handle `matter`, best first, each once, never one complained of. Source: R5-4."""
    seen: set[UUID] = set()
    routes: list[Route] = []
    for route in _in_order(matter, place, near):
        if route.unit.id in seen or route.unit.id in matter.complained:
            continue
        if _is_barred(matter, place, route.unit):
            continue
        seen.add(route.unit.id)
        routes.append(route)
    return tuple(routes)


def _in_order(matter: Matter, place: Place, near: Nearby) -> Iterator[Route]:
    is_estate_matter = matter.lead_kind in ESTATE_KINDS
    yield from _routes([unit for unit in near.competent if unit.kind not in ESTATE_KINDS], RouteStep.STATUTORY, matter)
    if is_estate_matter:
        yield from _by_property_mode(matter, place, near)
    if near.lead is not None and not is_estate_matter:
        yield from _routes([near.lead], RouteStep.STATUTORY, matter)
    if not is_estate_matter and place.has_property:
        yield from _routes([unit for unit in near.competent if unit.kind in ESTATE_KINDS], RouteStep.PROPERTY, matter)
    yield from _routes(near.owners, RouteStep.OWNER, matter)
    if near.fallback is not None:
        yield from _routes([near.fallback], RouteStep.STREET, matter)


def _by_property_mode(matter: Matter, place: Place, near: Nearby) -> Iterator[Route]:
    if place.has_property is False:
        if near.fallback is not None:
            yield Route(near.fallback, RouteStep.PROPERTY, _NO_PROPERTY, near.fallback.level)
        return
    wanted = [unit for unit in near.of_estate if unit.kind == matter.lead_kind]
    others = [unit for unit in near.of_estate if unit.kind in ESTATE_KINDS and unit.kind != matter.lead_kind]
    competent = [unit for unit in near.competent if unit.kind in ESTATE_KINDS]
    yield from _routes([*wanted, *competent, *others], RouteStep.PROPERTY, matter)


def _routes(units: Iterable[UnitRow], step: RouteStep, matter: Matter) -> Iterator[Route]:
    why = _WHY[step].format(category=matter.category)
    for unit in units:
        yield Route(unit, step, why, unit.level)


def _is_barred(matter: Matter, place: Place, unit: UnitRow) -> bool:
    if unit.kind == UnitKind.PROPERTY and place.has_property is False:
        return True
    return unit.kind == UnitKind.COMMUNITY and not matter.is_community_main


def check_target(
    matter: Matter,
    place: Place,
    unit: UnitRow,
    *,
    competent: Collection[UUID],
    mode: str = Mode.FAST,
    is_main: bool = True,
) -> None:
    """Return quietly when `unit` may get an order for `matter` at `place`.

    :raises ComplainedUnit: the complaint is about it.
    :raises NoProperty: a property company where there is none (S-107).
    :raises NotOnCommunityList: a community as main unit beyond its list (S-022, D-15).
    :raises OutsideItsArea: the place lies outside the unit's area.
    :raises NotCompetent: nothing makes it responsible for this category.
    """
    names = {"unit_zh": unit.name.zh, "unit_en": unit.name.en, "category": matter.category}
    if unit.id in matter.complained:
        raise ComplainedUnit(**names)
    if unit.kind == UnitKind.PROPERTY and place.has_property is False:
        raise NoProperty(**names)
    if is_main and unit.kind == UnitKind.COMMUNITY and not matter.is_community_main:
        raise NotOnCommunityList(**names)
    if not (is_within(place.area_path, unit.area_path) or is_within(unit.area_path, place.area_path)):
        raise OutsideItsArea(**names)
    if is_main and not _is_competent(matter, unit, competent, mode):
        raise NotCompetent(**names)


def _is_competent(matter: Matter, unit: UnitRow, competent: Collection[UUID], mode: str) -> bool:
    if unit.id in competent or unit.kind in {matter.lead_kind, FALLBACK_KIND}:
        return True
    if unit.kind in ESTATE_KINDS:
        return matter.lead_kind in ESTATE_KINDS
    return unit.kind in NEAR_KINDS and (mode == Mode.INSTANT or matter.is_community_main)


def check_scope(*, level: int, own_units: Collection[UUID], own_estates: Collection[UUID], place: Place,
                unit: UnitRow, is_area_dispatcher: bool) -> None:  # fmt: skip
    """Return quietly when somebody of `level` may send an order to `unit`.

    Dispatchers of an area (community, street, district) send to whoever is competent inside their area, which their
    reach has already decided. An estate's secretary calls whoever is competent for what lies in the own estate, a grid
    worker only himself. Source: S-073, S-074, T13.

    :raises OutsideScope: it lies outside.
    """
    if level == 0:
        raise OutsideScope(scope_zh="无", scope_en="none")
    if is_area_dispatcher or unit.id in own_units:
        return
    if place.estate_id is not None and place.estate_id in own_estates:
        return
    raise OutsideScope(scope_zh="本小区或本人", scope_en="your own estate or yourself")
