"""How much was reported by a helper for somebody else: online and offline are equal, so it is counted (S-317)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.models import Appeal
from linli.appeals.rules.consents import appeal_of
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.queries.reach import reach_filter
from linli.people.words import Purpose

DAYS = 30


@dataclass(frozen=True, slots=True)
class Share:
    """Reports of the last days in reach, and how many of them a helper made with the person's consent."""

    proxies: int
    reports: int
    days: int = DAYS

    @property
    def per_mille(self) -> int:
        """Return the share in thousandths; 0 of nothing is 0."""
        return round(1000 * self.proxies / self.reports) if self.reports else 0


def share(actor: Actor, *, now: datetime) -> Share:
    """Return the proxy share where the actor takes reports, over the last `DAYS` days. Three statements."""
    since = now - timedelta(days=DAYS)
    there = reach_filter(actor.reach("appeals.submit"))
    reports = Appeal.objects.filter(there, registered_at__gte=since).count()
    ids: set[UUID] = {found for scope in people.scopes_given(Purpose.PROXY, since=since) if (found := appeal_of(scope))}
    return Share(Appeal.objects.filter(there, id__in=ids).count() if ids else 0, reports)
