"""Re-delineation: draft by the community, review by the street, approval by the district (S-009)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.grid.rules.codes import check_code
from linli.grid.rules.polygons import Ring
from linli.grid.rules.topology import coverage, square_metres
from linli.grid.words import AreaKind, GridType, RevisionState
from linli.kernel.errors import Invalid, Refused
from linli.kernel.facts import Plain
from linli.kernel.moves import Move, Moves
from linli.kernel.words import Text

ZONE = ZoneInfo("Asia/Shanghai")
_DRAFT, _REVIEWED = frozenset({RevisionState.DRAFT}), frozenset({RevisionState.REVIEWED})

MOVES: Moves[RevisionState] = Moves(
    (
        Move("R1", "draw", frozenset(), RevisionState.DRAFT, frozenset({"community"}), (), "map before kept", "S-009"),
        Move("R2", "review", _DRAFT, RevisionState.REVIEWED, frozenset({"street"}), ("other person",), "", "S-009"),
        Move(
            "R3", "approve", _REVIEWED, RevisionState.EFFECTIVE, frozenset({"district"}),
            ("other person", "map unchanged since draft"), "versions written; open work re-pointed", "S-009",
        ),
        Move(
            "R4", "withdraw", _DRAFT | _REVIEWED, RevisionState.WITHDRAWN, frozenset({"community", "street"}), (), "",
            "ADR: a draft is given up, never deleted",
        ),
    )
)  # fmt: skip


class SamePerson(Refused):
    """Who draws does not review, who reviews does not approve."""

    code = "grid.same_person"
    says = Text("划分、审核、批准须由不同的人办理。", "Drawing, reviewing and approving are done by different people.")


class NotMidnight(Refused):
    """A map changes at midnight only, so that each day has one answer."""

    code = "grid.not_midnight"
    says = Text("生效时间须为将来某日零时。", "It must take effect at midnight of a day to come.")


class Torn(Refused):
    """The new cut leaves gaps or overlaps."""

    code = "grid.torn"
    says = Text(
        "新划分有缝隙{gap}平方米、重叠{overlap}平方米；两者均须为0。",
        "The new cut leaves {gap} m2 uncovered and {overlap} m2 covered twice; both must be 0.",
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """One grid (15 digits) or microgrid (17) of a map."""

    code: str
    name: str
    ring: Ring | None = None
    grid_type: GridType | None = None

    @property
    def kind(self) -> AreaKind:
        """Return grid or microgrid, by the length of the code."""
        return AreaKind.GRID if len(self.code) == 15 else AreaKind.MICROGRID

    @property
    def parent_code(self) -> str:
        """Return the code of the area above."""
        return self.code[:12] if self.kind is AreaKind.GRID else self.code[:15]


@dataclass(frozen=True, slots=True)
class Plan:
    """A map of one community: its grids and microgrids, and where each building lies."""

    cuts: tuple[Cut, ...]
    placements: Mapping[UUID, str]

    def by_code(self) -> dict[str, Cut]:
        """Return the cuts by code."""
        return {cut.code: cut for cut in self.cuts}


@dataclass(frozen=True, slots=True)
class Change:
    """What approval writes: codes to open, to close, to draw anew, to rename; buildings that move (id -> code)."""

    opened: tuple[Cut, ...]
    closed: tuple[str, ...]
    redrawn: tuple[Cut, ...]
    renamed: tuple[Cut, ...]
    moved: Mapping[UUID, str]


def check_effective(effective_from: datetime, now: datetime) -> None:
    """Return quietly when `effective_from` is a midnight in Qingdao that is still to come.

    :raises NotMidnight: it is not.
    """
    if effective_from <= now or effective_from.astimezone(ZONE).time() != time():
        raise NotMidnight


def check_other(person: str, *others: str) -> None:
    """Return quietly when `person` is none of `others`.

    :raises SamePerson:
    """
    if person in others:
        raise SamePerson


def check_plan(community: str, before: Plan, after: Plan, frame: Ring | None) -> Change:
    """Return what changes from `before` to `after`. Source: §1.4, §1.6, S-009, S-010.

    :raises Invalid: a code that does not fit, is doubled or changes its type, a nameless grid, a building forgotten or
        placed in no grid of the plan.
    :raises Torn: base grids leave gaps or overlaps.
    """
    codes = after.by_code()
    if len(codes) != len(after.cuts):
        raise Invalid(field="code", why_zh="编码重复", why_en="a code is used twice")
    for cut in after.cuts:
        if cut.kind is AreaKind.MICROGRID and cut.parent_code not in codes:
            raise Invalid(
                field="code", why_zh=f"{cut.code}的网格不在方案中", why_en=f"the grid of {cut.code} is missing"
            )
        check_code(cut.kind, cut.code, community if cut.kind is AreaKind.GRID else cut.parent_code, cut.grid_type)
        if not cut.name.strip():
            raise Invalid(field="name", why_zh=f"{cut.code}没有名称", why_en=f"{cut.code} has no name")
    _check_placements(before, after)
    _check_surface(after, frame)
    return _change(before, after)


def _check_placements(before: Plan, after: Plan) -> None:
    codes = after.by_code()
    if forgotten := set(before.placements) - set(after.placements):
        raise Invalid(
            field="placements",
            why_zh=f"{len(forgotten)}座楼未安排",
            why_en=f"{len(forgotten)} buildings are not placed",
        )
    if foreign := set(after.placements) - set(before.placements):
        raise Invalid(
            field="placements",
            why_zh=f"{len(foreign)}座楼不属本社区",
            why_en=f"{len(foreign)} buildings are not of this community",
        )
    if lost := sorted(set(after.placements.values()) - set(codes)):
        raise Invalid(field="placements", why_zh=f"没有网格{lost[0]}", why_en=f"there is no grid {lost[0]}")


def _check_surface(after: Plan, frame: Ring | None) -> None:
    base = [cut for cut in after.cuts if cut.kind is AreaKind.GRID and cut.grid_type is not GridType.DEDICATED]
    drawn = {cut.code: cut.ring for cut in base if cut.ring is not None}
    if not drawn:
        return
    if len(drawn) < len(base):
        raise Invalid(field="outline", why_zh="有的网格没有边界", why_en="some grids have no outline")
    found = coverage(drawn, frame)
    if not found.is_partition:
        latitude = next(iter(drawn.values()))[0][1]
        over = sum([*found.overlaps.values(), *found.beyond.values()], Fraction(0))
        raise Torn(gap=square_metres(found.gap, latitude), overlap=square_metres(over, latitude))


def _change(before: Plan, after: Plan) -> Change:
    old, new = before.by_code(), after.by_code()
    kept = [(old[code], cut) for code, cut in new.items() if code in old]
    return Change(
        opened=tuple(sorted((cut for code, cut in new.items() if code not in old), key=lambda cut: cut.code)),
        closed=tuple(sorted(set(old) - set(new))),
        redrawn=tuple(cut for was, cut in kept if cut.ring is not None and cut.ring != was.ring),
        renamed=tuple(cut for was, cut in kept if cut.name != was.name),
        moved={key: code for key, code in after.placements.items() if before.placements[key] != code},
    )


def plan_to_plain(plan: Plan) -> dict[str, Plain]:
    """Return the plan as JSON-ready primitives."""
    cuts: list[Plain] = []
    for cut in sorted(plan.cuts, key=lambda cut: cut.code):
        ring: Plain = [[x, y] for x, y in cut.ring] if cut.ring is not None else None
        cuts.append({"code": cut.code, "name": cut.name, "ring": ring, "type": cut.grid_type and str(cut.grid_type)})
    placements: dict[str, Plain] = {str(key): code for key, code in plan.placements.items()}
    return {"cuts": cuts, "placements": dict(sorted(placements.items()))}


def plan_from_plain(value: dict[str, Plain]) -> Plan:
    """Return the plan that `plan_to_plain` wrote."""
    types = {kind.value: kind for kind in GridType}
    cuts, placements = value["cuts"], value["placements"]
    if not isinstance(cuts, list) or not isinstance(placements, dict):
        raise Invalid(field="plan", why_zh="格式不对", why_en="malformed")
    return Plan(
        cuts=tuple(
            Cut(
                code=str(cut["code"]),
                name=str(cut["name"]),
                ring=_ring(cut["ring"]),
                grid_type=types.get(str(cut["type"])),
            )
            for cut in cuts
            if isinstance(cut, dict)
        ),
        placements={UUID(key): str(code) for key, code in placements.items()},
    )


def _ring(value: Plain) -> Ring | None:
    if not isinstance(value, list):
        return None
    pairs = [corner for corner in value if isinstance(corner, list)]
    return tuple((int(str(pair[0])), int(str(pair[1]))) for pair in pairs)
