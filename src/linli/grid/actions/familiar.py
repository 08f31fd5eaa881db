"""Familiar names: heard in cases whose place a person confirmed, put to a person, taken up or not (S-106, D-07).

Nothing becomes an alias by itself: cases only count. A standard (`names.cases`) says from how many of them a name is
put to whoever keeps the names of that area.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.grid import events, queries
from linli.grid.actions.names import DEED
from linli.grid.actions.versions import bump
from linli.grid.models import Alias, AliasProposal, NameHeard
from linli.grid.rules.drafts import check_name
from linli.grid.rules.spelling import plain
from linli.grid.words import Certainty, NameState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.standards.rules import Unknown

HEAR = "grid.hear_name"
CASES = "names.cases"
FIRST_CASES = 3
"""Where a district has not enacted the standard: its pack is older. Ours."""
SHORTEST, LONGEST = 2, 30
_COMMUNITY_DEPTH = 2
_EXACT = frozenset(
    {Certainty.DOOR, Certainty.BUILDING, Certainty.ESTATE, Certainty.ALIAS, Certainty.GRID, Certainty.COMMUNITY}
)


class NameDecidedBefore(Conflict):
    """Somebody decided on the name a moment ago."""

    code = "grid.name_decided_before"
    says = Text("这个俗称已经有人决定过了。", "Somebody has decided on this name already.")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A name in the words of a case. `alias_id` decided where the case was read to be; `agrees`: it was left there."""

    name: str
    alias_id: UUID | None = None
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person confirmed a case to be; the first of estate, building, door and area is what a name stands for."""

    area_path: str
    estate_id: UUID | None = None
    building_id: UUID | None = None
    address_id: UUID | None = None

    def target(self, at: datetime) -> dict[str, UUID | None] | None:
        """Return the columns of what a name stands for; None where only a street or the district is known."""
        empty: dict[str, UUID | None] = dict.fromkeys(("estate_id", "building_id", "address_id", "area_id"))
        for column in ("estate_id", "building_id", "address_id"):
            if (found := getattr(self, column)) is not None:
                return empty | {column: found}
        if self.area_path.count("/") < _COMMUNITY_DEPTH:
            return None
        area = queries.areas_by_path([self.area_path], at).get(self.area_path)
        return empty | {"area_id": area.id} if area else None


def needed(now: datetime) -> int:
    """Return how many cases must agree before a person is asked (standard `names.cases`)."""
    try:
        return standards.number(CASES, now)
    except Unknown:
        return FIRST_CASES


def hear(*, actor: Actor, case_id: UUID, spoken: Sequence[Spoken], place: Place, now: datetime) -> list[UUID]:
    """Count what a case with a confirmed place says of names; said anew, the earlier word goes. Return the proposals.

    A name that is an alias of that place already makes no proposal. A name reaches a person once as many cases as the
    standard `names.cases` says agree; what a person decided stays decided. Source: S-106.

    :raises Forbidden: the actor may not tell what was heard there.
    """
    actor.require(HEAR, place.area_path)
    with transaction.atomic():
        forget(actor=actor, case_ids=[case_id], now=now)
        target = place.target(now)
        made = []
        for one in spoken:
            key = plain(one.name)
            proposal = None if target is None or one.agrees else _proposal(one.name, key, target, place.area_path, now)
            NameHeard.objects.update_or_create(
                case_id=case_id,
                key=key,
                defaults={"proposal": proposal, "alias_id": one.alias_id, "agrees": one.agrees, "at": now},
            )
            if proposal is not None:
                _weigh(proposal, actor=actor, now=now)
                made.append(proposal.id)
        return made


def _proposal(name: str, key: str, target: dict[str, Any], area_path: str, now: datetime) -> AliasProposal | None:
    known = Alias.objects.filter(valid_to__isnull=True, **target).values_list("name", flat=True)
    if any(plain(other) == key for other in known):
        return None
    found, _ = AliasProposal.objects.get_or_create(
        key=key, **target, defaults={"name": name, "area_path": area_path, "first_at": now}
    )
    return found


def _weigh(proposal: AliasProposal, *, actor: Actor, now: datetime) -> None:
    """Put a name to a person once enough cases say it, and take it from the desk where they no longer do."""
    if proposal.state not in {NameState.HEARD, NameState.PUT}:
        return
    cases = NameHeard.objects.filter(proposal=proposal).count()
    is_enough = cases >= needed(now)
    if is_enough and proposal.state == NameState.HEARD:
        proposal.state, proposal.put_at = NameState.PUT.value, now
        proposal.save(update_fields=["state", "put_at"])
        journal.record(events.NamePut(proposal.id, cases), actor=actor, at=now, area_path=proposal.area_path)
    elif not is_enough and proposal.state == NameState.PUT:
        proposal.state, proposal.put_at = NameState.HEARD.value, None
        proposal.save(update_fields=["state", "put_at"])


def forget(*, actor: Actor, case_ids: Collection[UUID], now: datetime | None = None) -> None:
    """Take back what cases said of names: their place is decided anew, or was undone. Twice is once.

    One statement where they said nothing.
    """
    rows = list(NameHeard.objects.filter(case_id__in=case_ids).values_list("id", "proposal_id"))
    if not rows:
        return
    with transaction.atomic():
        NameHeard.objects.filter(id__in=[id_ for id_, _ in rows]).delete()
        for proposal in AliasProposal.objects.filter(id__in={id_ for _, id_ in rows if id_ is not None}):
            _weigh(proposal, actor=actor, now=now or proposal.first_at)


def accept(*, actor: Actor, proposal_id: UUID, now: datetime, name: str = "", words: str = "") -> UUID:
    """Take a name up as an alias, with another name or for another place where these are given; return the alias.

    `words` are an address of this district; the decision and who took it are kept (D-07).

    :raises NotFound: no such proposal. Forbidden: the actor keeps no names there, or is nobody by name.
    :raises NameDecidedBefore: Invalid: the name is too short or long, or the words name no place exactly.
    """
    with transaction.atomic():
        found = _locked(actor, proposal_id, NameState.PUT)
        target, path = _target(found), found.area_path
        if words.strip():
            target, path = _said(words, now)
            actor.require(DEED, path)
        chosen = _checked(name or found.name)
        alias, _ = Alias.objects.get_or_create(
            name=chosen,
            valid_to=None,
            **target,
            defaults={
                "source": f"诉求确认（{found.first_at:%Y-%m-%d} 起）",
                "valid_from": now,
                "decided_by_id": actor.account_id,
                "times_confirmed": NameHeard.objects.filter(proposal=found).count(),
            },
        )
        is_edited = chosen != found.name or bool(words.strip())
        _decide(found, NameState.ACCEPTED, actor=actor, now=now, alias=alias)
        journal.record(events.NameDecided(found.id, True, is_edited), actor=actor, at=now, area_path=path)
        bump()
        return alias.id


def refuse(*, actor: Actor, proposal_id: UUID, reason: str, now: datetime) -> None:
    """Do not take a name up; the cases go on counting and it is not put again.

    :raises NotFound, Forbidden, NameDecidedBefore: as `accept`. Invalid: no reason.
    """
    with transaction.atomic():
        found = _locked(actor, proposal_id, NameState.PUT)
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明理由", why_en="give the reason")
        _decide(found, NameState.REFUSED, actor=actor, now=now, reason=reason.strip()[:200])
        journal.record(events.NameDecided(found.id, False, False), actor=actor, at=now, area_path=found.area_path)


def take_back(*, actor: Actor, proposal_id: UUID, now: datetime) -> None:
    """Take a decision on a name back: its alias is in force no longer, and the name waits again.

    :raises NotFound, Forbidden: as `accept`. NameDecidedBefore: nothing was decided.
    """
    with transaction.atomic():
        found = _locked(actor, proposal_id, NameState.ACCEPTED, NameState.REFUSED)
        was_accepted = found.state == NameState.ACCEPTED
        if found.alias_id is not None:
            Alias.objects.filter(id=found.alias_id, valid_to__isnull=True).update(valid_to=now)
            bump()
        _decide(found, NameState.HEARD, actor=actor, now=now)
        told = events.NameTakenBack(found.id, was_accepted)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        _weigh(found, actor=actor, now=now)


def end_alias(*, actor: Actor, alias_id: UUID, now: datetime) -> None:
    """Let a familiar name stand for its place no longer; what was placed by it stays where it is. Twice is once.

    :raises NotFound: no such alias. Forbidden: the actor keeps no names there.
    """
    with transaction.atomic():
        found = Alias.objects.select_for_update(of=("self",)).filter(id=alias_id).first()
        if found is None:
            raise NotFound
        path = queries.alias_path(found, now)
        _check(actor, path)
        if found.valid_to is not None:
            return
        found.valid_to = now
        found.save(update_fields=["valid_to"])
        AliasProposal.objects.filter(alias=found).update(
            state=NameState.REFUSED.value, decided_at=now, decided_by_id=actor.account_id, alias=None
        )
        journal.record(events.AliasEnded(found.id), actor=actor, at=now, area_path=path)
        bump()


def _locked(actor: Actor, proposal_id: UUID, *states: NameState) -> AliasProposal:
    found = AliasProposal.objects.select_for_update(of=("self",)).filter(id=proposal_id).first()
    if found is None:
        raise NotFound
    _check(actor, found.area_path)
    if found.state not in {state.value for state in states}:
        raise NameDecidedBefore
    return found


def _check(actor: Actor, path: str) -> None:
    actor.require(DEED, path)
    if actor.account_id is None:
        raise Forbidden(deed=DEED)  # a person decides, by name


def _decide(
    found: AliasProposal, state: NameState, *, actor: Actor, now: datetime, alias: Alias | None = None, reason: str = ""
) -> None:
    is_open = state is NameState.HEARD
    found.state, found.alias, found.reason = state.value, alias, reason
    found.decided_at, found.decided_by_id = (None, None) if is_open else (now, actor.account_id)
    found.save(update_fields=["state", "alias", "reason", "decided_at", "decided_by_id"])


def _target(found: AliasProposal) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("estate_id", "building_id", "address_id", "area_id")}


def _said(words: str, now: datetime) -> tuple[dict[str, Any], str]:
    placed = queries.place(address=words, at=now)
    if placed.certainty not in _EXACT:
        raise Invalid(
            field="words", why_zh="请写准门牌、楼座、小区或社区", why_en="name a door, an estate or a community"
        )
    area = placed.area.path
    target = Place(area, placed.estate_id, placed.building_id).target(now)
    if target is None:  # pragma: no cover - what is exact lies in a community
        raise Invalid(field="words", why_zh="请写得再准一些", why_en="say it more exactly")
    return target, area


def _checked(name: str) -> str:
    chosen = check_name(name)
    if not SHORTEST <= len(chosen) <= LONGEST:
        raise Invalid(field="name", why_zh=f"俗称要有 {SHORTEST}–{LONGEST} 个字", why_en="two to thirty letters")
    return chosen
