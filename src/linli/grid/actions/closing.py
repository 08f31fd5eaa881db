"""Taking buildings and estates off the register from a moment on; their past and every case there keep their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import events
from linli.grid.actions.versions import bump
from linli.grid.models import Building, BuildingPlacement, Dwelling, Estate, GovernanceMember, GovernanceUnit
from linli.grid.queries import in_force
from linli.grid.rules.closing import check_closing
from linli.grid.words import Ending
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound


def close_building(*, actor: Actor, building_id: UUID, ending: Ending, gone_since: datetime, now: datetime) -> None:
    """Take a building off the register from `gone_since` on; who lived there is told apart by the fact.

    :raises NotFound: no such building. Forbidden: no `grid.register_estate` where it stands.
    :raises ClosedBefore, Invalid: see `rules.closing`.
    """
    with transaction.atomic():
        building = Building.objects.select_for_update().filter(id=building_id).first()
        if building is None:
            raise NotFound(what=str(building_id))
        placed = BuildingPlacement.objects.filter(building=building).select_related("area").order_by("-valid_from")
        path = placed[0].area.path if placed else ""
        actor.require("grid.register_estate", path)
        _check(building, building.number, [building], gone_since, now)
        _close([building], ending, gone_since)
        _tell([building], None, ending, gone_since, actor=actor, path=path, now=now)


def close_estate(*, actor: Actor, estate_id: UUID, ending: Ending, gone_since: datetime, now: datetime) -> None:
    """Take an estate and whatever still stands in it off the register from `gone_since` on.

    :raises NotFound: no such estate. Forbidden: no `grid.register_estate` at its community.
    :raises ClosedBefore, Invalid: see `rules.closing`; asked of every building.
    """
    with transaction.atomic():
        estate = Estate.objects.select_for_update().filter(id=estate_id).first()
        if estate is None:
            raise NotFound(what=str(estate_id))
        actor.require("grid.register_estate", estate.community_path)
        found = Building.objects.select_for_update().filter(estate=estate, closed_at__isnull=True)
        buildings = list(found.order_by("id"))
        _check(estate, estate.name, buildings, gone_since, now)
        _close(buildings, ending, gone_since)
        estate.closed_at, estate.closed_as = gone_since, ending.value
        estate.save(update_fields=["closed_at", "closed_as"])
        _tell(buildings, estate, ending, gone_since, actor=actor, path=estate.community_path, now=now)


def _check(
    thing: Building | Estate, name: str, buildings: Sequence[Building], gone_since: datetime, now: datetime
) -> None:
    since = BuildingPlacement.objects.filter(building__in=buildings).values_list("valid_from", flat=True)
    check_closing(name, closed_at=thing.closed_at, placed_since=list(since), gone_since=gone_since, now=now)


def _close(buildings: Sequence[Building], ending: Ending, gone_since: datetime) -> None:
    keys = [building.id for building in buildings]
    BuildingPlacement.objects.filter(in_force(gone_since), building_id__in=keys).update(valid_to=gone_since)
    members = GovernanceMember.objects.filter(building_id__in=keys)
    members.filter(valid_from__gte=gone_since).delete()
    left = set(members.filter(in_force(gone_since)).values_list("unit_id", flat=True))
    members.filter(in_force(gone_since)).update(valid_to=gone_since)
    kept = GovernanceMember.objects.filter(unit_id__in=left, valid_to__isnull=True).values("unit_id")
    GovernanceUnit.objects.filter(id__in=left, valid_to__isnull=True, valid_from__lt=gone_since).exclude(
        id__in=kept
    ).update(valid_to=gone_since)
    Building.objects.filter(id__in=keys).update(closed_at=gone_since, closed_as=ending.value)


def _tell(
    buildings: Sequence[Building],
    estate: Estate | None,
    ending: Ending,
    gone_since: datetime,
    *,
    actor: Actor,
    path: str,
    now: datetime,
) -> None:
    bump()
    keys = [building.id for building in buildings]
    households = Dwelling.objects.filter(building_id__in=keys).count()
    kind = events.BuildingClosed if estate is None else events.EstateClosed
    whose = keys[0] if estate is None else estate.id
    journal.record(kind(whose, ending.value, gone_since, keys, households), actor=actor, at=now, area_path=path)
