"""Re-delineation: three people, one midnight, and every moment has exactly one grid per building."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.grid import actions, queries
from linli.grid.actions.revisions import MapChanged
from linli.grid.models import BuildingPlacement, GridRevision
from linli.grid.rules.polygons import rectangle
from linli.grid.rules.revisions import Cut, NotMidnight, Plan, SamePerson, Torn
from linli.grid.rules.rows import AreaRow
from linli.grid.tests.factories import HIGH, SOUTH, WEST, WIDE, small_district
from linli.grid.words import RevisionState
from linli.journal import queries as journal
from linli.kernel.actor import Actor, Scope
from linli.kernel.errors import Forbidden, Invalid
from linli.kernel.moves import NotPossible

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""2026-12-01 00:00 in Qingdao."""
CODE = "370203008002"


def somebody(name: str, deed: str, area: str) -> Actor:
    return Actor(name=name, scopes={deed: (Scope(area),)})


SECRETARY = somebody("赵书记", "grid.draw", f"370203/370203008/{CODE}")
STREET = somebody("街道", "grid.review", "370203/370203008")
DISTRICT = somebody("区", "grid.approve", "370203")
OUTSIDER = somebody("局外人", "grid.draw", "370203/370203005")


@pytest.fixture
def small(db):
    return small_district(NOW)


def code(row: AreaRow | None) -> str:
    assert row is not None
    return row.code


def three_grids(small, *, split: int = 2000, number: str = "003") -> Plan:
    """Cut the first grid in two: the buildings go to the new one."""
    south = SOUTH + 2 * HIGH
    west, middle, east = WEST, WEST + split, WEST + WIDE
    return Plan(
        cuts=(
            Cut(CODE + "001", "第一网格", rectangle(west, south, middle, south + HIGH)),
            Cut(CODE + number, "第三网格", rectangle(middle, south, east, south + HIGH)),
            Cut(CODE + "002", "第二网格", rectangle(east, south, WEST + 2 * WIDE, south + HIGH)),
        ),
        placements={key: CODE + number for key in small.building_ids},
    )


def draw(small, plan: Plan | None = None, actor: Actor = SECRETARY, at: datetime = MIDNIGHT):
    return actions.draw_revision(
        actor=actor, community_path=f"370203/370203008/{CODE}", plan=plan or three_grids(small), reasons="户数过多",
        effective_from=at, now=NOW,
    )  # fmt: skip


def test_the_way_from_draft_to_effect(small):
    revision = draw(small)
    actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
    actions.approve_revision(actor=DISTRICT, revision_id=revision, now=NOW)
    building = small.building_ids[0]
    codes = [code(queries.grid_of_building_on(building, date(2026, 11, 30) + timedelta(days=n))) for n in (0, 1, 400)]
    assert codes == [CODE + "001", CODE + "003", CODE + "003"]
    before = MIDNIGHT - timedelta(microseconds=1)
    point = (WEST + 3000) / 1e6, (SOUTH + 2 * HIGH + 2000) / 1e6
    assert code(queries.grid_at(*point, crs="CGCS2000", at=before)) == CODE + "001"
    assert code(queries.grid_at(*point, crs="CGCS2000", at=MIDNIGHT)) == CODE + "003"
    assert code(queries.grid_at_by_sql(*point, crs="CGCS2000", at=before)) == CODE + "001"
    assert [row.state for row in queries.revisions("370203")] == [RevisionState.EFFECTIVE]
    assert [fact.kind for fact in journal.facts_of(revision)] == [
        "grid.revision_drafted",
        "grid.revision_reviewed",
        "grid.grids_redrawn",
    ]
    told = journal.facts_of(revision)[-1].data
    assert told["opened"] == [CODE + "003"]
    assert told["moved"] == {str(key): CODE + "003" for key in small.building_ids}
    assert queries.audit("", MIDNIGHT) == []


def test_a_closed_grid_stays_true_for_the_past(small):
    south = SOUTH + 2 * HIGH
    plan = Plan(
        (Cut(CODE + "001", "第一网格", rectangle(WEST, south, WEST + 2 * WIDE, south + HIGH)),),
        {key: CODE + "001" for key in small.building_ids},
    )
    revision = draw(small, plan)
    actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
    actions.approve_revision(actor=DISTRICT, revision_id=revision, now=NOW)
    assert len(queries.children(f"370203/370203008/{CODE}", MIDNIGHT)) == 1
    assert len(queries.children(f"370203/370203008/{CODE}", NOW)) == 2


def test_refused_by_right(small):
    with pytest.raises(Forbidden):
        draw(small, actor=OUTSIDER)
    assert not GridRevision.objects.exists()
    revision = draw(small)
    with pytest.raises(Forbidden):
        actions.review_revision(actor=DISTRICT, revision_id=revision, now=NOW)
    with pytest.raises(Forbidden):
        actions.approve_revision(actor=STREET, revision_id=revision, now=NOW)
    assert [fact.kind for fact in journal.facts_of(revision)] == ["grid.revision_drafted"]


def test_the_district_waits_for_the_street_and_each_step_happens_once(small):
    revision = draw(small)
    with pytest.raises(NotPossible):
        actions.approve_revision(actor=DISTRICT, revision_id=revision, now=NOW)
    actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
    with pytest.raises(NotPossible):
        actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
    actions.withdraw_revision(actor=SECRETARY, revision_id=revision, now=NOW)
    with pytest.raises(NotPossible):
        actions.approve_revision(actor=DISTRICT, revision_id=revision, now=NOW)


def test_nobody_reviews_the_own_draft(small):
    revision = draw(small)
    both = somebody("赵书记", "grid.review", "370203")
    with pytest.raises(SamePerson):
        actions.review_revision(actor=both, revision_id=revision, now=NOW)
    assert GridRevision.objects.get().state == RevisionState.DRAFT.value


@pytest.mark.parametrize("at", [MIDNIGHT + timedelta(minutes=1), NOW - timedelta(days=1), NOW])
def test_it_takes_effect_at_a_midnight_to_come(small, at):
    with pytest.raises(NotMidnight):
        draw(small, at=at)


def test_a_torn_map_is_refused_with_the_size_of_the_tear(small):
    plan = three_grids(small)
    south = SOUTH + 2 * HIGH
    torn = Cut(CODE + "001", "第一网格", rectangle(WEST, south, WEST + 2100, south + HIGH - 100))
    with pytest.raises(Torn) as refusal:
        draw(small, Plan((torn, *plan.cuts[1:]), plan.placements))
    assert refusal.value.params == {"gap": 2003, "overlap": 3907}


def test_a_forgotten_building_is_refused(small):
    plan = three_grids(small)
    with pytest.raises(Invalid):
        draw(small, Plan(plan.cuts, {small.building_ids[0]: CODE + "003"}))


def test_of_two_drafts_the_later_meets_a_changed_map(small):
    first, second = draw(small), draw(small, three_grids(small, number="004"))
    for revision in (first, second):
        actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
    actions.approve_revision(actor=DISTRICT, revision_id=first, now=NOW)
    with pytest.raises(MapChanged):
        actions.approve_revision(actor=DISTRICT, revision_id=second, now=NOW)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["001", "002", "003"])), min_size=1, max_size=4))
def test_every_moment_has_exactly_one_grid_per_building(small, steps):
    building = small.building_ids[0]
    at = MIDNIGHT + timedelta(days=400) * GridRevision.objects.count()
    expected = []
    for days, number in steps:
        at += timedelta(days=days)
        before = actions.current_plan(f"370203/370203008/{CODE}", at)
        cuts = three_grids(small).cuts
        plan = Plan(cuts, {**before.placements, building: CODE + number})
        revision = draw(small, plan, at=at)
        actions.review_revision(actor=STREET, revision_id=revision, now=NOW)
        actions.approve_revision(actor=DISTRICT, revision_id=revision, now=NOW)
        expected.append((at, CODE + number))
    spans = queries.placements_of(building)
    assert spans[0][1] == NOW
    assert spans[-1][2] is None
    assert all(one[2] == other[1] for one, other in pairwise(spans))
    for moment, wanted in expected:
        assert code(queries.grid_of_building_at(building, moment)) == wanted
    assert BuildingPlacement.objects.filter(building_id=building, valid_to=None).count() == 1
