"""Whatever step is taken back, all stands as before it, and the invariants hold on the way (ADR 0027)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from linli.appeals.actions import undoing
from linli.appeals.words import Mode, Urgency
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.errors import DomainError
from linli.notices.models import Message
from tests.invariants.holding import check, check_between, snapshot
from tests.invariants.walking import Walk

SECONDS = timedelta(seconds=3)


class Enough(Exception):
    """Ends an example: what it wrote is rolled back."""


def standing(shot: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return what counts of a snapshot: the appeal, and of orders, clocks and requests those that were there before."""
    found: dict[str, Any] = {"appeal": {**shot["appeal"], "changed_at": None}}
    for part in ("orders", "duties", "requests"):
        ids = {row["id"] for row in known[part]}
        found[part] = [row for row in shot[part] if row["id"] in ids]
    return found


def over(shot: dict[str, Any], known: dict[str, Any]) -> dict[str, set[str]]:
    """Return the states of what a step made."""
    return {
        part: {row["state"] for row in shot[part] if row["id"] not in {one["id"] for one in known[part]}}
        for part in ("orders", "duties", "requests")
    }  # fmt: skip


def walk_once(town: Town, chance: Random, steps: int, seen: Counter[str]) -> None:
    mode = chance.choice([Mode.FAST, Mode.FAST, Mode.INSTANT, Mode.SPLIT, Mode.JOINT])
    urgency = chance.choice([Urgency.NORMAL, Urgency.URGENT])
    appeal_id = make.triaged(town, chance.choice(["street.mobile_vendor", "util.sewer"]), mode=mode, urgency=urgency)
    walk = Walk(town, appeal_id, MONDAY, chance)
    for _ in range(steps):
        deed, name = walk.step()
        assert walk.last is not None
        actor, short = walk.last
        before, messages = snapshot(appeal_id), set(Message.objects.values_list("id", flat=True))
        try:
            with undoing.watched(
                actor=actor, appeal_id=appeal_id, deed=short, right="appeals.view", now=walk.now
            ) as watch:
                deed()
        except DomainError:
            assert snapshot(appeal_id) == before, f"refused, and yet: {name}"
            continue
        if watch.undo_id is None or chance.randint(0, 2) == 0:
            walk.taken.append(name)
            continue
        note(f"taken back: {name}")
        undoing.take_back(actor=actor, undo_id=watch.undo_id, now=walk.now + SECONDS)
        seen[short] += 1
        after = snapshot(appeal_id)
        assert standing(after, before) == standing(before, before), name
        made = over(after, before)
        assert made["orders"] <= {"cancelled"}, name
        assert made["duties"] <= {"dropped"}, name
        assert made["requests"] <= {"dropped"}, name
        assert not Message.objects.exclude(id__in=messages).filter(cancelled_at__isnull=True).exists(), name
        check_between(before, after)
        check(appeal_id, town.outsider, walk.now)


def test_taken_back_is_as_before(town: Town) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=12,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(seed=st.integers(0, 2**32 - 1), steps=st.integers(12, 24))
    def walk(seed: int, steps: int) -> None:
        try:
            with transaction.atomic():
                walk_once(town, Random(seed), steps, seen)
                raise Enough
        except Enough:
            return

    walk()
    assert len(seen) >= 8, seen
