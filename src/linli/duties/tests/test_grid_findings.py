"""What the nightly audit finds is owed by the administrator of the grids: once, until it is found no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from linli.duties import jobs as duty_jobs
from linli.duties import queries
from linli.duties.models import Duty
from linli.grid import jobs
from linli.grid import queries as grid
from linli.grid.actions import findings
from linli.grid.models import Area, GridFinding
from linli.grid.rules.audit import Finding, of_nets
from linli.grid.rules.merging import Crossing
from linli.grid.tests.factories import SmallDistrict, small_district
from linli.grid.words import DetectorKind, FindingKind
from linli.journal.models import Fact
from linli.kernel.actor import STRANGER, Actor, Scope
from linli.kernel.errors import Forbidden
from linli.kernel.tests.calendars import local
from linli.standards import queries as standards
from linli.standards.tests.factories import standards_in_memory

pytestmark = pytest.mark.django_db
NIGHT = local("2026-03-10 02:40")
DAY = timedelta(days=1)


@pytest.fixture
def here() -> Iterator[SmallDistrict]:
    grid.forget()
    standards_in_memory()
    yield small_district(local("2026-01-05 09:00"))
    for room in (grid, standards):
        room.forget()


def told() -> list[str]:
    return list(Fact.objects.filter(kind__startswith="grid.finding").order_by("id").values_list("kind", flat=True))


def admin(here: SmallDistrict) -> Actor:
    return Actor(name="account", scopes={"grid.import_areas": (Scope(here.district),)})


def swell(here: SmallDistrict, households: int) -> None:
    Area.objects.filter(path=here.estate_grid).update(declared_households=households)
    grid.forget()


def test_a_clean_net_owes_nothing(here: SmallDistrict) -> None:
    assert jobs.audit(NIGHT) == findings.Kept(0, 0)
    assert not Duty.objects.exists()


def test_a_finding_is_owed_once_until_it_is_mended(here: SmallDistrict) -> None:
    # given a grid that grew too large
    swell(here, 600)
    # when the audit runs for three nights
    assert [jobs.audit(NIGHT + DAY * night) for night in range(3)] == [findings.Kept(1, 0), *[findings.Kept(0, 0)] * 2]
    # then one duty stands in the administrator's inbox
    (row,) = queries.inbox(admin(here), now=NIGHT + DAY).rows
    finding = GridFinding.objects.get()
    assert (row.subject, row.deed, row.owed_role) == (("grid", finding.id), "grid.import_areas", "admin")
    assert (finding.kind, finding.area_path, finding.amount) == ("households", here.estate_grid, 600)
    assert row.due_at > NIGHT + 9 * DAY
    # and it is met the night after the grid was mended
    swell(here, 400)
    assert jobs.audit(NIGHT + 4 * DAY) == findings.Kept(0, 1)
    assert Duty.objects.get().state == "met"
    assert told() == ["grid.finding_raised", "grid.finding_resolved"]
    # and what comes back is owed anew
    swell(here, 601)
    assert jobs.audit(NIGHT + 5 * DAY) == findings.Kept(1, 0)
    assert sorted(Duty.objects.values_list("state", flat=True)) == ["met", "open"]


def test_what_nobody_mends_turns_red_and_stops_nothing(here: SmallDistrict) -> None:
    swell(here, 600)
    jobs.audit(NIGHT)
    swept = duty_jobs.sweep(NIGHT + 60 * DAY)
    assert (swept.overdue, swept.failed) == (1, 0)


def test_a_stranger_keeps_no_findings(here: SmallDistrict) -> None:
    with pytest.raises(Forbidden):
        findings.keep_findings(actor=STRANGER, found=[Finding(FindingKind.GAP, here.district, 9)], now=NIGHT)
    assert not GridFinding.objects.exists()


def test_without_a_district_there_is_nothing_to_audit() -> None:
    grid.forget()
    assert jobs.audit(NIGHT) == findings.Kept(0, 0)


def test_what_crosses_between_nets_names_nobody() -> None:
    crossings = [
        Crossing(DetectorKind.PERSON, "李四", ("政法 1", "城管 2")),
        Crossing(DetectorKind.PERSON, "王五", ("政法 1", "城管 2")),
        Crossing(DetectorKind.SURFACE, "", ("城管 2", "城管 3"), 40),
    ]
    assert of_nets(crossings, "370203") == [
        Finding(FindingKind.NET_PERSON, "370203", 2, "政法 1 × 城管 2"),
        Finding(FindingKind.NET_SURFACE, "370203", 40, "城管 2 × 城管 3"),
    ]
