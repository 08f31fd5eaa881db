"""Where members live: they say it, the grid worker verifies it (S-302)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import queries as grid
from linli.groups import events, rules
from linli.groups.actions.places import account_of, resident_of
from linli.groups.models import AddressClaim
from linli.groups.words import ClaimState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.kernel.texts import clean_line
from linli.notices import actions as notices
from linli.notices.actions import Recipient
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.words import ResidenceKind

MOST_ROOM = 40


def claim_address(*, actor: Actor, building_code: str, room: str, now: datetime) -> UUID:
    """Say where one lives: the code on the building's door and the dwelling; return the claim's id.

    :raises NotFound: no such building. NeedsAccount:
    :raises Invalid: no dwelling named. Conflict: an earlier claim still waits.
    """
    with transaction.atomic():
        account_id = resident_of(actor, "groups.join")
        found = grid.building_by_code(clean_line(building_code, field="building_code"), now)
        room = clean_line(room, field="room")
        if not room or len(room) > MOST_ROOM or not found.area_path:
            raise Invalid(field="room", why_zh="请写单元和门牌号", why_en="say which entrance and door")
        if AddressClaim.objects.filter(account_id=account_id, state=ClaimState.WAITING.value).exists():
            raise Conflict
        made = AddressClaim.objects.create(
            account_id=account_id,
            building_id=found.id,
            estate_id=found.estate_id,
            area_path=found.area_path,
            room_sealed=room,
            at=now,
        )
        told = events.AddressClaimed(made.id, found.id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return made.id


def decide_address(
    *, actor: Actor, claim_id: UUID, verified: bool, reason: str = "", kind: ResidenceKind = ResidenceKind.FAMILY,
    now: datetime,
) -> None:  # fmt: skip
    """Verify an address, or say why not; where the dwelling stands in the register the residence is written there too.

    :raises NotFound: there is no such claim in the actor's reach of `people.verify_residence`.
    :raises Conflict: it was decided before. Invalid: refused without a reason.
    """
    with transaction.atomic():
        claim = AddressClaim.objects.select_for_update().filter(id=claim_id).first()
        if claim is None or not actor.may("people.verify_residence", claim.area_path):
            raise NotFound
        if claim.state != ClaimState.WAITING:
            raise Conflict
        claim.state = ClaimState.VERIFIED if verified else ClaimState.REFUSED
        claim.reason = "" if verified else rules.reason_of(reason, field="reason")
        claim.decided_by_id, claim.decided_at = account_of(actor, "people.verify_residence"), now
        claim.save(update_fields=["state", "reason", "decided_by_id", "decided_at"])
        if verified:
            _settle(actor, claim, kind, now)
        told = events.AddressDecided(claim.id, claim.state)
        journal.record(told, actor=actor, at=now, area_path=claim.area_path)
        state = ClaimState(claim.state)
        notices.tell(
            to=Recipient(account_id=claim.account_id),
            text="group.address",
            params={"outcome_zh": state.zh, "outcome_en": state.en, "link": "/my/groups/address/"},
            subject=("groups", claim.id),
            key=f"group.address:{claim.id}",
            now=now,
        )


def _settle(actor: Actor, claim: AddressClaim, kind: ResidenceKind, now: datetime) -> None:
    """Write the residence into the register, where the register knows the dwelling."""
    wanted = _plain(claim.room_sealed or "")
    homes = [home for home in grid.dwellings_of(claim.building_id, now) if _plain(home.number) == wanted]
    if len(homes) != 1:
        return
    contacts = people.contact_ids_of(claim.account_id)
    contact_id = contacts[0] if contacts else people_actions.keep_contact(account_id=claim.account_id, now=now)
    people_actions.settle(
        actor=actor, contact_id=contact_id, dwelling_id=homes[0].id, area_path=claim.area_path, kind=kind, now=now
    )


def _plain(number: str) -> str:
    return "".join(letter for letter in number if letter.isalnum()).removesuffix("室").removesuffix("户")
