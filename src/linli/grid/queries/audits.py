"""Audits, thematic nets and proposals, revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.models import Building, BuildingPlacement, GridRevision, MergeProposal, ThematicDuty, ThematicGrid
from linli.grid.queries.areas import below, district, shapes, within
from linli.grid.queries.estates import household_counts
from linli.grid.queries.memory import in_force, standing
from linli.grid.rules import audit as audit_rules
from linli.grid.rules.audit import Finding, Sizes
from linli.grid.rules.merging import Crossing, Net, crossings
from linli.grid.words import Domain, RevisionState
from linli.standards import queries as standards
from linli.standards import rules as standard_rules

_DOMAINS = {domain.value: domain for domain in Domain}
_STATES = {state.value: state for state in RevisionState}


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A re-delineation, for lists and its page; `before` and `after` are for the map."""

    id: UUID
    community_path: str
    state: RevisionState
    reasons: str
    effective_from: datetime
    drafted_by: str
    reviewed_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A merge proposal with what the detectors found about its mesh."""

    id: UUID
    domain: Domain
    code: str
    name: str
    owner_department: str
    parts: tuple[tuple[str, int], ...]
    findings: tuple[tuple[str, str, int], ...]
    state: str


@dataclass(frozen=True, slots=True)
class GridDuty:
    """A domain's duty as an item of a base grid."""

    area_path: str
    domain: Domain
    duty: str
    owner_department: str


@dataclass(frozen=True, slots=True)
class MergeProgress:
    """S-001: 100 % of thematic duties mapped, no active thematic grid left outside."""

    domain: Domain
    grids: int
    merged: int
    duties: int


def sizes(at: datetime) -> Sizes:
    """Return how big grids may be, by the standard `grid.size` in force at `at`."""
    try:
        value = standards.parameter("grid.size", at).value
    except standard_rules.Unknown:
        return Sizes()
    given = value if isinstance(value, dict) else {}
    names = ("households_max", "population_max", "microgrid_min", "microgrid_max")
    return Sizes(**{name: number for name in names if isinstance(number := given.get(name), int)})


def audit(path: str, at: datetime) -> list[Finding]:
    """Return everything wrong with the net at and below `path`: topology, sizes, names, orphans. Five statements."""
    areas = below(path, at)
    found = audit_rules.topology(areas, shapes(path, at))
    found += audit_rules.sizes(areas, household_counts(path, at), sizes(at))
    found += audit_rules.doubled_names(areas)
    root = district(at).path
    if path in ("", root):
        placed = BuildingPlacement.objects.filter(in_force(at)).values_list("building_id", flat=True)
        found += audit_rules.orphans(Building.objects.filter(standing(at)).values_list("id", flat=True), placed, root)
    return found


def nets(at: datetime) -> list[Net]:
    """Return the meshes of all thematic nets in force. One statement."""
    return [
        Net(_DOMAINS[row.domain], row.code, frozenset(row.staff), frozenset(row.duties), row.geom)
        for row in ThematicGrid.objects.filter(in_force(at)).order_by("domain", "code")
    ]


def net_crossings(at: datetime) -> list[Crossing]:
    """Return shared people, shared duties and shared surface of the thematic nets (S-005). One statement."""
    return crossings(nets(at))


def proposals(*, state: str | None = None) -> list[ProposalRow]:
    """Return merge proposals, oldest first. One statement."""
    rows = MergeProposal.objects.select_related("thematic").order_by("proposed_at", "id")
    return [
        ProposalRow(
            id=row.id,
            domain=_DOMAINS[row.thematic.domain],
            code=row.thematic.code,
            name=row.thematic.name,
            owner_department=row.thematic.owner_department,
            parts=tuple((str(code), int(share)) for code, share in row.parts),
            findings=tuple((str(kind), str(what), int(amount)) for kind, what, amount in row.findings),
            state=row.state,
        )
        for row in (rows.filter(state=state) if state else rows)
    ]


def grid_duties(path: str, at: datetime) -> list[GridDuty]:
    """Return the duties of all domains at and below `path`: what a thematic set is now a view on. One statement."""
    rows = ThematicDuty.objects.filter(in_force(at), within("area__path", path)).order_by(
        "area__path", "domain", "duty"
    )
    return [
        GridDuty(place, _DOMAINS[domain], duty, owner)
        for place, domain, duty, owner in rows.values_list("area__path", "domain", "duty", "owner_department")
    ]


def merge_progress(at: datetime) -> list[MergeProgress]:
    """Return per domain the thematic grids, those merged, and the duties mapped. Two statements."""
    states = list(ThematicGrid.objects.filter(in_force(at)).values_list("domain", "state"))
    duties = list(ThematicDuty.objects.filter(in_force(at)).values_list("domain", flat=True))
    return [
        MergeProgress(
            domain,
            sum(name == domain.value for name, _ in states),
            sum((name, state) == (domain.value, "merged") for name, state in states),
            duties.count(domain.value),
        )
        for domain in Domain
    ]


def revisions(path: str, *, state: RevisionState | None = None) -> list[RevisionRow]:
    """Return re-delineations at and below `path`, newest first. One statement."""
    rows = GridRevision.objects.filter(within("community_path", path)).order_by("-drafted_at", "-id")
    if state is not None:
        rows = rows.filter(state=state.value)
    return [
        RevisionRow(
            row.id,
            row.community_path,
            _STATES[row.state],
            row.reasons,
            row.effective_from,
            row.drafted_by,
            row.reviewed_by,
            row.approved_by,
        )
        for row in rows
    ]
