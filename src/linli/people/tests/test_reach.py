"""The list filter and the single question are the same (architecture §5)."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.grid import queries as grid
from linli.kernel.actor import Actor, Scope
from linli.kernel.ids import new_id
from linli.people.models import Competence
from linli.people.queries.reach import actor_filter
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
DEED = "people.view"
NEAR_MISSES = ("37020", "370203/37020300", "370203/3702030", f"{areas.GRID}0")


@pytest.fixture
def rows(db: None) -> tuple[list[Competence], list[UUID]]:
    areas.plant()
    units = [factories.unit("water", areas.DISTRICT, categories=()) for _ in range(3)]
    for number, path in enumerate(areas.PATHS):
        area_id = grid.area_by_path(path).id
        for unit in units[: number % 3 + 1]:
            Competence.objects.create(
                organisation_id=unit, category="*", area_id=area_id, area_path=path, valid_from=factories.LONG_AGO
            )
    return list(Competence.objects.order_by("id")), units


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_filter_finds_exactly_what_may_be_done(
    rows: tuple[list[Competence], list[UUID]], data: st.DataObject
) -> None:
    things, units = rows
    paths = st.sampled_from(["", *areas.PATHS, *NEAR_MISSES])
    owners = st.sampled_from([None, *units, new_id()])
    scopes = data.draw(st.lists(st.builds(Scope, paths, owners), max_size=4))
    ids = st.frozensets(
        st.sampled_from([("people", thing.id) for thing in things] + [("grid", things[0].id)]), max_size=3
    )
    actor = Actor(
        name="account",
        scopes={DEED: tuple(scopes)},
        holds=data.draw(ids),
        recusals=data.draw(ids),
        held_deeds=data.draw(st.sampled_from([frozenset(), frozenset({DEED})])),
    )
    condition = actor_filter(actor, DEED, room="people", unit_fields=("organisation_id",))
    found = set(Competence.objects.filter(condition).values_list("id", flat=True))
    expected = {
        thing.id
        for thing in things
        if actor.may(DEED, thing.area_path, units=(thing.organisation_id,), subject=("people", thing.id))
    }
    assert found == expected


def test_nobody_reaches_nothing(rows: tuple[list[Competence], list[UUID]]) -> None:
    assert not Competence.objects.filter(actor_filter(Actor("stranger"), DEED, room="people")).exists()
