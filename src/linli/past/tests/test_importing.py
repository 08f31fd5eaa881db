"""Reading a file in, again, and mended; who may look at what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid import queries as grid
from linli.grid.tests import factories
from linli.grid.tests.factories import SmallDistrict
from linli.journal import queries as journal
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.past import actions, queries
from linli.past.models import PastImport, PastRequest, PastSource
from linli.past.queries import Around, Filter
from linli.past.rules.outlines import outlines
from linli.past.rules.reading import Manner, NotReadable
from linli.past.words import Fate, Remark
from linli.people.tests import factories as cast

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SYSTEM = Actor.system("config.import", [actions.DEED])
HEADER = "city,id,created,closed,status,category,district,lat,lon\n"


@pytest.fixture
def small(db: None) -> Iterator[SmallDistrict]:
    grid.forget()
    yield factories.small_district(datetime(2026, 1, 1, tzinfo=UTC))
    grid.forget()


def read_in(text: str, *, actor: Actor = SYSTEM, crs: str | None = "WGS84", **more: object) -> actions.Report:
    manner = Manner("", {"": ZoneInfo("Asia/Shanghai")}, NOW)
    return actions.import_requests(actor=actor, content=text.encode(), manner=manner, now=NOW, crs=crs, **more)  # type: ignore[arg-type]


def a_file(small: SmallDistrict) -> str:
    (x, y), (x2, y2) = small.inside(small.grids[0]), small.inside(small.grids[4])
    return HEADER + (
        f"q,1,2026-03-01T08:00:00,2026-03-02T08:00:00,Closed,路灯,1,{y},{x}\n"
        f"q,2,2026-03-02T08:00:00,2026-03-01T08:00:00,Closed,噪声,2,{y2},{x2}\n"
        "q,3,2026-03-03,,Open,路灯,3,,\n"
        "q,,2026-03-03,,Open,路灯,3,,\n"
        "q,4,2026-03-04,,Open,路灯,3,1.0,1.0\n"
    )


def counts(report: actions.Report) -> list[int]:
    return [report.counts[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.REPEATED, Fate.REFUSED)]


def test_a_file_is_read_in_once_however_often_it_comes(small: SmallDistrict) -> None:
    text = a_file(small)
    first = read_in(text)
    assert counts(first) == [4, 0, 0, 0, 1]
    assert (first.with_point, first.in_grid) == (3, 2)
    assert [(one.number, one.remarks) for one in first.remarked] == [("2", (Remark.CLOSED_FIRST,))]
    assert list(actions.refused_file(first))[1][:3] == ["q", "", "2026-03-03"]
    kept = list(PastRequest.objects.order_by("number").values())
    assert [one["area_path"] for one in kept] == [small.grids[0], small.grids[4], small.district, small.district]
    assert [one["is_day_only"] for one in kept] == [False, False, True, True]
    assert counts(read_in(text)) == [0, 0, 4, 0, 1]
    assert list(PastRequest.objects.order_by("number").values()) == kept
    facts = [fact.data for fact in journal.facts_from(0, 100) if fact.kind == "past.requests_imported"]
    assert PastImport.objects.count() == 2
    assert facts == []  # not integrated yet: they wait for their place in the log
    assert PastSource.objects.values_list("code", "requests", "remarked").get() == ("q", 4, 1)


def test_what_changed_there_changes_here_and_the_later_of_two_rows_counts(small: SmallDistrict) -> None:
    read_in(a_file(small))
    text = HEADER + "q,3,2026-03-03,,Open,路灯,3,,\nq,3,2026-03-03,2026-03-09,Closed,路灯,3,,\nr,3,2026-03-03,,,,,,\n"
    assert counts(read_in(text)) == [1, 1, 0, 1, 0]
    changed = PastRequest.objects.get(source="q", number="3")
    assert changed.status == "Closed"
    assert changed.closed_at == datetime(2026, 3, 8, 16, tzinfo=UTC)
    assert counts(read_in(text)) == [0, 0, 2, 1, 0]


def test_points_without_a_system_stop_the_whole_file(small: SmallDistrict) -> None:
    with pytest.raises(Invalid):
        read_in(a_file(small), crs=None)
    with pytest.raises(NotReadable):
        read_in("a,b\n1,2\n")
    with pytest.raises(Forbidden):
        read_in(a_file(small), actor=STRANGER)
    assert not PastRequest.objects.exists()
    assert not PastImport.objects.exists()
    assert counts(read_in("city,id,created\nq,1,2026-03-01\n", crs=None)) == [1, 0, 0, 0, 0]


def test_outlines_of_another_drawing_are_compared(small: SmallDistrict) -> None:
    x, y = small.inside(small.grids[0])
    ring = [[x - 0.001, y - 0.001], [x + 0.001, y - 0.001], [x + 0.001, y + 0.001], [x - 0.001, y + 0.001]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    drawn = json.dumps({"features": [{"properties": {"name": "1"}, "geometry": geometry}]})
    compare = actions.Compare(outlines(drawn, "name"))
    found = read_in(a_file(small), compare=compare).compared
    assert (found.agree, found.differ, found.nowhere) == (1, 0, 2)


def test_everybody_sees_the_own_area(small: SmallDistrict) -> None:
    read_in(a_file(small))
    for role, area, numbers in (
        ("district", small.district, ["4", "3", "2", "1"]),
        ("street", small.streets[0], ["1"]),
        ("grid_worker", small.grids[4], ["2"]),
        ("unit", small.district, []),
        ("resident", small.district, []),
    ):
        actor = cast.actor(role, area)
        seen = queries.requests(actor).rows
        assert [row.number for row in seen] == numbers, role
        assert all(actor.may(queries.SEE, row.area_path) for row in seen)
    other = PastRequest.objects.get(number="2").id
    with pytest.raises(NotFound):
        queries.request(cast.actor("street", small.streets[0]), other)
    assert queries.request(cast.actor("district", small.district), other).number == "2"


def test_lists_are_paged_filtered_and_near(small: SmallDistrict) -> None:
    read_in(a_file(small))
    actor = cast.actor("district", small.district)
    with CaptureQueriesContext(connection) as told:
        first = queries.requests(actor, size=3)
    assert len(told) == 1
    assert [row.number for row in first.rows] == ["4", "3", "2"]
    assert [row.number for row in queries.requests(actor, cursor=first.next or "", size=3).rows] == ["1"]
    with pytest.raises(Invalid):
        queries.requests(actor, cursor="x")
    assert [row.number for row in queries.requests(actor, Filter(category="路灯")).rows] == ["4", "3", "1"]
    assert [row.number for row in queries.requests(actor, Filter(only_odd=True)).rows] == ["2"]
    assert queries.requests(actor, Filter(source="r")).rows == ()
    assert queries.categories("q") == ["噪声", "路灯"]
    x, y = small.inside(small.grids[0])
    march = datetime(2026, 3, 2, tzinfo=UTC)
    for metres, numbers in ((15, ["1"]), (2_000, ["1"])):
        near = queries.before(actor, Around(x + 0.0001, y, metres), at=march, days=7)
        assert [row.number for row in near] == numbers
    assert queries.before(actor, Around(x + 0.0002, y, 15), at=march, days=7) == ()
    assert queries.before(actor, Around(x, y, 15), at=datetime(2026, 4, 2, tzinfo=UTC), days=7) == ()
