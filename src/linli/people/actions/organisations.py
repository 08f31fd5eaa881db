"""Opening organisations, and saying what they do, who serves and who is on call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, Refused
from linli.kernel.texts import clean_line
from linli.kernel.words import Text
from linli.people import events
from linli.people.actions.faster import only_once
from linli.people.models import AreaCharge, Competence, FormationTarget, Organisation, Post, Roster
from linli.people.queries.actors import in_force
from linli.people.queries.units import forget
from linli.people.rules.grants import check_period
from linli.people.rules.units import level_of, rank_of
from linli.people.words import CompetenceRank, PostKind, UnitKind


class JustBegun(Refused):
    """What begins at this moment cannot end at it."""

    code = "people.just_begun"
    says = Text(
        "这个单位（或它的职责、任职）这一刻才生效，请稍后再撤销。",
        "It, or something it does, only begins at this moment; close it a little later.",
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a roster."""

    account_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A party organisation that should be built, or why not."""

    area_path: str
    estate_id: UUID | None = None
    due_on: date | None = None
    exempt_reason: str = ""


def open_unit(
    *,
    actor: Actor,
    kind: str,
    name_zh: str,
    name_en: str,
    area_path: str,
    now: datetime,
    level: int | None = None,
    phone: str = "",
    is_24h: bool = False,
    estate_id: UUID | None = None,
    building_id: UUID | None = None,
    parent_id: UUID | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> UUID:
    """Open an organisation at an area; return its id. The level follows from the kind unless given.

    :raises NotFound: no such area.
    :raises Forbidden: the actor lacks `people.open_unit` there.
    :raises Invalid: no such kind, or no name. WrongPeriod: it would end before it starts.
    :raises Conflict: the estate or grid has its branch already (S-028, S-066).
    """
    with only_once(), transaction.atomic():
        area = grid.area_by_path(area_path)
        actor.require("people.open_unit", area.path)
        known = _kind(kind)
        name_zh, name_en = _names(name_zh, name_en)
        start = valid_from or now
        check_period(start, valid_to)
        _only_branch(known, area.id, estate_id)
        place = {"area_id": area.id, "area_path": area.path, "estate_id": estate_id, "building_id": building_id}
        words = {"name_zh": name_zh, "name_en": name_en, "phone": phone, "is_24h": is_24h, "parent_id": parent_id}
        period = {"valid_from": start, "valid_to": valid_to}
        unit = Organisation.objects.create(kind=known.value, level=level or level_of(known), **place, **words, **period)
        journal.record(events.UnitOpened(unit.id, unit.kind, unit.level), actor=actor, at=now, area_path=area.path)
    forget()
    return unit.id


def _kind(kind: str) -> UnitKind:
    found = {known.value: known for known in UnitKind}.get(kind)
    if found is None:
        raise Invalid(field="kind", why_zh="没有这种单位", why_en="no such kind of organisation")
    return found


def _only_branch(kind: UnitKind, area_id: UUID, estate_id: UUID | None) -> None:
    branches = (UnitKind.ESTATE_BRANCH, UnitKind.ESTATE_GENERAL_BRANCH)
    open_ones = Organisation.objects.filter(valid_to__isnull=True)
    if kind is UnitKind.GRID_BRANCH and open_ones.filter(kind=kind, area_id=area_id).exists():
        raise Conflict
    if kind in branches and estate_id and open_ones.filter(kind__in=branches, estate_id=estate_id).exists():
        raise Conflict


def close_unit(*, actor: Actor, unit_id: UUID, now: datetime) -> None:
    """End an organisation now, with its competences and posts.

    :raises NotFound: there is none, or it has ended.
    :raises Forbidden: the actor lacks `people.open_unit` there.
    :raises JustBegun: it, or something it does, begins at this very moment or later.
    """
    with transaction.atomic():
        unit = _locked(unit_id)
        actor.require("people.open_unit", unit.area_path)
        if unit.valid_to is not None and unit.valid_to <= now:
            raise NotFound
        if unit.valid_from >= now or _begins(Competence, unit_id, now) or _begins(Post, unit_id, now):
            raise JustBegun
        unit.valid_to = now
        unit.save(update_fields=["valid_to"])
        Competence.objects.filter(in_force(now), organisation_id=unit_id).update(valid_to=now)
        Post.objects.filter(in_force(now), organisation_id=unit_id).update(valid_to=now)
        journal.record(events.UnitClosed(unit.id), actor=actor, at=now, area_path=unit.area_path)
    forget()


def _begins(model: type[Competence] | type[Post], unit_id: UUID, now: datetime) -> bool:
    return model.objects.filter(organisation_id=unit_id, valid_from=now).exists()


def _names(zh: str, en: str) -> tuple[str, str]:
    """Return both names of a unit; the Chinese one stands for a missing English one."""
    zh, en = clean_line(zh, field="name_zh"), clean_line(en, field="name_en")
    if not zh:
        raise Invalid(field="name_zh", why_zh="请填写名称", why_en="a name is needed")
    return zh, en or zh


def set_competence(
    *,
    actor: Actor,
    unit_id: UUID,
    categories: Collection[str],
    area_path: str,
    rank: str = CompetenceRank.MAIN,
    now: datetime,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> None:
    """Make a unit competent for `categories` (leaves, groups or ``*``) at an area; what it had for them there ends.

    With the rank ``owner`` the register says instead that the objects of that kind belong to it (R5-4, step 3); being
    competent and being the owner stand side by side.

    :raises NotFound: no such unit or area. UnknownRank: the rank is none of the list.
    :raises Forbidden: the actor lacks `people.set_competence` there. WrongPeriod: the end is before the start.
    """
    with transaction.atomic():
        unit = _locked(unit_id)
        area = grid.area_by_path(area_path)
        actor.require("people.set_competence", area.path)
        start = valid_from or now
        check_period(start, valid_to)
        kept = rank_of(rank)
        same = {"area_id": area.id, "area_path": area.path, "rank": kept.value, "valid_from": start}
        wanted = [
            Competence(organisation=unit, category=category, valid_to=valid_to, **same)
            for category in sorted(set(categories))
        ]
        if wanted:
            _set_rows(wanted, start=start, now=now)
        for row in wanted:
            told = events.CompetenceSet(unit.id, row.category, str(row.rank), valid_to)
            journal.record(told, actor=actor, at=now, area_path=area.path)
    forget()


def _set_rows(new: Sequence[Competence], *, start: datetime, now: datetime) -> None:
    """Write rows of one unit, area and rank; what it had there ends, and what would only begin later never does."""
    first, owned = new[0], Q(rank=CompetenceRank.OWNER.value)
    had = Competence.objects.filter(
        in_force(now),
        owned if first.rank == CompetenceRank.OWNER.value else ~owned,
        organisation_id=first.organisation_id,
        area_id=first.area_id,
        category__in=[row.category for row in new],
    )
    had.filter(valid_from__gte=start).delete()
    had.update(valid_to=start)
    Competence.objects.bulk_create(new)


def appoint(
    *,
    actor: Actor,
    account_id: UUID,
    unit_id: UUID,
    title: str,
    kind: str = PostKind.FULL_TIME,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    now: datetime,
) -> UUID:
    """Give an account a post in an organisation for a term; return the post's id. A post gives no rights.

    :raises NotFound: no such unit. Forbidden: the actor lacks `people.appoint` there. WrongPeriod:
    """
    with transaction.atomic():
        unit = _locked(unit_id)
        actor.require("people.appoint", unit.area_path)
        start = valid_from or now
        check_period(start, valid_to)
        post = Post.objects.create(
            account_id=account_id,
            organisation=unit,
            title=title,
            kind=kind,
            valid_from=start,
            valid_to=valid_to,
        )
        told = events.Appointed(unit.id, account_id, str(post.kind), valid_to)
        journal.record(told, actor=actor, at=now, area_path=unit.area_path)
        return post.id


def set_roster(*, actor: Actor, unit_id: UUID, area_path: str, turns: Sequence[Turn], now: datetime) -> None:
    """Replace the coming turns of a unit at an area (S-059); turns that have begun stay as they were.

    :raises NotFound: no such unit or area. Forbidden: the actor lacks `people.set_roster`. WrongPeriod:
    """
    with transaction.atomic():
        unit = _locked(unit_id)
        area = grid.area_by_path(area_path)
        actor.require("people.set_roster", area.path, units=(unit.id,))
        for turn in turns:
            check_period(turn.starts_at, turn.ends_at)
        Roster.objects.filter(organisation=unit, area_id=area.id, starts_at__gt=now).delete()
        Roster.objects.bulk_create(
            Roster(
                organisation=unit,
                area_id=area.id,
                area_path=area.path,
                account_id=turn.account_id,
                phone_sealed=turn.phone or None,
                starts_at=turn.starts_at,
                ends_at=turn.ends_at,
            )
            for turn in turns
        )
        journal.record(events.RosterSet(unit.id, len(turns)), actor=actor, at=now, area_path=area.path)


def set_charge(
    *,
    actor: Actor,
    area_path: str,
    unit_id: UUID,
    person_id: UUID | None = None,
    deputy_id: UUID | None = None,
    now: datetime,
) -> None:
    """Say who answers for an area: an organisation, a person and a deputy; whoever did before stops (S-011).

    :raises NotFound: no such unit or area. Forbidden: the actor lacks `people.set_charge`.
    :raises Invalid: person and deputy are the same.
    """
    with transaction.atomic():
        unit = _locked(unit_id)
        area = grid.area_by_path(area_path)
        actor.require("people.set_charge", area.path)
        if person_id is not None and person_id == deputy_id:
            raise Invalid(field="deputy_id", why_zh="副手须是另一个人", why_en="the deputy is another person")
        had = AreaCharge.objects.filter(area_id=area.id, valid_to__isnull=True)
        had.filter(valid_from__gte=now).delete()
        had.update(valid_to=now)
        AreaCharge.objects.create(
            area_id=area.id,
            area_path=area.path,
            organisation=unit,
            person_id=person_id,
            deputy_id=deputy_id,
            valid_from=now,
        )
        journal.record(events.ChargeSet(unit.id, person_id, deputy_id), actor=actor, at=now, area_path=area.path)


def set_formation(*, actor: Actor, kind: str, targets: Sequence[Target], area_path: str, now: datetime) -> None:
    """Set the should-build list of one kind of party organisation inside an area (S-027); known targets are updated.

    :raises NotFound: no such area. Forbidden: the actor lacks `people.set_formation`.
    :raises Invalid: no such kind.
    """
    with transaction.atomic():
        actor.require("people.set_formation", area_path)
        known = _kind(kind)
        rows = [_target(known, target) for target in targets]
        if not rows:
            return
        FormationTarget.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "area", "estate"],
            update_fields=["due_on", "exempt_reason"],
        )
        told = events.FormationSet(rows[0].id, known.value, len(rows))
        journal.record(told, actor=actor, at=now, area_path=area_path)


def _target(kind: UnitKind, target: Target) -> FormationTarget:
    area = grid.area_by_path(target.area_path)
    return FormationTarget(
        kind=kind.value,
        area_id=area.id,
        area_path=area.path,
        estate_id=target.estate_id,
        due_on=target.due_on,
        exempt_reason=target.exempt_reason,
    )


def _locked(unit_id: UUID) -> Organisation:
    unit = Organisation.objects.select_for_update().filter(id=unit_id).first()
    if unit is None:
        raise NotFound
    return unit
