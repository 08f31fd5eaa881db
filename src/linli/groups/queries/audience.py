"""Whom a piece of news or a broadcast concerns: everybody once, in the order of the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.groups.models import AddressClaim, Membership, Subscription
from linli.groups.words import BroadcastKind, ClaimState, NewsTopic
from linli.people import queries as people

Accounts = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """An area with all below it or, where one is named, an estate or a building in it."""

    area_path: str
    estate_id: UUID | None = None
    building_id: UUID | None = None

    @property
    def is_whole_area(self) -> bool:
        """Say whether no estate and no building is named."""
        return self.estate_id is None and self.building_id is None


def subscribers(topic: NewsTopic | None, area_path: str) -> Accounts:
    """Return the accounts that subscribed at an area or below it, to one topic or to any."""
    rows = Subscription.objects.filter(people.within("area_path", area_path))
    return (rows.filter(topic=topic.value) if topic else rows).values("account_id")


def concerned(kind: BroadcastKind, topic: NewsTopic, place: Place) -> tuple[Accounts, ...]:
    """Return the accounts a broadcast goes to, source by source; somebody may stand in several.

    News go to who subscribed to the topic; at an estate or a building, to those of them who live there. A service
    notice goes to who lives there as well, an emergency also to who subscribed to anything there or is in a group of
    the place. Source: S-110, S-300; ADR 0019.
    """
    residents = _residents(place)
    if kind is BroadcastKind.NEWS:
        if place.is_whole_area:
            return (subscribers(topic, place.area_path),)
        return (residents.filter(account_id__in=subscribers(topic, place.area_path)),)
    found = [residents]
    if place.is_whole_area:
        found.append(subscribers(None if kind is BroadcastKind.EMERGENCY else topic, place.area_path))
    if kind is BroadcastKind.EMERGENCY:
        found.append(_members(place))
    return tuple(found)


def everybody(sources: tuple[Accounts, ...]) -> Accounts:
    """Return all accounts of the sources, each once; to be asked of by another query."""
    first, *others = (source.order_by().values("account_id") for source in sources)
    return first.union(*others) if others else first


def next_ones(sources: tuple[Accounts, ...], after: UUID | None, most: int) -> list[UUID]:
    """Return the next accounts, each once, in their order. One statement; each source is read off as far as needed."""
    firsts = []
    for source in sources:
        rows = source.filter(account_id__gt=after) if after is not None else source
        firsts.append(rows.order_by("account_id").values_list("account_id", flat=True).distinct()[:most])
    first, *others = firsts
    rows = first.union(*others).order_by("account_id")[:most] if others else first
    return list(rows)


def _residents(place: Place) -> Accounts:
    """Return who lives there, verified; somebody who moved lives where was verified last."""
    verified = AddressClaim.objects.filter(state=ClaimState.VERIFIED.value)
    later = verified.filter(account_id=OuterRef("account_id"), at__gt=OuterRef("at"))
    return verified.filter(~Exists(later), _at(place)).values("account_id")


def _members(place: Place) -> Accounts:
    inside = {f"group__{name}": value for name, value in _named(place).items()}
    where = Q(**inside) if inside else people.within("group__area_path", place.area_path)
    return Membership.objects.filter(where, left_at__isnull=True, group__closed_at__isnull=True).values("account_id")


def _at(place: Place) -> Q:
    named = _named(place)
    return Q(**named) if named else people.within("area_path", place.area_path)


def _named(place: Place) -> dict[str, UUID]:
    if place.building_id is not None:
        return {"building_id": place.building_id}
    return {"estate_id": place.estate_id} if place.estate_id is not None else {}
