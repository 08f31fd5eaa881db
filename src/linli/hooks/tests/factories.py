"""Other systems, their subscriptions, and facts for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.appeals.events import BY_EVENT
from linli.hooks import actions
from linli.hooks.actions.delivering import DELIVER
from linli.hooks.models import Delivery
from linli.hooks.words import DeliveryState
from linli.journal import actions as journal
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.queries import TokenRow
from linli.people.tests import areas, factories

NOW = factories.LONG_AGO + timedelta(days=300)
LOG = "cell-test"


def key_of(name: str = "城运平台", area: str = areas.STREET) -> tuple[Actor, TokenRow]:
    """Return another system with `appeals.view` at an area: its Actor and its key, as the door finds them."""
    admin = factories.actor("admin", areas.DISTRICT)
    account = people_actions.open_system(actor=admin, login=f"sys-{name}", name=name, area_path=areas.DISTRICT, now=NOW)
    factories.grant(account, "supervisor", area)
    guard = factories.actor("security_admin", areas.DISTRICT)
    _, raw = people_actions.issue_system_token(
        actor=guard, account_id=account, label=name, scopes=["appeals.view"], area_path=areas.DISTRICT, now=NOW
    )
    actor, row = people.token_of(raw, now=NOW)
    assert row is not None
    return actor, row


def subscribe(url: str, system: tuple[Actor, TokenRow] | None = None, **more: Any) -> tuple[UUID, str, Actor]:
    """Subscribe, take the ping away, and return the subscription, its secret and the system."""
    actor, key = system or key_of()
    made, secret = actions.subscribe(
        actor=actor, key=key, url=url, area_path=more.pop("area_path", areas.STREET), now=more.pop("now", NOW), **more
    )
    Delivery.objects.all().delete()
    clear_jobs()
    return made, secret, actor


def clear_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def happen(event: str = "submit", *, area: str = areas.GRID, appeal: UUID | None = None, **more: Any) -> UUID:
    """Have something happen to an appeal, and the followers hear of it; return the appeal."""
    subject = appeal or new_id()
    fact = BY_EVENT[event](subject, move="T01", to="received", **more)
    journal.record(fact, actor=Actor(name="resident", account_id=None), at=NOW + timedelta(minutes=1), area_path=area)
    journal.integrate(log=LOG, now=NOW)
    journal.feed_followers()
    return subject


def waiting() -> list[UUID]:
    return list(Delivery.objects.filter(state=DeliveryState.WAITING).order_by("id").values_list("id", flat=True))


def jobs() -> list[tuple[str, Any]]:
    rows = ProcrastinateJob.objects.filter(task_name=DELIVER).order_by("id")
    return [(job.args["key"], job.scheduled_at) for job in rows]


def stand(delivery_id: UUID) -> tuple[str, int, int | None, str]:
    row = Delivery.objects.get(id=delivery_id)
    return row.state, row.attempts, row.last_status, row.last_fault


def told() -> list[str]:
    return list(Fact.objects.filter(room="hooks").order_by("id").values_list("kind", flat=True))
