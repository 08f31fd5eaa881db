"""Who sees what of an appeal. Source: I13; 济南市12345条例 §32; 未成年人网络保护条例 §36; domain-spec §13.

The reporter sees the own case. Staff see a masked contact until they say why they need more. The unit complained of
and its members see the matter, but nothing that leads to the reporter. Whoever is recused sees nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import Actor, Subject

COMMUNITY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision about seeing rests on."""

    subject: Subject
    area_path: str
    unit_ids: frozenset[UUID]
    complained_ids: frozenset[UUID]
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer sees.

    `contact`: the masked name and phone. `place`: point, building and place in words (else the community only).
    `words`: the text as written (else masked). `files`: what the reporter sent. `inner`: internal notes, requests.
    """

    contact: bool
    place: bool
    words: bool
    files: bool
    inner: bool
    is_reporter: bool = False
    is_complained_of: bool = False


REPORTER = Sight(contact=True, place=True, words=True, files=True, inner=False, is_reporter=True)
STAFF = Sight(contact=True, place=True, words=True, files=True, inner=True)
STAFF_OF_MINOR = Sight(contact=False, place=True, words=True, files=True, inner=True)
COMPLAINED_OF = Sight(contact=False, place=False, words=False, files=False, inner=False, is_complained_of=True)


def sight(actor: Actor, standing: Standing) -> Sight | None:
    """Return what `actor` sees, or None: for this actor there is no such appeal.

    A member of the complained-of unit sees as little as the unit, whatever other role the person has.
    """
    if not actor.may("appeals.view", standing.area_path, units=standing.unit_ids, subject=standing.subject):
        return None
    if standing.subject in actor.holds:
        return REPORTER
    if is_complained_of(actor.units, standing.complained_ids):
        return COMPLAINED_OF
    return STAFF_OF_MINOR if standing.is_minor else STAFF


def is_complained_of(units: Collection[UUID], complained_ids: Collection[UUID]) -> bool:
    """Say whether one of `units` is complained of."""
    return bool(frozenset(units) & frozenset(complained_ids))


def coarse(area_path: str) -> str:
    """Return the path cut down to the community, which is all that the complained-of unit learns of the place."""
    return "/".join(area_path.split("/")[:COMMUNITY_DEPTH])
