"""Who sees what of an appeal. Source: I13; 济南市12345条例 §32; 未成年人网络保护条例 §36; domain-spec §13.

The reporter sees the own case. Staff see a masked contact until they say why they need more. Whoever is barred (of the
unit complained of or of one below it) sees the matter, but nothing that leads to the reporter, and does nothing in it.
Whoever is recused sees nothing. ADR 0014.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Forbidden
from linli.kernel.words import Text
from linli.people.rules.roles import ROLES

COMMUNITY_DEPTH = 3


class OwnMatter(Forbidden):
    """Who is complained of decides nothing in the matter (I13; 济南市12345条例 §32)."""

    code = "appeals.own_matter"
    says = Text(
        "这件诉求反映的是您所在的单位（或其上级单位），您应当回避，不能经办；请由与该单位无关的人员办理：{who_zh}。",
        "This report complains of your own unit (or one above it), so you keep out of it. "
        "Somebody not of that unit may act: {who_en}.",
    )


def own_matter(deed: str) -> OwnMatter:
    """Return the refusal of `deed` for somebody barred; it names the roles that have the deed, nearest level first."""
    who = [row.role for row in ROLES.values() if deed in row.deeds]
    return OwnMatter(
        deed=deed,
        who_zh="、".join(role.zh for role in who) or "其他单位",
        who_en=", ".join(role.en for role in who) or "another unit",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision about seeing rests on. `is_presumed`: nobody has triaged it, so nobody has read the words."""

    subject: Subject
    area_path: str
    unit_ids: frozenset[UUID]
    complained_ids: frozenset[UUID]
    is_minor: bool = False
    is_presumed: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer sees.

    `contact`: the masked name and phone. `place`: point, building and place in words (else the community only).
    `words`: the text as written (else masked). `files`: what the reporter sent. `inner`: internal notes, requests.
    `reads`: the texts at all; before triage nobody has looked whether a story itself gives its teller away.
    `is_record`: whoever corrects the record sees its codes and the corrections asked for, nothing that people said.
    """

    contact: bool
    place: bool
    words: bool
    files: bool
    inner: bool
    is_reporter: bool = False
    is_complained_of: bool = False
    reads: bool = True
    is_record: bool = False


REPORTER = Sight(contact=True, place=True, words=True, files=True, inner=False, is_reporter=True)
STAFF = Sight(contact=True, place=True, words=True, files=True, inner=True)
STAFF_OF_MINOR = Sight(contact=False, place=True, words=True, files=True, inner=True)
COMPLAINED_OF = Sight(contact=False, place=False, words=False, files=False, inner=False, is_complained_of=True)

UNREAD = replace(COMPLAINED_OF, reads=False)
RECORD = Sight(contact=False, place=False, words=False, files=False, inner=True, reads=False, is_record=True)
"""What an administrator sees of the one case that is to be corrected (T60): the system's keeper reads no business data
(三员分立, GB/T 22239-2019), so there is no list and no search of cases."""


def sight(actor: Actor, standing: Standing) -> Sight | None:
    """Return what `actor` sees, or None: for this actor there is no such appeal.

    A member of the complained-of unit sees as little as the unit, whatever other role the person has, and no words at
    all before triage.
    """
    if not actor.may("appeals.view", standing.area_path, units=standing.unit_ids, subject=standing.subject):
        return None
    if standing.subject in actor.holds:
        return REPORTER
    if actor.is_barred(standing.complained_ids, standing.subject):
        return UNREAD if standing.is_presumed else COMPLAINED_OF
    return STAFF_OF_MINOR if standing.is_minor else STAFF


def coarse(area_path: str) -> str:
    """Return the path cut down to the community, which is all that the complained-of unit learns of the place."""
    return "/".join(area_path.split("/")[:COMMUNITY_DEPTH])
