"""Files become appeals, once, through the one intake; every line is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from linli.appeals.models import Appeal
from linli.appeals.tests import factories as appeals
from linli.journal.models import Fact
from linli.journeys.actions.importing import import_file
from linli.journeys.rules.tables import NotReadable
from linli.journeys.tests.test_hotline import EVENT, EVENTS, LINE, ORDERS, with_cell
from linli.journeys.tests.test_tables import sheet
from linli.journeys.words import FileKind, Outcome
from linli.kernel.actor import STRANGER
from linli.people.models import Contact
from linli.standards import queries as standards

NOW = appeals.NOW


@pytest.fixture(autouse=True)
def here(db: None) -> Iterator[appeals.Town]:
    yield appeals.town()
    standards.forget()


def file(*rows: list[Any], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def order(number: str, **cells: object) -> list[Any]:
    line = with_cell(LINE, ORDERS, "工单编号", number)
    for name, value in cells.items():
        line = with_cell(line, ORDERS, name, value)
    return line


def test_orders_in_gb18030_are_registered_with_place_and_person() -> None:
    report = import_file(content=file(ORDERS, order("QD-1"), encoding="gb18030"), now=NOW)

    assert report.kind is FileKind.ORDERS
    (line,) = report.lines
    appeal = Appeal.objects.get()
    assert (line.outcome, line.external_number) == (Outcome.CREATED, "QD-1")
    assert (appeal.channel, appeal.external_number, appeal.kind) == ("phone_12345", "QD-1", "help")
    assert appeal.area_path.startswith("370203/370203008/370203008002")
    assert appeal.found_at.isoformat() == "2026-03-05T06:20:00+00:00"
    assert Contact.objects.get().phone_sealed == "13900000001"


def test_the_same_file_again_makes_nothing_new() -> None:
    content = file(ORDERS, order("QD-1"), order("QD-2"))
    import_file(content=content, now=NOW)
    facts = Fact.objects.filter(kind="appeals.registered").count()

    again = import_file(content=content, now=NOW)

    assert [line.outcome for line in again.lines] == [Outcome.REPEATED, Outcome.REPEATED]
    assert Appeal.objects.count() == 2
    assert Fact.objects.filter(kind="appeals.registered").count() == facts


def test_a_sheet_with_numbers_for_phones_and_days_is_read() -> None:
    report = import_file(content=sheet([list(ORDERS), order("QD-1", 受理时间=46086.5972222222)]), now=NOW)

    assert report.lines[0].outcome is Outcome.CREATED
    assert Appeal.objects.get().found_at.isoformat() == "2026-03-05T06:20:00+00:00"


def test_good_lines_are_registered_beside_refused_ones() -> None:
    report = import_file(content=file(ORDERS, order("QD-1", 工单类型="催办"), order("QD-2")), now=NOW)

    assert [(line.number, line.outcome) for line in report.lines] == [(2, Outcome.REFUSED), (3, Outcome.CREATED)]
    assert Appeal.objects.count() == 1


def test_orders_closed_there_are_left_out_unless_wanted() -> None:
    content = file(ORDERS, order("QD-1", 工单状态="已办结"))
    assert import_file(content=content, now=NOW).lines[0].outcome is Outcome.SKIPPED
    assert import_file(content=content, now=NOW, with_closed=True).lines[0].outcome is Outcome.CREATED


def test_events_come_in_as_patrol_finds_at_their_point(here: appeals.Town) -> None:
    lon, lat = here.small.inside(here.small.estate_grid)
    row = EVENT
    for name, value in (("经度", lon), ("纬度", lat), ("坐标系", "EPSG:4490")):
        row = with_cell(row, EVENTS, name, value)

    report = import_file(content=file(EVENTS, row), now=NOW)

    appeal = Appeal.objects.get()
    assert report.kind is FileKind.EVENTS
    assert (appeal.channel, appeal.area_path) == ("grid_patrol", here.small.estate_grid)
    assert appeal.reply_requested is False


def test_an_unknown_coordinate_system_refuses_the_line_only() -> None:
    report = import_file(content=file(EVENTS, with_cell(EVENT, EVENTS, "坐标系", "ED50"), EVENT), now=NOW)
    assert [line.outcome for line in report.lines] == [Outcome.REFUSED, Outcome.REFUSED]
    assert "坐标系" in report.lines[0].says.zh  # type: ignore[union-attr]


def test_the_report_and_the_fact_name_nobody() -> None:
    report = import_file(content=file(ORDERS, order("QD-1"), order("QD-2", 受理时间="昨天")), now=NOW)
    fact = Fact.objects.get(kind="channels.file_imported")

    assert "王女士" not in str(report)
    assert "13900000001" not in str(report)
    assert {name: fact.data[name] for name in ("created", "repeated", "refused", "skipped")} == {
        "created": 1, "repeated": 0, "refused": 1, "skipped": 0,
    }  # fmt: skip


def test_a_stranger_registers_nothing() -> None:
    report = import_file(content=file(ORDERS, order("QD-1")), now=NOW, actor=STRANGER)
    assert report.lines[0].outcome is Outcome.REFUSED
    assert Appeal.objects.count() == 0


def test_a_file_that_is_none_changes_nothing() -> None:
    with pytest.raises(NotReadable):
        import_file(content=b"\xff\xd8\xff\xe0 not a table", now=NOW)
    assert Fact.objects.filter(kind="channels.file_imported").count() == 0
