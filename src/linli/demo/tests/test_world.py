"""The demo world stands: real names, one account per role, printed places that are found."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from linli.appeals.queries import lists
from linli.appeals.words import OPEN_STATES, Mode, State
from linli.channels import queries as channels
from linli.dashboards import queries as dashboards
from linli.dashboards.rules.measuring import Weights, measure
from linli.dashboards.rules.periods import Period
from linli.demo import almanac, cast, ground, plan, touches, wires, world
from linli.devices import models as devices
from linli.dispatch.queries import orders
from linli.dispatch.words import LIVE, Arrival, OrderRole, OrderState
from linli.duties.words import Card
from linli.grid import queries as grid
from linli.grid.queries import audits
from linli.grid.words import DetectorKind, FindingKind
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.notices import queries as notices
from linli.notices.rules import mask
from linli.notices.words import NoticeKind
from linli.people import queries as people
from linli.people.words import UnitKind
from linli.places.models import Matter

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_tiny_world_stands():
    told: list[str] = []
    town = world.make("tiny", told.append, now=NOW, cases=40)
    tree = grid.tree("370203", NOW)
    assert [row.name for row in grid.children("370203", NOW)] == [
        "辽宁路街道",
        "延安路街道",
        "辽源路街道",
        "兴隆路街道",
    ]
    assert len(tree) > 100
    placed = grid.place(address="登州路24号院", at=NOW)
    assert placed.area.path.startswith("370203/370203005/370203005011")
    assert grid.place(address="建材一厂宿舍2号楼", at=NOW).area.path.startswith("370203/370203015/370203015006")
    assert len(town.accounts) == len(cast.CAST)
    for who in cast.CAST:
        actor = people.actor_for(town.accounts[who.login], now=NOW)
        assert who.role.value in actor.roles


STANDING = {
    State.RECEIVED, State.NEED_INFO, State.TRIAGED, State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS,
    State.BOUNCE_REVIEW, State.WHISTLED, State.WAITING_CHILDREN, State.TOP_REVIEW, State.SUSPENDED, State.HANDLED,
    State.FEEDBACK, State.REVISIT, State.REOPENED, State.REDIRECTED, State.MERGED,
}  # fmt: skip
"""What a visitor sees on the first day: one page of every kind."""


@pytest.mark.django_db
def test_every_course_stands_in_the_tiny_world():
    town = world.make("tiny", lambda words: None, now=NOW)
    assert journal.verify(settings.LOG_NAME) == []
    actor = Actor.system("test", ["appeals.view"])
    rows = lists.staff_list(actor, now=NOW, size=500).rows
    # also what a neighbour said in a group, what other systems handed over, and what was said at receptions
    said = Matter.objects.filter(appeal__isnull=False).count()
    assert said == 4
    assert len(rows) == world.CASES["tiny"] + 1 + wires.REGISTERED + said
    assert {row.state for row in rows} >= STANDING
    open_modes = {row.mode for row in rows if row.state in OPEN_STATES}
    assert open_modes >= {Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP}
    ended_modes = {row.mode for row in rows if row.state is State.CLOSED}
    assert ended_modes == {Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP}
    assert {row.card for row in rows} >= {Card.YELLOW, Card.RED}
    assert sum(row.state is State.CLOSED for row in rows) > 120
    _all_parts_stand(rows)
    shown = notices.published(kind=NoticeKind.HOTLINE_CASE, now=NOW).rows
    assert len(shown) == touches.PUBLISHED
    assert not any(mask(case.body).spans for case in shown)
    _defects_are_found()
    _connections_stand()
    _figures_are_honest(town)


def _figures_are_honest(town):
    """The small station solved what it is said to have solved (S-103), and not everybody is satisfied."""
    year = Period(NOW - timedelta(days=400), NOW + timedelta(days=1))
    figures = dashboards.figures("370203", year)
    assert 0 < figures.dissatisfied < figures.satisfied
    rate = measure(figures, Weights())["satisfaction_rate"]
    assert rate.part == figures.satisfied + figures.basically
    assert 85 < 100 * rate.part / rate.whole < 100
    assert dashboards.by_unit("370203", year).rows[str(town.station)].settled == almanac.AT_STATION == 23


def _connections_stand():
    """Each kind is there, something of each waits for a person, and none can go out to anybody."""
    rows = channels.health(cast.BUILDER, now=NOW)
    stuck = {row.system: row.stuck for row in rows}
    assert (stuck["hotline"], stuck["device"], stuck["open311"], stuck["group"]) == (2, 1, 1, 0)
    assert {row.address for row in rows} == {""}
    assert next(row for row in rows if row.system == "group").people_wait == 2
    assert devices.Device.objects.filter(silent_since__isnull=False).count() == 1


def _all_parts_stand(rows):
    found = orders.of_appeals([row.id for row in rows])
    by_mode = {mode: [one for row in rows if row.mode is mode for one in found.get(row.id, [])] for mode in Mode}
    parts = Counter(one.state for one in by_mode[Mode.SPLIT] if one.role is OrderRole.PART)
    assert parts[OrderState.APPROVED] > 10
    assert sum(number for state, number in parts.items() if state in LIVE) >= 3
    called = {one.arrival for one in by_mode[Mode.JOINT] if one.role is OrderRole.CO}
    assert called >= {Arrival.ON_SITE, None}


def _defects_are_found():
    """Each planted defect by its detector; a statement that does not balance waits for the room of the money."""
    crossings = grid.net_crossings(NOW)
    people_shared = [one for one in crossings if one.kind is DetectorKind.PERSON]
    assert [(one.what, one.amount) for one in people_shared] == [("工号0017", 3)]
    assert any(one.kind is DetectorKind.SURFACE and one.amount > 0 for one in crossings)
    assert [one.what for one in crossings if one.kind is DetectorKind.DUTY] == ["安全隐患排查"]
    found = {one.kind: one for one in audits.audit("370203", NOW)}
    assert set(found) == {
        FindingKind.HOUSEHOLDS, FindingKind.POPULATION, FindingKind.GAP, FindingKind.ORPHAN_BUILDING,
    }  # fmt: skip
    assert (found[FindingKind.HOUSEHOLDS].amount, found[FindingKind.POPULATION].amount) == (900, 2250)
    assert found[FindingKind.ORPHAN_BUILDING].amount == 1
    (late,) = people.lapsed("370203", at=NOW)
    assert late.unit.kind == UnitKind.OWNERS_COMMITTEE
    assert 4 * 365 <= late.days(NOW) < 4 * 365 + 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "district, home, printed",
    [
        ("370202", "银都花园", {"江西路171号院", "鲁商蓝岸", "船院小区", "远洋新村", "碧瑶湾"}),
        ("370212", "依山伴城绣城", set()),
        ("370281", "瑞华园", {"老一中宿舍"}),
    ],
)
def test_another_district_has_its_printed_places(settings, district, home, printed):
    settings.LINLI_DISTRICT = district
    drawn = plan.draw(district)
    laid = ground.lay_out(drawn, since=NOW, now=NOW)
    assert set(laid.estates) >= printed | {home}
    assert laid.home_estate == laid.estates[home]
    named = {row.area.name for row in grid.tree(district, NOW)}
    assert {zh for code, (zh, _, _) in plan.NAMED_GRIDS.items() if code.startswith(district)} <= named
