"""Keeping what the audit found: raised once, resolved once; duties follow from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from linli.grid import events, queries
from linli.grid.models import GridFinding
from linli.grid.rules.audit import Finding
from linli.journal import actions as journal
from linli.kernel.actor import Actor

_ALONE = "SELECT pg_advisory_xact_lock(hashtext('grid.findings'))"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one audit changed."""

    raised: int
    resolved: int


def keep_findings(*, actor: Actor, found: Iterable[Finding], now: datetime) -> Kept:
    """Raise what is found for the first time and resolve what is found no more; the rest stays as it was raised.

    Two audits at once wait for each other. Twice is once. Source: S-004, S-005, S-008, S-010.

    :raises Forbidden: the actor lacks `grid.audit` in the district.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ALONE)
        actor.require("grid.audit", queries.district(now).path)
        live = {(row.kind, row.area_path, row.other): row for row in GridFinding.objects.filter(resolved_at=None)}
        seen = {(one.kind.value, one.area_path, one.other): one for one in found}
        new = [
            GridFinding(kind=kind, area_path=path, other=other, amount=one.amount, raised_at=now)
            for (kind, path, other), one in seen.items()
            if (kind, path, other) not in live
        ]
        gone = [row for key, row in live.items() if key not in seen]
        GridFinding.objects.bulk_create(new, batch_size=500)
        GridFinding.objects.filter(id__in=[row.id for row in gone]).update(resolved_at=now)
        for row in new:
            told = events.FindingRaised(row.id, row.kind, row.amount)
            journal.record(told, actor=actor, at=now, area_path=row.area_path)
        for row in gone:
            journal.record(events.FindingResolved(row.id, row.kind), actor=actor, at=now, area_path=row.area_path)
        return Kept(len(new), len(gone))
