"""Which two reports are one matter (R5-6). Source: domain-spec §5.2; a person decides, this only checks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from linli.appeals.words import OPEN_STATES, State, Urgency
from linli.kernel.errors import Refused
from linli.kernel.words import Text

EARTH_M = 6_371_008.8
COMMUNITY_DEPTH = 3


class NotTheSame(Refused):
    """The two are not at one place about one matter."""

    code = "appeals.not_the_same"
    says = Text("两件不在同一地点或不是同一类事项，不能并案。", "They are not about the same matter at the same place.")


class MasterEnded(Refused):
    """The other one is not open any more."""

    code = "appeals.master_ended"
    says = Text("要并入的那一件已经结束，请选仍在办理的。", "The other report has ended; choose one that is open.")


class HasMerged(Refused):
    """Others were joined with this one; it cannot be joined itself."""

    code = "appeals.has_merged"
    says = Text("已有其他诉求并入这一件，请反过来并案。", "Others are joined with this one; merge the other way round.")


class HandledByComplained(Refused):
    """The other one is in the hands of the unit that this one complains of."""

    code = "appeals.handled_by_complained"
    says = Text(
        "这一件反映的单位正在承办另一件，并过去就等于交给被反映单位；请分开办理，或先研判。",
        "The unit this report complains of handles the other one. Keep them apart, or triage this one first.",
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """What counts for likeness: matter, place, time."""

    category: str | None
    area_path: str
    building_id: UUID | None
    lon: float | None
    lat: float | None
    urgency: Urgency
    at: datetime


@dataclass(frozen=True, slots=True)
class Nearness:
    """The standard `duplicates`: metres and hours."""

    distance_m: int
    hours: int
    emergency_hours: int

    def window(self, urgency: Urgency) -> timedelta:
        """Return how far apart in time two reports of one matter may be."""
        return timedelta(hours=self.emergency_hours if urgency is Urgency.EMERGENCY else self.hours)


def is_likely_same(one: Spot, other: Spot, near: Nearness) -> bool:
    """Say whether R5-6 suggests a merge: same leaf or group, near by or same building, within the window."""
    most_urgent = min(one.urgency, other.urgency, key=lambda urgency: urgency.rank)
    return abs(one.at - other.at) <= near.window(most_urgent) and is_same_matter(one, other, near)


def is_same_matter(one: Spot, other: Spot, near: Nearness) -> bool:
    """Say whether a person may join the two: same group (where both are known) and same place, whatever the time."""
    if one.category and other.category and _group(one.category) != _group(other.category):
        return False
    return is_same_place(one, other, near)


def is_same_place(one: Spot, other: Spot, near: Nearness) -> bool:
    """Say whether the two are in one building, within the distance, or (without a point) in one community."""
    if one.building_id is not None and one.building_id == other.building_id:
        return True
    if one.lon is not None and one.lat is not None and other.lon is not None and other.lat is not None:
        return metres(one.lon, one.lat, other.lon, other.lat) <= near.distance_m
    first, second = _community(one.area_path), _community(other.area_path)
    return first is not None and first == second


def check_merge(one: Spot, master: Spot, near: Nearness, *, master_state: State, has_merged: bool) -> None:
    """Return quietly when T10 may be taken.

    :raises MasterEnded, HasMerged, NotTheSame:
    """
    if master_state not in OPEN_STATES:
        raise MasterEnded
    if has_merged:
        raise HasMerged
    if not is_same_matter(one, master, near):
        raise NotTheSame


def check_hands(closed: Collection[UUID], handling: Collection[UUID]) -> None:
    """Return quietly unless a unit that `handling` names is among the `closed` ones of the case to be joined (I13).

    :raises HandledByComplained:
    """
    if not frozenset(closed).isdisjoint(handling):
        raise HandledByComplained


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the great-circle distance in metres."""
    half_lat, half_lon = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(half_lon) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def _group(category: str) -> str:
    return category.partition(".")[0]


def _community(area_path: str) -> str | None:
    parts = area_path.split("/")
    return "/".join(parts[:COMMUNITY_DEPTH]) if len(parts) >= COMMUNITY_DEPTH else None
