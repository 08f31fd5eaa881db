"""Re-delineating a community: draw, review, approve, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.grid import events, queries
from linli.grid.actions.versions import bump
from linli.grid.models import Area, BuildingPlacement, GridRevision, Shape
from linli.grid.queries import in_force
from linli.grid.rules.codes import path_of
from linli.grid.rules.revisions import (
    MOVES,
    Change,
    Cut,
    Plan,
    check_effective,
    check_other,
    check_plan,
    plan_from_plain,
    plan_to_plain,
)
from linli.grid.words import AreaKind, Crs, GridType, RevisionState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text

_STATES = {state.value: state for state in RevisionState}


class MapChanged(Conflict):
    """The community was cut anew since the draft was drawn."""

    code = "grid.map_changed"
    says = Text(
        "起草后该社区的网格已有变动，请撤回后重新起草。",
        "The community's grids changed since the draft; withdraw and redraw.",
    )


def draw_revision(
    *,
    actor: Actor,
    community_path: str,
    plan: Plan,
    reasons: str,
    effective_from: datetime,
    now: datetime,
    consultation: str = "",
) -> UUID:
    """Draft how a community shall be cut from `effective_from` on; return the revision. The map before is kept with it.

    :raises NotFound: no such community. Forbidden: no `grid.draw` there.
    :raises NotMidnight, Invalid, Torn: see `rules.revisions`.
    """
    with transaction.atomic():
        community = queries.area_by_path(community_path, now)
        actor.require("grid.draw", community.path)
        check_effective(effective_from, now)
        before = current_plan(community.path, effective_from)
        frame = queries.shapes(community.path, effective_from, kind=AreaKind.COMMUNITY).get(community.path)
        check_plan(community.code, before, plan, frame)
        revision = GridRevision.objects.create(
            community_id=community.id,
            community_path=community.path,
            state=RevisionState.DRAFT.value,
            reasons=reasons,
            consultation=consultation,
            before=plan_to_plain(before),
            after=plan_to_plain(plan),
            effective_from=effective_from,
            drafted_by=_who(actor),
            drafted_at=now,
        )
        told = events.RevisionDrafted(revision.id, community.code, effective_from)
        journal.record(told, actor=actor, at=now, area_path=community.path)
        return revision.id


def review_revision(*, actor: Actor, revision_id: UUID, now: datetime, note: str = "") -> None:
    """Agree to a draft as the street.

    :raises NotFound, Forbidden: no `grid.review` at the street. NotPossible: it is no draft. SamePerson:
    """
    with transaction.atomic():
        revision = _locked(revision_id)
        actor.require("grid.review", revision.community_path.rpartition("/")[0])
        _move(revision, "review")
        check_other(_who(actor), revision.drafted_by)
        revision.reviewed_by, revision.reviewed_at, revision.review_note = _who(actor), now, note
        revision.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note"])
        told = events.RevisionReviewed(revision.id)
        journal.record(told, actor=actor, at=now, area_path=revision.community_path)


def withdraw_revision(*, actor: Actor, revision_id: UUID, now: datetime) -> None:
    """Give a re-delineation up before it is approved.

    :raises NotFound, Forbidden: no `grid.draw` at the community. NotPossible: it is approved or withdrawn.
    """
    with transaction.atomic():
        revision = _locked(revision_id)
        actor.require("grid.draw", revision.community_path)
        _move(revision, "withdraw")
        revision.save(update_fields=["state"])
        told = events.RevisionWithdrawn(revision.id)
        journal.record(told, actor=actor, at=now, area_path=revision.community_path)


def approve_revision(*, actor: Actor, revision_id: UUID, now: datetime) -> None:
    """Approve as the district: from its day on the community is cut anew; what was before stays true for before.

    :raises NotFound, Forbidden: no `grid.approve` at the district. NotPossible: the street has not reviewed it.
    :raises SamePerson, NotMidnight: its day is past. MapChanged:
    """
    with transaction.atomic():
        revision = _locked(revision_id)
        actor.require("grid.approve", revision.community_path.partition("/")[0])
        _move(revision, "approve")
        check_other(_who(actor), revision.drafted_by, revision.reviewed_by)
        check_effective(revision.effective_from, now)
        before, after = plan_from_plain(revision.before), plan_from_plain(revision.after)
        _check_unchanged(revision, before)
        frame = queries.shapes(revision.community_path, revision.effective_from, kind=AreaKind.COMMUNITY)
        code = revision.community_path.rpartition("/")[2]
        change = check_plan(code, before, after, frame.get(revision.community_path))
        _write(revision, change)
        revision.approved_by, revision.approved_at = _who(actor), now
        revision.save(update_fields=["state", "approved_by", "approved_at"])
        bump()
        told = events.GridsRedrawn(
            revision.id,
            code,
            revision.effective_from,
            [cut.code for cut in change.opened],
            list(change.closed),
            {str(key): target for key, target in change.moved.items()},
        )
        journal.record(told, actor=actor, at=now, area_path=revision.community_path)


def current_plan(community_path: str, at: datetime) -> Plan:
    """Return the map of a community in force at `at`. Three statements."""
    below = Q(path__startswith=community_path + "/")
    areas = list(Area.objects.filter(in_force(at), below))
    rings = queries.shapes(community_path, at)
    placed = BuildingPlacement.objects.filter(in_force(at), area__path__startswith=community_path + "/")
    types = {kind.value: kind for kind in GridType}
    return Plan(
        cuts=tuple(
            Cut(area.code, area.name, rings.get(area.path), types.get(area.grid_type or ""))
            for area in sorted(areas, key=lambda area: area.code)
        ),
        placements=dict(placed.values_list("building_id", "area__code")),
    )


def _check_unchanged(revision: GridRevision, before: Plan) -> None:
    later = Q(valid_from__gt=revision.effective_from) | Q(valid_to__gt=revision.effective_from)
    prefix = revision.community_path + "/"
    planned = (
        Area.objects.filter(later, path__startswith=prefix).exists()
        or BuildingPlacement.objects.filter(later, area__path__startswith=prefix).exists()
    )
    if planned or current_plan(revision.community_path, revision.effective_from) != before:
        raise MapChanged


def _write(revision: GridRevision, change: Change) -> None:
    at, prefix = revision.effective_from, revision.community_path + "/"
    here = {area.code: area for area in Area.objects.filter(in_force(at), path__startswith=prefix)}
    stale = [here[code].id for code in change.closed] + [here[cut.code].id for cut in change.redrawn]
    Shape.objects.filter(in_force(at), area_id__in=stale).update(valid_to=at)
    BuildingPlacement.objects.filter(in_force(at), building_id__in=change.moved).update(valid_to=at)
    Area.objects.filter(id__in=[here[code].id for code in change.closed]).update(valid_to=at)
    community = Area.objects.get(id=revision.community_id)
    for cut in change.opened:
        parent = community if cut.kind is AreaKind.GRID else here[cut.parent_code]
        here[cut.code] = Area.objects.create(
            id=new_id(),
            kind=cut.kind.value,
            code=cut.code,
            name=cut.name,
            parent=parent,
            path=path_of(parent.path, cut.code),
            grid_type=(cut.grid_type or GridType.BASE).value if cut.kind is AreaKind.GRID else None,
            valid_from=at,
        )
    _rename([(here[cut.code], cut.name) for cut in change.renamed])
    drawn = [(here[cut.code], cut.ring) for cut in (*change.opened, *change.redrawn) if cut.ring is not None]
    source = f"revision {revision.id}"
    Shape.objects.bulk_create(
        Shape(area=area, geom=ring, given_crs=Crs.CGCS2000.value, source=source, valid_from=at) for area, ring in drawn
    )
    BuildingPlacement.objects.bulk_create(
        BuildingPlacement(building_id=key, area=here[code], revision=revision, valid_from=at)
        for key, code in change.moved.items()
    )


def _rename(names: Sequence[tuple[Area, str]]) -> None:
    for area, name in names:
        area.name_aliases = sorted({*area.name_aliases, area.name} - {name})
        area.name = name
        area.save(update_fields=["name", "name_aliases"])


def _move(revision: GridRevision, event: str) -> None:
    move = MOVES.find(_STATES[revision.state], event)
    revision.state = (move.to or _STATES[revision.state]).value


def _locked(revision_id: UUID) -> GridRevision:
    revision = GridRevision.objects.select_for_update().filter(id=revision_id).first()
    if revision is None:
        raise NotFound(what=str(revision_id))
    return revision


def _who(actor: Actor) -> str:
    return str(actor.account_id) if actor.account_id else actor.name
