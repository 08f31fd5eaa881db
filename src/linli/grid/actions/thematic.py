"""Merging thematic nets into the one base grid: import, propose, accept or decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import events, queries
from linli.grid.models import Area, MergeProposal, ThematicDuty, ThematicGrid
from linli.grid.queries import in_force
from linli.grid.queries.audits import nets
from linli.grid.rules.crs import crs_of
from linli.grid.rules.drafts import Outline, check_name, ring_from
from linli.grid.rules.merging import DomainMerged, crossings, shares
from linli.grid.words import AreaKind, Crs, Domain, ProposalState, ThematicState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class NewThematic:
    """One mesh as the department gives it; `grid_codes` say where it goes when it has no outline."""

    code: str
    name: str
    owner_department: str
    duties: tuple[str, ...]
    staff: tuple[str, ...] = ()
    outline: Outline | None = None
    households: int | None = None
    grid_codes: tuple[str, ...] = ()


def import_thematic(
    *,
    actor: Actor,
    domain: Domain,
    meshes: Sequence[NewThematic],
    crs: str | None = None,
    source: str,
    now: datetime,
) -> list[UUID]:
    """Read a department's net and propose for each mesh the base grids it goes into; return the proposals.

    :raises Forbidden: no `grid.import_thematic` at the district.
    :raises DomainMerged: the domain is in the one net already. Invalid: a mesh without duty, owner or place; no crs.
    """
    with transaction.atomic():
        root = queries.district(now)
        actor.require("grid.import_thematic", root.path)
        if ThematicGrid.objects.filter(domain=domain.value, state=ThematicState.MERGED.value).exists():
            raise DomainMerged(domain_zh=domain.zh, domain_en=domain.en)
        system = crs_of(crs) if any(mesh.outline for mesh in meshes) else Crs.CGCS2000
        made = [_mesh(mesh, domain, system, source, now) for mesh in meshes]
        ThematicGrid.objects.bulk_create(made, batch_size=500)
        proposals = _propose(meshes, made, now)
        told = events.ThematicImported(root.id, domain.value, len(made), len(proposals))
        journal.record(told, actor=actor, at=now, area_path=root.path)
        return [proposal.id for proposal in proposals]


def _mesh(given: NewThematic, domain: Domain, crs: Crs, source: str, now: datetime) -> ThematicGrid:
    if not given.duties:
        raise Invalid(field="duties", why_zh=f"{given.code}没有事项", why_en=f"{given.code} has no duty")
    return ThematicGrid(
        domain=domain.value,
        code=check_name(given.code, "code"),
        name=check_name(given.name),
        owner_department=check_name(given.owner_department, "owner_department"),
        geom=ring_from(given.outline, crs) if given.outline else None,
        given_crs=crs.value if given.outline else None,
        source=source,
        staff=list(given.staff),
        duties=list(given.duties),
        households=given.households,
        valid_from=now,
    )


def _propose(given: Sequence[NewThematic], made: Sequence[ThematicGrid], now: datetime) -> list[MergeProposal]:
    base = {path.rpartition("/")[2]: ring for path, ring in queries.shapes("", now, kind=AreaKind.GRID).items()}
    found = crossings(nets(now))
    proposals = []
    for mesh, grid in zip(given, made, strict=True):
        parts = shares(grid.geom, base) if grid.geom else {code: 0 for code in mesh.grid_codes}
        if not parts:
            raise Invalid(
                field="outline", why_zh=f"{grid.code}不在任何基础网格内", why_en=f"{grid.code} touches no base grid"
            )
        name = f"{grid.domain}:{grid.code}"
        findings = [[item.kind.value, item.what, item.amount] for item in found if name in item.nets]
        proposals.append(
            MergeProposal(
                thematic=grid,
                parts=[[code, share] for code, share in parts.items()],
                findings=findings,
                state=ProposalState.PROPOSED.value,
                proposed_at=now,
            )
        )
    return MergeProposal.objects.bulk_create(proposals, batch_size=500)


def accept_merge(*, actor: Actor, proposal_id: UUID, now: datetime, grid_codes: Sequence[str] = ()) -> int:
    """Merge a thematic grid: its duties become items of the base grids (those proposed, or `grid_codes`).

    Return how many items there are. The thematic grid is from now on a view on them (S-001).

    :raises NotFound: no such proposal or grid. Forbidden: no `grid.merge_thematic` at one of the grids.
    :raises Conflict: decided already.
    """
    with transaction.atomic():
        proposal = _locked(proposal_id)
        grid = proposal.thematic
        codes = list(grid_codes) or [str(code) for code, _ in proposal.parts]
        areas = list(Area.objects.filter(in_force(now), kind=AreaKind.GRID.value, code__in=codes).order_by("path"))
        if len(areas) != len(set(codes)):
            raise NotFound(what="、".join(sorted(set(codes) - {area.code for area in areas})))
        for area in areas:
            actor.require("grid.merge_thematic", area.path)
        _decide(proposal, ProposalState.ACCEPTED, actor, now, "")
        grid.state = ThematicState.MERGED.value
        grid.save(update_fields=["state"])
        duties = ThematicDuty.objects.bulk_create(
            ThematicDuty(
                thematic=grid,
                area=area,
                domain=grid.domain,
                duty=duty,
                owner_department=grid.owner_department,
                valid_from=now,
            )
            for area in areas
            for duty in grid.duties
        )
        told = events.ThematicMerged(grid.id, grid.domain, [area.code for area in areas], len(duties))
        journal.record(told, actor=actor, at=now, area_path=queries.district(now).path)
        return len(duties)


def decline_merge(*, actor: Actor, proposal_id: UUID, note: str, now: datetime) -> None:
    """Decline a proposal, with the reason; the thematic grid stays on the list of what is to be merged.

    :raises NotFound, Forbidden: no `grid.merge_thematic` at the district. Conflict: decided. Invalid: no reason.
    """
    with transaction.atomic():
        proposal = _locked(proposal_id)
        root = queries.district(now)
        actor.require("grid.merge_thematic", root.path)
        _decide(proposal, ProposalState.DECLINED, actor, now, check_name(note, "note"))
        told = events.MergeDeclined(proposal.thematic_id, proposal.thematic.domain)
        journal.record(told, actor=actor, at=now, area_path=root.path)


def _locked(proposal_id: UUID) -> MergeProposal:
    rows = MergeProposal.objects.select_for_update(of=("self",)).select_related("thematic")
    proposal = rows.filter(id=proposal_id).first()
    if proposal is None:
        raise NotFound(what=str(proposal_id))
    return proposal


def _decide(proposal: MergeProposal, state: ProposalState, actor: Actor, now: datetime, note: str) -> None:
    if proposal.state != ProposalState.PROPOSED.value:
        raise Conflict
    proposal.state, proposal.decided_at, proposal.note = state.value, now, note
    proposal.decided_by = str(actor.account_id) if actor.account_id else actor.name
    proposal.save(update_fields=["state", "decided_at", "decided_by", "note"])
