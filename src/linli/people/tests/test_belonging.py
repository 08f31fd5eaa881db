"""Whom a complaint about a unit keeps away: the unit, those below, and who belongs to them (I13, ADR 0014)."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import Actor
from linli.people import queries
from linli.people.models import Organisation, Post
from linli.people.rules.belonging import places_of, with_above, with_below
from linli.people.tests import areas, factories
from linli.people.tests.factories import LONG_AGO

IDS = [UUID(int=number) for number in range(1, 8)]
trees = st.dictionaries(st.sampled_from(IDS), st.one_of(st.none(), st.sampled_from(IDS)), min_size=1)


@given(trees, st.sets(st.sampled_from(IDS)), st.sampled_from(IDS))
def test_seen_from_the_unit_and_from_the_person_it_is_the_same(
    parents: dict[UUID, UUID | None], complained: set[UUID], unit: UUID
) -> None:
    parents = {**dict.fromkeys(IDS), **parents}
    actor = Actor(name="account", ties=with_above([unit], parents))
    assert actor.is_barred(complained) == (unit in with_below(complained, parents))


def test_a_reporter_is_not_barred_from_the_own_report() -> None:
    subject = ("appeals", IDS[0])
    actor = Actor(name="account", units=frozenset(IDS[:1]), holds=frozenset({subject}))
    assert actor.is_barred(IDS[:1])
    assert not actor.is_barred(IDS[:1], subject)


@pytest.mark.parametrize(
    ("role", "area", "place"),
    [
        ("community", "370203/1/2", ("community", "370203/1/2")),
        ("grid_worker", "370203/1/2/3", ("community", "370203/1/2")),
        ("street", "370203/1", ("street_social", "370203/1")),
        ("agent", "370203", ("hotline", "370203")),
        ("agent", "370203/1", ("hotline", "370203")),
    ],
)
def test_a_role_without_a_unit_has_an_office_behind_it(role: str, area: str, place: tuple[str, str]) -> None:
    assert place in places_of([(role, area, None)])
    assert places_of([(role, area, IDS[0])]) == set()


@pytest.mark.django_db
class TestTies:
    @pytest.fixture(autouse=True)
    def ground(self) -> None:
        areas.plant()
        queries.forget()

    def test_a_post_ties_without_giving_rights(self) -> None:
        committee, office = (factories.unit(kind, areas.COMMUNITY) for kind in ("community", "property"))
        person = factories.account("钱兼职")
        factories.grant(person, "unit", areas.DISTRICT, unit=office)
        Post.objects.create(account_id=person, organisation_id=committee, title="委员", valid_from=LONG_AGO)
        actor = queries.actor_for(person, now=LONG_AGO)
        assert (actor.units, actor.ties) == ({office}, {committee, office})

    def test_below_is_barred_above_is_not(self) -> None:
        office, team = factories.unit("street_city_mgmt", areas.STREET), factories.unit("enforcement", areas.STREET)
        Organisation.objects.filter(id=team).update(parent_id=office)
        queries.forget()
        above, below = (
            factories.staff(name, "unit", areas.STREET, unit=unit)
            for name, unit in zip("甲乙", (office, team), strict=True)
        )
        assert (above.is_barred([office]), below.is_barred([office])) == (True, True)
        assert (above.is_barred([team]), below.is_barred([team])) == (False, True)
        assert queries.closed_by([office]) == {office, team}
        assert queries.closed_by([team]) == {team}

    def test_the_nearest_free_holder_is_known(self) -> None:
        committee = factories.unit("community", areas.COMMUNITY)
        factories.staff("赵书记", "community", areas.COMMUNITY)
        assert not queries.has_free_holder("community", areas.GRID, [committee], at=LONG_AGO)
        factories.staff("外来的", "community", areas.COMMUNITY, unit=factories.unit("property", areas.COMMUNITY))
        assert queries.has_free_holder("community", areas.GRID, [committee], at=LONG_AGO)
