"""Thematic nets into one: what crosses, and into which base grids a mesh goes (S-001..S-005)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.grid.rules.estates import largest_remainder
from linli.grid.rules.polygons import Ring
from linli.grid.rules.topology import overlap, overlapping_pairs, square_metres
from linli.grid.words import DetectorKind, Domain
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class DomainMerged(Refused):
    """The domain is part of the one net already; no thematic grid may be created outside it (S-001)."""

    code = "grid.domain_merged"
    says = Text(
        "“{domain_zh}”已并入一张网，不能再新建专业网格；请在基础网格上增加事项。",
        "“{domain_en}” is part of the one net; add the duty to base grids instead of a new thematic grid.",
    )


@dataclass(frozen=True, slots=True)
class Net:
    """One mesh of a thematic net; staff are opaque references."""

    domain: Domain
    code: str
    staff: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    ring: Ring | None = None

    @property
    def name(self) -> str:
        """Return ``domain:code``."""
        return f"{self.domain.value}:{self.code}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """Something that several nets share: a person, a duty, or surface (m2)."""

    kind: DetectorKind
    what: str
    nets: tuple[str, ...]
    amount: int = 0


def shared_people(nets: Iterable[Net]) -> list[Crossing]:
    """Return the people who stand in the nets of more than one domain. Source: S-005 (人员交叉)."""
    where: dict[str, set[tuple[str, str]]] = {}
    for net in nets:
        for person in net.staff:
            where.setdefault(person, set()).add((net.domain.value, net.name))
    return _crossings(DetectorKind.PERSON, where)


def shared_duties(nets: Iterable[Net]) -> list[Crossing]:
    """Return the duties that more than one domain claims; blanks and punctuation aside. Source: S-005 (事务重复)."""
    where: dict[str, set[tuple[str, str]]] = {}
    for net in nets:
        for duty in net.duties:
            plain = "".join(letter for letter in duty if letter.isalnum())
            where.setdefault(plain, set()).add((net.domain.value, net.name))
    return _crossings(DetectorKind.DUTY, where)


def _crossings(kind: DetectorKind, where: Mapping[str, set[tuple[str, str]]]) -> list[Crossing]:
    return [
        Crossing(kind, what, tuple(sorted(name for _, name in nets)), len({domain for domain, _ in nets}))
        for what, nets in sorted(where.items())
        if len({domain for domain, _ in nets}) > 1
    ]


def shared_surface(nets: Iterable[Net]) -> list[Crossing]:
    """Return every pair of meshes with a common surface, of one domain or two, in m2. Source: S-005 (区域重叠)."""
    rings = {net.name: net.ring for net in nets if net.ring is not None}
    return [
        Crossing(DetectorKind.SURFACE, f"{one}|{other}", (one, other), square_metres(surface, rings[one][0][1]))
        for one, other, surface in overlapping_pairs(rings.items())
    ]


def crossings(nets: Iterable[Net]) -> list[Crossing]:
    """Return what all three detectors find."""
    listed = list(nets)
    return shared_people(listed) + shared_duties(listed) + shared_surface(listed)


def shares(ring: Ring, base: Mapping[str, Ring]) -> dict[str, int]:
    """Return into which base grids (code -> outline) a mesh falls, in per mille of the covered surface, sum 1000.

    Empty when it touches none. Source: S-001 (compute overlaps, propose merge).
    """
    parts = {code: surface for code, outline in sorted(base.items()) if (surface := overlap(ring, outline))}
    if not parts:
        return {}
    common = 1
    for surface in parts.values():
        common *= surface.denominator
    weights = largest_remainder([int(surface * common) for surface in parts.values()], 1000)
    return dict(zip(parts, weights, strict=True))
