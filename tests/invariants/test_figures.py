"""The figures after random walks through the real deeds: sums are what the rows count, live is what a rebuild gives."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.appeals.actions import correcting, merging, reopening, withdrawing
from linli.appeals.rules.correcting import Field
from linli.appeals.words import Mode
from linli.dashboards import actions
from linli.dashboards.models import CaseFigure, DaySum, KindSum, OrderFigure
from linli.dashboards.queries import details, tables
from linli.dashboards.rules.measuring import SUMS
from linli.dashboards.rules.periods import Period
from linli.dashboards.tests.test_following import handled
from linli.dashboards.words import By
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journal import actions as journal
from linli.kernel.errors import DomainError
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, STREET
from tests.invariants.walking import Walk

TABLES = (
    (None, DISTRICT), (None, STREET), (None, COMMUNITY), (By.STREET, DISTRICT), (By.COMMUNITY, DISTRICT),
    (By.COMMUNITY, STREET), (By.UNIT, DISTRICT),
)  # fmt: skip


class Undo(Exception):
    """Ends an example: what it wrote is rolled back."""


def feed(now: Any) -> None:
    while journal.integrate(log=django_settings.LOG_NAME, now=now):
        pass
    while journal.feed_followers(limit=25):
        pass


def counted() -> tuple[Any, ...]:
    """Return all rows and all sums; a sum of nothing is no sum."""
    rows = [list(model.objects.order_by("pk").values()) for model in (CaseFigure, OrderFigure)]
    keys = ("axis", "area", "unit", "grain", "start")
    days = sorted(row for row in DaySum.objects.values_list(*keys, *SUMS) if any(row[len(keys) :]))
    kinds = sorted(KindSum.objects.exclude(number=0).values_list("area", "what", "code", "grain", "start", "number"))
    return (*rows, days, kinds)


def check(now: Any) -> None:
    """Every table from the sums is the table from the rows, for periods that begin and end anywhere."""
    for since, until in (
        (MONDAY - timedelta(days=40), now), (MONDAY + timedelta(hours=3), now - timedelta(hours=5)),
        (now - timedelta(days=2, hours=7), now), (now - timedelta(hours=1), now),
    ):  # fmt: skip
        period = Period(min(since, until), until)
        for by, area in TABLES:
            found, plain = tables._table(by, area, period, None, False), tables.counted(by, area, period)
            assert found.whole == plain.whole, (by, area, period)
            assert found.rows.keys() == plain.rows.keys()
            for key, row in found.rows.items():
                assert [getattr(row, name) for name in SUMS] == [getattr(plain.rows[key], name) for name in SUMS]
        assert details.kinds(DISTRICT, period) == details.counted_kinds(DISTRICT, period)


def test_sums_and_rebuild_after_random_deeds(town: Town) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=4,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32 - 1))
    def walk(seed: int) -> None:
        try:
            with transaction.atomic():
                walk_and_compare(town, Random(seed), seen)
                raise Undo
        except Undo:
            return

    walk()
    assert len(seen) > 6


def walk_and_compare(town: Town, chance: Random, seen: Counter[str]) -> None:
    walks = [
        Walk(town, make.triaged(town, "util.sewer", mode=chance.choice([Mode.FAST, Mode.JOINT])), MONDAY, chance)
        for _ in range(3)
    ]
    for step in range(45):
        walk = chance.choice(walks)
        deed, name = walk.step()
        try:
            deed()
        except DomainError:
            continue
        seen[name] += 1
        if step % 15 == 0:
            walk.sweep()
            feed(walk.now)
            check(walk.now)
    now = max(walk.now for walk in walks)
    for deed in chance.sample([corrected, merged, reopened, taken_back], 4):
        deed(town, now)
        feed(now)
        check(now)
    feed(now)
    check(now)
    live = counted()
    actions.rebuild()
    feed(now)
    assert counted() == live


def corrected(town: Town, now: Any) -> None:
    """A record is corrected by two people: what repeated it repeats it no longer."""
    first, _ = (make.triaged(town, "util.sewer", now=now) for _ in range(2))
    feed(now)
    one, two = (cast.actor("admin", DISTRICT) for _ in range(2))
    correcting.ask_correction(
        actor=one, appeal_id=first, field=Field.CATEGORY, value="util.gas", reason="填错", now=now
    )
    correcting.decide_correction(actor=two, appeal_id=first, approve=True, now=now)


def merged(town: Town, now: Any) -> None:
    """Two neighbours said the same."""
    master, second = (make.triaged(town, "util.sewer", now=now) for _ in range(2))
    merging.merge(actor=town.agent, appeal_id=second, master_id=master, now=now)


def reopened(town: Town, now: Any) -> None:
    """A closed one comes back and leaves the day on which it was closed."""
    appeal_id, _ = handled(town)
    feed(now)
    assert CaseFigure.objects.get(id=appeal_id).closed_at is not None
    holder = cast.resident(("appeals", appeal_id))
    reopening.reopen(actor=holder, appeal_id=appeal_id, reason="又来了", now=MONDAY + timedelta(days=2))
    feed(now)
    assert CaseFigure.objects.get(id=appeal_id).closed_at is None


def taken_back(town: Town, now: Any) -> None:
    """Somebody takes a report back."""
    appeal_id = make.triaged(town, now=now)
    withdrawing.withdraw(actor=cast.resident(("appeals", appeal_id)), appeal_id=appeal_id, reason="solved", now=now)
