"""Terms that ended without a successor."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel.actor import Actor
from linli.people import actions, queries
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()
    queries.forget()


@pytest.fixture
def admin() -> Actor:
    return factories.actor("admin", areas.DISTRICT)


def test_a_term_that_nobody_follows_is_found(admin: Actor) -> None:
    account = factories.account("赵书记")
    late, followed, never = (factories.unit("owners_committee", areas.COMMUNITY) for _ in range(3))

    def serve(unit: UUID, begun: int, ended: int | None) -> None:
        until = None if ended is None else NOW - timedelta(days=ended)
        actions.appoint(
            actor=admin, account_id=account, unit_id=unit, title="主任", valid_from=NOW - timedelta(days=begun),
            valid_to=until, now=NOW,
        )  # fmt: skip

    serve(late, 3000, 1800)
    serve(late, 1800, 1461)
    serve(followed, 1800, 10)
    serve(followed, 10, None)
    assert [(one.unit.id, one.days(NOW)) for one in queries.lapsed(areas.DISTRICT, at=NOW)] == [(late, 1461)]
    assert queries.lapsed(areas.DISTRICT, at=NOW - timedelta(days=1462)) == []
    assert never not in {one.unit.id for one in queries.lapsed("", at=NOW)}
