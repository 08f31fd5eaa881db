"""Many at once are the same as one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.errors import Forbidden, NotFound
from linli.people import actions, queries
from linli.people.models import Contact, Organisation
from linli.people.tests import areas, factories
from linli.people.words import UnitKind

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()
    queries.forget()


def branch(path: str) -> actions.Opening:
    return actions.Opening(UnitKind.GRID_BRANCH, "网格党支部", "Grid branch", path, categories=("*",))


def test_many_units_are_the_same_rows_as_one_by_one() -> None:
    admin = factories.actor("admin", areas.DISTRICT)
    (first,) = actions.open_units(actor=admin, openings=[branch(areas.GRID)], valid_from=NOW, now=NOW)
    second = actions.open_unit(
        actor=admin,
        kind="grid_branch",
        name_zh="网格党支部",
        name_en="Grid branch",
        area_path=areas.OTHER_GRID,
        now=NOW,
    )
    rows = Organisation.objects.in_bulk([first, second])
    fields = ("kind", "name_zh", "name_en", "level", "phone", "is_24h", "valid_from", "valid_to", "estate_id")
    assert [getattr(rows[first], name) for name in fields] == [getattr(rows[second], name) for name in fields]
    told = list(Fact.objects.values_list("kind", "data"))
    assert told == [("people.unit_opened", {"unit_kind": "grid_branch", "level": 1})] * 2
    assert [row.id for row in queries.competent_units("env.pest", areas.GRID, at=NOW)] == [first]


def test_one_refused_opening_refuses_all() -> None:
    street = factories.actor("admin", areas.STREET)
    for openings, wrong in (
        ([branch(areas.GRID), branch(areas.OTHER_STREET)], Forbidden),
        ([branch(areas.GRID), branch("370203/1")], NotFound),
        ([branch(areas.GRID), branch(areas.GRID)], IntegrityError),
    ):
        with pytest.raises(wrong), transaction.atomic():
            actions.open_units(actor=street, openings=openings, valid_from=NOW, now=NOW)
    assert Organisation.objects.count() == 0
    assert Fact.objects.count() == 0


def test_many_contacts_take_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [actions.Reached(f"王{n}", f"1390000{n:04}") for n in range(100)]
    with django_assert_num_queries(1):
        ids = actions.keep_contacts(contacts=people, now=NOW)
    assert len(ids) == Contact.objects.count() == 100
    assert queries.contact_ids_by_phone("13900000042") == [ids[42]]
