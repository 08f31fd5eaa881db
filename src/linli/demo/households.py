"""What the grid worker knows of some households: how to come, and what one of them agreed to (S-046)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.demo.cast import Town
from linli.fieldwork import actions
from linli.fieldwork.rules import knowing
from linli.fieldwork.words import NotePurpose, Tag
from linli.grid import queries as grid
from linli.people import actions as people
from linli.people import queries
from linli.people.words import ResidenceKind, RevealPurpose

ZONE = ZoneInfo("Asia/Shanghai")
HOW: tuple[tuple[Tag, ...], ...] = (
    (Tag.AFTERNOON, Tag.CALL_FIRST),
    (Tag.EVENING,),
    (Tag.WEEKEND, Tag.DOG),
    (Tag.MORNING, Tag.KNOCK),
)
"""How to come to the first households; in the first lives the demo's resident."""
AGREED = ((Tag.LIVES_ALONE, NotePurpose.LOOK_AFTER), (Tag.MOVES_HARD, NotePurpose.EMERGENCY))


def know(town: Town, *, now: datetime) -> int:
    """Note how to come to some households of the worker's grid, and what the resident agreed to; return how many."""
    worker = queries.actor_for(town.accounts["grid"], now=now)
    paths = [scope.area for scope in knowing.of_grids(worker.reach("fieldwork.see_household"))]
    homes = [home for path in paths for home in _homes(path, now)]
    before, day = now - timedelta(days=12), now.astimezone(ZONE).date()
    for number, (home, tags) in enumerate(zip(homes, HOW, strict=False), start=1):
        for tag in tags:
            actions.note(
                actor=worker, dwelling_id=home, tag=tag, purpose=NotePurpose.VISIT,
                until=day + timedelta(days=60 * number), now=before,
            )  # fmt: skip
    if homes:
        _agreed(town, homes[0], paths[0], now)
    return min(len(homes), len(HOW))


def _homes(path: str, now: datetime) -> list[UUID]:
    counted = grid.dwelling_counts(path, now)
    first = next((row.id for row in grid.buildings_in(path, now) if counted.get(row.id)), None)
    return [home.id for home in grid.dwellings_of(first, now)] if first else []


def _agreed(town: Town, home: UUID, path: str, now: datetime) -> None:
    """Let the demo's resident live in the first household and agree to two things; the worker looked once."""
    worker, before = queries.actor_for(town.accounts["grid"], now=now), now - timedelta(days=12)
    account = town.accounts["resident"]
    known = queries.contact_ids_of(account)
    resident = queries.account(account)
    contact = known[0] if known else people.keep_contact(name=resident.name, account_id=account, now=before)
    people.settle(
        actor=worker, contact_id=contact, dwelling_id=home, area_path=path, kind=ResidenceKind.OWNER, now=before
    )
    for tag, purpose in AGREED:
        actions.note(
            actor=worker, dwelling_id=home, tag=tag, purpose=purpose, contact_id=contact, has_agreed=True,
            until=now.astimezone(ZONE).date() + timedelta(days=180), now=before + timedelta(hours=1),
        )  # fmt: skip
    actions.look_at(actor=worker, dwelling_id=home, purpose=RevealPurpose.VISIT, now=now - timedelta(days=1))
