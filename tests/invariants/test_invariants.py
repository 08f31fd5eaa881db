"""I1-I15 under random walks of random actors through the real deeds (domain-spec §8.4)."""

from __future__ import annotations

from random import Random

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from linli.appeals.words import Mode, Urgency
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.errors import DomainError
from tests.invariants.holding import check, check_between, snapshot
from tests.invariants.walking import Walk

STEPS = 24
CATEGORIES = ("street.mobile_vendor", "env.corridor_clutter", "cons.fence_loose", "util.sewer", "env.illegal_building")


class Undo(Exception):
    """Ends an example: what it wrote is rolled back."""


def walk_once(town: Town, chance: Random, steps: int) -> None:
    mode = chance.choice([Mode.FAST, Mode.FAST, Mode.FAST, Mode.INSTANT, Mode.SPLIT, Mode.JOINT, Mode.TOP])
    urgency = chance.choice(list(Urgency))
    category = chance.choice(CATEGORIES)
    complained, viewer = chance.choice([("committee", town.li), ("enforcement", town.of("enforcement"))])
    appeal_id = make.triaged(
        town, category, mode=mode, urgency=urgency, now=MONDAY, complained=(town.units[complained],)
    )
    walk = Walk(town, appeal_id, MONDAY, chance)
    for _ in range(steps):
        deed, name = walk.step()
        before = snapshot(appeal_id)
        try:
            deed()
        except DomainError as refusal:
            note(f"{name}: {refusal}")
            assert snapshot(appeal_id) == before, f"refused, and yet: {name}"
        else:
            note(f"{name}: done")
            walk.taken.append(name)
            after = snapshot(appeal_id)
            check_between(before, after)
            deed()
            assert snapshot(appeal_id) == after, f"I14: {name}"
        check(appeal_id, viewer, walk.now)
        if chance.randint(0, 3) == 0:
            between = snapshot(appeal_id)
            walk.sweep()
            check_between(between, snapshot(appeal_id))
            check(appeal_id, viewer, walk.now)


def test_all_invariants_hold_after_every_step(town: Town) -> None:
    @settings(
        max_examples=20,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32 - 1), steps=st.integers(6, STEPS))
    def walk(seed: int, steps: int) -> None:
        try:
            with transaction.atomic():
                walk_once(town, Random(seed), steps)
                raise Undo
        except Undo:
            return

    walk()
