"""Keeping a filter, for oneself or for the unit, and removing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.desks import events
from linli.desks.models import SavedFilter
from linli.desks.rules import filters as rules
from linli.desks.words import Listed
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, NotFound


def keep(
    *,
    actor: Actor,
    listed: Listed,
    name: str,
    given: Iterable[tuple[str, str]],
    now: datetime,
    unit_id: UUID | None = None,
) -> UUID:
    """Keep a filter under a name, in place of an own one of that name; with `unit_id` for everybody of the unit.

    :raises Forbidden: the actor is no staff, or does not work for the unit.
    :raises NothingToKeep, TooMany, Invalid:
    """
    with transaction.atomic():
        if actor.account_id is None or not actor.scopes or (unit_id is not None and unit_id not in actor.units):
            raise Forbidden(deed="desks.keep_filter")
        name, query = rules.named(name), rules.canonical(listed, given)
        own = SavedFilter.objects.filter(owner_id=actor.account_id, listed=listed.value)
        if own.exclude(name=name).count() >= rules.MOST_OF_ONE:
            raise rules.TooMany(most=rules.MOST_OF_ONE)
        kept, _ = SavedFilter.objects.update_or_create(
            owner_id=actor.account_id,
            listed=listed.value,
            name=name,
            defaults={"query": query, "unit_id": unit_id, "at": now},
        )
        journal.record(events.FilterKept(kept.id, listed.value, unit_id), actor=actor, at=now, area_path="")
        return kept.id


def remove(*, actor: Actor, filter_id: UUID, now: datetime) -> None:
    """Remove an own filter, shared or not.

    :raises NotFound: the actor keeps no such filter.
    """
    with transaction.atomic():
        found = SavedFilter.objects.filter(id=filter_id, owner_id=actor.account_id)
        if actor.account_id is None or not found.delete()[0]:
            raise NotFound
        journal.record(events.FilterRemoved(filter_id), actor=actor, at=now, area_path="")
