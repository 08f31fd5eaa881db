"""Groups: mine, those of an area, one; who lives where. Every list is one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from linli.groups import rules
from linli.groups.models import AddressClaim, Group, Membership, Thread
from linli.groups.words import ClaimState, GroupKind, Joining
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, moment_and_id, page_of
from linli.people import queries as people

ROOM = "groups"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list; `is_mine`: the asker belongs to it. `joined_at` only in the list of the own ones."""

    id: UUID
    kind: GroupKind
    name: str
    description: str
    joining: Joining
    area_path: str
    estate_id: UUID | None
    building_id: UUID | None
    is_closed: bool
    is_mine: bool
    last_at: datetime | None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claimed address; `room` only for the person and for whoever verifies it."""

    id: UUID
    account_id: UUID
    building_id: UUID
    area_path: str
    room: str
    state: ClaimState
    reason: str
    at: datetime


def group_row(found: Group, *, is_mine: bool, joined_at: datetime | None = None) -> GroupRow:
    """Return the row of a loaded group."""
    return GroupRow(
        id=found.id,
        kind=GroupKind(found.kind),
        name=found.name,
        description=found.description,
        joining=Joining(found.joining),
        area_path=found.area_path,
        estate_id=found.estate_id,
        building_id=found.building_id,
        is_closed=found.closed_at is not None,
        is_mine=is_mine,
        last_at=getattr(found, "last_at", None),
        joined_at=joined_at,
    )


def _latest(outer: str) -> Subquery:
    threads = Thread.objects.filter(group=OuterRef(outer)).order_by("-last_at", "-id")
    return Subquery(threads.values("last_at")[:1])


def my_groups(account_id: UUID, *, cursor: str | None = None, size: int = 20) -> Page[GroupRow]:
    """Return the groups of an account, the latest joined first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = Membership.objects.filter(account_id=account_id, left_at__isnull=True).order_by("-joined_at", "-id")
    rows = rows.select_related("group").annotate(latest=_latest("group_id"))
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(joined_at__lte=moment).filter(Q(joined_at__lt=moment) | Q(id__lt=last))
    found = [
        (replace(group_row(row.group, is_mine=True, joined_at=row.joined_at), last_at=row.latest), row.id)
        for row in rows[: size + 1]
    ]
    page = page_of(found, size, lambda pair: (str(pair[0].joined_at), str(pair[1])))
    return Page(tuple(row for row, _ in page.rows), page.next)


def groups_at(
    area_path: str,
    *,
    account_id: UUID | None = None,
    kinds: Collection[GroupKind] = (),
    cursor: str | None = None,
    size: int = 20,
) -> Page[GroupRow]:
    """Return the open groups at or below an area, in the order of the places. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    return _in_area(people.within("area_path", area_path), account_id, kinds, cursor, size)


def moderated(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[GroupRow]:
    """Return the open groups that the actor moderates, in the order of the places. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    return _in_area(people.reach_filter(actor.reach("groups.moderate")), actor.account_id, (), cursor, size)


def _in_area(
    where: Q, account_id: UUID | None, kinds: Collection[GroupKind], cursor: str | None, size: int
) -> Page[GroupRow]:
    rows = Group.objects.filter(where, closed_at__isnull=True).order_by("area_path", "id")
    rows = rows.annotate(last_at=_latest("pk"), is_mine=Exists(_own(account_id)))
    if kinds:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    if cursor:
        path, last = decode(cursor, 2)
        rows = rows.filter(area_path__gte=str(path)).filter(Q(area_path__gt=str(path)) | Q(id__gt=as_id(last)))
    found = [group_row(row, is_mine=row.is_mine) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.area_path, str(row.id)))


def _own(account_id: UUID | None) -> QuerySet[Membership]:
    mine = Membership.objects.filter(group=OuterRef("pk"), left_at__isnull=True)
    return mine.none() if account_id is None else mine.filter(account_id=account_id)


def group(group_id: UUID, *, account_id: UUID | None = None) -> GroupRow:
    """Return a group; that it exists is no secret, what is said in it is. One statement.

    :raises NotFound: there is none.
    """
    rows = Group.objects.filter(id=group_id).annotate(is_mine=Exists(_own(account_id)))
    found = rows.first()
    if found is None:
        raise NotFound
    return group_row(found, is_mine=found.is_mine)


def may_read(actor: Actor, row: GroupRow) -> bool:
    """Say whether the actor reads what is said in the group: its members and its moderators do."""
    return may(actor, "groups.read", row) or actor.may("groups.moderate", row.area_path)


def may(actor: Actor, deed: str, row: GroupRow) -> bool:
    """Say whether the actor may do a member's `deed` in the group."""
    held = replace(actor, holds=actor.holds | {(ROOM, row.id)}) if row.is_mine else actor
    return held.may(deed, row.area_path, subject=(ROOM, row.id))


def readable(actor: Actor, group_id: UUID) -> GroupRow:
    """Return a group whose threads the actor may read. One statement.

    :raises NotFound: there is none, or the actor neither belongs to it nor moderates it.
    """
    row = group(group_id, account_id=actor.account_id)
    if not may_read(actor, row):
        raise NotFound
    return row


def homes(account_id: UUID) -> list[tuple[str, UUID | None, UUID]]:
    """Return where an account lives, verified: (area path, estate, building), the latest first. One statement."""
    rows = AddressClaim.objects.filter(account_id=account_id, state=ClaimState.VERIFIED.value).order_by("-at")
    return list(rows.values_list("area_path", "estate_id", "building_id")[:5])


def lives_in(account_id: UUID, found: Group) -> bool:
    """Say whether a verified home of the account lies in what the group is for. One statement."""
    return any(
        rules.lives_there(home, area_path=found.area_path, estate_id=found.estate_id, building_id=found.building_id)
        for home in homes(account_id)
    )


def my_claims(account_id: UUID) -> list[ClaimRow]:
    """Return the claimed addresses of an account, the latest first. One statement."""
    rows = AddressClaim.objects.filter(account_id=account_id).order_by("-at", "-id")
    return [claim_row(row) for row in rows[:10]]


def waiting_claims(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[ClaimRow]:
    """Return the addresses that the actor may verify, the oldest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    reach = people.reach_filter(actor.reach("people.verify_residence"))
    rows = AddressClaim.objects.filter(reach, state=ClaimState.WAITING.value).order_by("at", "id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__gte=moment).filter(Q(at__gt=moment) | Q(id__gt=last))
    found = [claim_row(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def claim_row(found: AddressClaim) -> ClaimRow:
    """Return the row of a loaded claim."""
    return ClaimRow(
        id=found.id,
        account_id=found.account_id,
        building_id=found.building_id,
        area_path=found.area_path,
        room=found.room_sealed or "",
        state=ClaimState(found.state),
        reason=found.reason,
        at=found.at,
    )
