"""What was found on rounds keeps its words and pictures for a term, and coverage lists every grid (D-04, S-044)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.actions.files import Upload
from linli.dispatch.tests.factories import MONDAY, picture
from linli.fieldwork import actions, jobs, queries
from linli.fieldwork.jobs import Emptied
from linli.fieldwork.models import Finding, Photo
from linli.fieldwork.queries import Coverage
from linli.fieldwork.tests.conftest import Place
from linli.fieldwork.words import Outcome
from linli.journal.models import Fact
from linli.kernel.tests.calendars import local
from linli.people.tests.areas import GRID, OTHER_GRID

NOTHING = Emptied(0, 0)
THE_DAY = local("2028-03-16 00:00")
"""Two years after the Monday, at its first moment."""


def found(place: Place, outcome: Outcome = Outcome.FIXED, **more: object) -> UUID:
    given: dict[str, object] = {"item": "garbage", "body": "垃圾已清走", "uploads": [Upload(picture())], "now": MONDAY}
    given |= {"actor": place.town.li, "building_id": place.first, "outcome": outcome}
    return actions.find(**{**given, **more})  # type: ignore[arg-type]


def served(place: Place) -> UUID:
    return found(place, Outcome.NOTICE, to_words="三楼住户", due_on=date(2026, 3, 20))


def files() -> int:
    folders = [f"fieldwork/{name}" for name in default_storage.listdir("fieldwork")[0]]
    return sum(len(default_storage.listdir(folder)[1]) for folder in folders)


@pytest.mark.parametrize(
    "now, goes", [(THE_DAY - timedelta.resolution, False), (THE_DAY, True), (THE_DAY + timedelta(days=400), True)]
)
def test_words_and_pictures_go_after_two_years(place: Place, now: datetime, goes: bool) -> None:
    made = found(place)
    assert jobs.empty_findings(now) == (Emptied(1, 1) if goes else NOTHING)
    row = Finding.objects.get(id=made)
    assert (row.body == "", Photo.objects.count() == 0, row.item) == (goes, goes, "garbage")
    assert Fact.objects.filter(kind="fieldwork.findings_emptied").count() == int(goes)
    assert jobs.empty_findings(now) == NOTHING


def test_a_notice_counts_from_its_recheck_and_while_it_runs_keeps_its_words(place: Place) -> None:
    made = served(place)
    assert jobs.empty_findings(THE_DAY + timedelta(days=700)) == NOTHING
    later = MONDAY + timedelta(days=30)
    actions.recheck(actor=place.town.li, finding_id=made, is_complied=True, body="清走了", now=later)
    assert jobs.empty_findings(THE_DAY) == NOTHING
    assert jobs.empty_findings(THE_DAY + timedelta(days=30)) == Emptied(1, 1)
    row = Finding.objects.get(id=made)
    assert (row.body, row.to_words, row.recheck_body, row.state) == ("", "", "", "complied")


def test_several_batches_leave_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    for _ in range(5):
        found(place, uploads=())
    assert jobs.empty_findings(THE_DAY) == Emptied(5, 0)


def test_files_go_with_their_rows_and_those_kept_stay(place: Place) -> None:
    found(place)
    kept = files()
    assert kept
    assert jobs.sweep_photos(THE_DAY + timedelta(days=2)) == 0
    jobs.empty_findings(THE_DAY)
    assert jobs.sweep_photos(THE_DAY + timedelta(days=2)) == kept
    assert files() == 0


def test_coverage_counts_each_grid_in_two_statements(place: Place) -> None:
    actions.check(actor=place.town.li, building_id=place.second, fine=[], now=MONDAY - timedelta(days=1))
    actions.check(actor=place.town.li, building_id=place.third, fine=[], now=MONDAY - timedelta(days=8))
    with CaptureQueriesContext(connection) as told:
        rows = queries.coverage([GRID, OTHER_GRID], MONDAY)
    assert rows == [Coverage(GRID, 3, 1), Coverage(OTHER_GRID, 1, 0)]
    assert len(told) == 2
    assert queries.coverage([GRID], MONDAY) == rows[:1]
    assert queries.coverage([OTHER_GRID], MONDAY) == rows[1:]
    assert queries.coverage([], MONDAY) == []
