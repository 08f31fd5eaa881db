"""Organisations, competence, who is on call, who answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.people import actions, queries
from linli.people.models import AreaCharge, Organisation, Roster
from linli.people.rules.grants import WrongPeriod
from linli.people.rules.units import UnknownRank
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


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def test_the_most_specific_area_is_first_and_main_before_assisting() -> None:
    district = factories.unit("water", areas.DISTRICT, categories=["util"])
    street = factories.unit("street_city_mgmt", areas.STREET, categories=["util.sewer"])
    helper = factories.unit("enforcement", areas.STREET, categories=["util.sewer"], rank="assist")
    factories.unit("market", areas.OTHER_STREET, categories=["*"])
    factories.unit("gas", areas.DISTRICT, categories=["util.gas"])
    factories.unit("heat", areas.STREET, categories=["*"], until=NOW)
    found = queries.competent_units("util.sewer", areas.MICROGRID, at=NOW)
    assert [unit.id for unit in found] == [street, helper, district]
    assert [unit.id for unit in queries.competent_units("util.sewer", areas.GRID, kind="water", at=NOW)] == [district]
    assert queries.competent_units("utility.other", areas.GRID, at=NOW) == []


def test_routing_asks_the_database_twice_and_then_not(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.unit("water", areas.DISTRICT, categories=["util"])
    with django_assert_num_queries(2):
        queries.competent_units("util.sewer", areas.GRID, at=NOW)
    with django_assert_num_queries(0):
        queries.competent_units("util.sewer", areas.GRID, at=NOW)
        queries.unit_of_kind("water", areas.GRID, at=NOW)


def test_the_nearest_unit_of_a_kind() -> None:
    wide, near = factories.unit("police", areas.DISTRICT), factories.unit("police", areas.STREET)
    found = queries.unit_of_kind("police", areas.GRID, at=NOW)
    assert found is not None
    assert found.id == near
    elsewhere = queries.unit_of_kind("police", areas.OTHER_STREET, at=NOW)
    assert elsewhere is not None
    assert elsewhere.id == wide
    assert queries.unit_of_kind("fire", areas.GRID, at=NOW) is None


def test_a_unit_is_opened_made_competent_and_closed(admin: Actor) -> None:
    unit = actions.open_unit(
        actor=admin, kind="water", name_zh="海润自来水", name_en="Water", area_path=areas.DISTRICT, now=NOW, is_24h=True
    )
    actions.set_competence(
        actor=admin, unit_id=unit, categories=["util.water", "util.burst"], area_path=areas.STREET, now=NOW
    )
    assert [row.id for row in queries.competent_units("util.water", areas.GRID, at=NOW)] == [unit]
    assert queries.unit(unit).level == 4
    later = NOW + timedelta(days=1)
    actions.close_unit(actor=admin, unit_id=unit, now=later)
    assert queries.competent_units("util.water", areas.GRID, at=later) == []
    assert [row.id for row in queries.competent_units("util.water", areas.GRID, at=NOW)] == [unit]
    assert told() == ["people.unit_opened", "people.competence_set", "people.competence_set", "people.unit_closed"]


def test_what_begins_at_this_moment_cannot_end_at_it(admin: Actor) -> None:
    unit = actions.open_unit(
        actor=admin, kind="water", name_zh="海润自来水", name_en="Water", area_path=areas.DISTRICT, now=NOW, is_24h=True
    )
    with pytest.raises(actions.JustBegun) as refused:
        actions.close_unit(actor=admin, unit_id=unit, now=NOW)
    assert refused.value.status == 409
    later = NOW + timedelta(days=1)
    actions.set_competence(actor=admin, unit_id=unit, categories=["util"], area_path=areas.DISTRICT, now=later)
    with pytest.raises(actions.JustBegun):
        actions.close_unit(actor=admin, unit_id=unit, now=later)
    actions.close_unit(actor=admin, unit_id=unit, now=later + timedelta(microseconds=1))


def test_a_competence_set_again_replaces_the_one_before(admin: Actor) -> None:
    unit = factories.unit("water", areas.DISTRICT, categories=["util"])
    actions.set_competence(
        actor=admin, unit_id=unit, categories=["util"], area_path=areas.DISTRICT, rank="assist", now=NOW
    )
    held = queries.competent_units("util.water", areas.GRID, at=NOW)
    assert [row.id for row in held] == [unit]


def test_who_owns_the_objects_is_a_register_of_its_own(admin: Actor) -> None:
    water, phone = factories.unit("water", areas.DISTRICT), factories.unit("telecom", areas.DISTRICT)
    here = {"actor": admin, "categories": ["util.manhole"], "now": NOW}
    actions.set_competence(unit_id=water, area_path=areas.DISTRICT, rank="owner", **here)  # type: ignore[arg-type]
    actions.set_competence(unit_id=water, area_path=areas.DISTRICT, rank="main", **here)  # type: ignore[arg-type]
    actions.set_competence(unit_id=phone, area_path=areas.STREET, rank="owner", **here)  # type: ignore[arg-type]
    assert [row.id for row in queries.owners("util.manhole", areas.GRID, at=NOW)] == [phone, water]
    assert [row.id for row in queries.owners("util.manhole", areas.OTHER_STREET, at=NOW)] == [water]
    assert queries.owners("util.streetlight", areas.GRID, at=NOW) == []
    assert [row.id for row in queries.competent_units("util.manhole", areas.GRID, at=NOW)] == [water]
    # said again it replaces what was said, and being competent stands beside it
    later = NOW + timedelta(days=1)
    ends = later + timedelta(days=1)
    again = {"categories": ["util.manhole"], "area_path": areas.STREET, "rank": "owner", "valid_to": ends}
    actions.set_competence(actor=admin, unit_id=phone, now=later, **again)  # type: ignore[arg-type]
    assert [row.id for row in queries.owners("util.manhole", areas.GRID, at=later)] == [phone, water]
    assert [row.id for row in queries.owners("util.manhole", areas.GRID, at=ends)] == [water]
    assert told() == ["people.competence_set"] * 4


@pytest.mark.parametrize(
    "changed, wrong",
    [
        ({"rank": "landlord"}, UnknownRank),
        ({"actor": factories.actor("street", areas.STREET)}, Forbidden),
        ({"area_path": "370203/9"}, NotFound),
        ({"valid_to": NOW}, WrongPeriod),
    ],
)
def test_a_refused_owner_leaves_nothing(admin: Actor, changed: dict[str, object], wrong: type[Exception]) -> None:
    unit = factories.unit("water", areas.DISTRICT)
    given: dict[str, object] = {
        "actor": admin, "unit_id": unit, "categories": ["util.manhole"], "area_path": areas.STREET, "rank": "owner",
        "now": NOW,
    }  # fmt: skip
    with pytest.raises(wrong):
        actions.set_competence(**given | changed)  # type: ignore[arg-type]
    assert queries.owners("util.manhole", areas.GRID, at=NOW) == []
    assert told() == []


@pytest.mark.parametrize(
    "changed, wrong",
    [
        ({"kind": "palace"}, Invalid),
        ({"name_zh": " "}, Invalid),
        ({"area_path": "370203/9"}, NotFound),
        ({"valid_to": NOW}, WrongPeriod),
        ({"actor": factories.actor("street", areas.STREET)}, Forbidden),
    ],
)
def test_a_unit_that_is_refused_leaves_nothing(
    admin: Actor, changed: dict[str, object], wrong: type[Exception]
) -> None:
    given: dict[str, object] = {
        "actor": admin, "kind": "water", "name_zh": "水", "name_en": "Water", "area_path": areas.STREET, "now": NOW,
    }  # fmt: skip
    with pytest.raises(wrong):
        actions.open_unit(**(given | changed))  # type: ignore[arg-type]
    assert Organisation.objects.count() == 0
    assert told() == []


def test_one_grid_has_one_branch(admin: Actor) -> None:
    for outcome in (None, Conflict):
        try:
            actions.open_unit(
                actor=admin, kind="grid_branch", name_zh="网格党支部", name_en="Branch", area_path=areas.GRID, now=NOW
            )
        except Conflict:
            assert outcome is Conflict
    assert Organisation.objects.count() == 1


def test_who_is_on_call_here_and_now() -> None:
    team = factories.unit("enforcement", areas.STREET, is_24h=True, phone="0532-1")
    worker = factories.account("队员")
    factories.turn(team, areas.COMMUNITY, NOW, NOW + timedelta(hours=8), who=worker)
    found = queries.on_call(areas.GRID, "enforcement", at=NOW)
    assert [(turn.account_id, turn.name, turn.phone) for turn in found] == [(worker, "队员", "0532-12345")]
    after = queries.on_call(areas.GRID, "enforcement", at=NOW + timedelta(hours=8))
    assert [(turn.account_id, turn.phone) for turn in after] == [(None, "0532-1")]
    assert queries.on_call(areas.GRID, "police", at=NOW) == []


def test_a_roster_is_replaced_from_now_on() -> None:
    unit = factories.unit("police", areas.STREET)
    head = factories.actor("unit_head", areas.STREET, unit)
    hours = timedelta(hours=1)
    for name in range(2):
        turns = [actions.Turn(None, NOW + hours * (name + 1), NOW + hours * (name + 2))]
        actions.set_roster(actor=head, unit_id=unit, area_path=areas.STREET, turns=turns, now=NOW)
    assert Roster.objects.count() == 1
    stranger = factories.actor("unit_head", areas.STREET, factories.unit("fire", areas.STREET))
    with pytest.raises(Forbidden):
        actions.set_roster(actor=stranger, unit_id=unit, area_path=areas.STREET, turns=[], now=NOW)
    assert told() == ["people.roster_set", "people.roster_set"]


def test_who_answers_for_a_grid() -> None:
    zhao, li = factories.account("赵书记"), factories.account("李网格员")
    committee = factories.unit("community", areas.COMMUNITY)
    street = factories.actor("street", areas.STREET)
    given = {"actor": street, "area_path": areas.GRID, "unit_id": committee, "now": NOW}
    with pytest.raises(Invalid):
        actions.set_charge(**given, person_id=zhao, deputy_id=zhao)  # type: ignore[arg-type]
    actions.set_charge(**given, person_id=zhao)  # type: ignore[arg-type]
    later = {**given, "now": NOW + timedelta(days=1)}
    actions.set_charge(**later, person_id=zhao, deputy_id=li)  # type: ignore[arg-type]
    charge = queries.charge_of(areas.MICROGRID, at=NOW + timedelta(days=1))
    assert charge is not None
    assert (charge.person, charge.deputy, charge.area_path) == ("赵书记", "李网格员", areas.GRID)
    assert AreaCharge.objects.count() == 2
    assert queries.charge_of(areas.OTHER_GRID, at=NOW) is None


def test_coverage_of_grid_branches() -> None:
    district = factories.actor("district", areas.DISTRICT)
    targets = [actions.Target(areas.GRID), actions.Target(areas.OTHER_GRID)]
    for _ in range(2):
        actions.set_formation(actor=district, kind="grid_branch", targets=targets, area_path=areas.DISTRICT, now=NOW)
    factories.unit("grid_branch", areas.GRID)
    found = queries.formation("grid_branch", areas.STREET, at=NOW)
    assert (found.built, found.should, [row.area_path for row in found.missing]) == (1, 2, [areas.OTHER_GRID])
    assert queries.org_chain(areas.MICROGRID, at=NOW).by_grid[3].unit is not None
    assert queries.org_chain(areas.OTHER_GRID, at=NOW).by_grid[3].unit is None


def test_a_post_gives_no_rights(admin: Actor) -> None:
    account, unit = factories.account("赵书记"), factories.unit("community", areas.COMMUNITY)
    actions.appoint(actor=admin, account_id=account, unit_id=unit, title="书记", kind="part_time", now=NOW)
    assert [(post.name, post.title, post.kind) for post in queries.posts_of_unit(unit, at=NOW)] == [
        ("赵书记", "书记", "part_time")
    ]
    assert queries.actor_for(account, now=NOW).scopes == {}
    assert told() == ["people.appointed"]


def test_a_name_holds_nothing_that_nobody_sees(admin: Actor) -> None:
    given = {"actor": admin, "kind": "property", "name_en": "", "area_path": areas.COMMUNITY, "now": NOW}
    unit_id = actions.open_unit(name_zh="安居\u202e物业\u200b公司\n", **given)  # type: ignore[arg-type]
    unit = Organisation.objects.get(id=unit_id)
    assert (unit.name_zh, unit.name_en) == ("安居物业公司", "安居物业公司")
    for bad in ("安居\x00", "\u202e\u200b"):
        with pytest.raises(Invalid):
            actions.open_unit(name_zh=bad, **given)  # type: ignore[arg-type]
