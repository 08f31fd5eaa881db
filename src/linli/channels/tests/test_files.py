"""Files and pasted tables in the ledger: done with what they became, refused ones mended on the page."""

from __future__ import annotations

import json
from typing import Any

from linli.appeals.models import Appeal
from linli.channels import actions
from linli.channels.actions import files
from linli.channels.models import Connection, Exchange
from linli.channels.tests.simulator import order
from linli.channels.tests.test_orders import town
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journeys.rules import mapping
from linli.journeys.rules.tables import table
from linli.journeys.words import Outcome

__all__ = ["town"]


def lines(*orders: dict[str, Any]) -> bytes:
    """Return a table as offices export it, in GB 18030."""
    return "\n".join(["\t".join(order("")), *("\t".join(map(str, one.values())) for one in orders)]).encode("gb18030")


def stands() -> list[tuple[str, str, bool]]:
    rows = Exchange.objects.order_by("id")
    return [(row.number, row.state, row.appeal_id is not None) for row in rows]


def test_every_line_of_a_file_is_in_the_ledger_once(town: Town) -> None:
    good, closed, bad = order("A-1", 受理时间="46097.375"), order("A-2", 工单状态="已办结"), order("A-3", "")
    content = lines(good, closed, bad)
    report = files.import_file(content=content, now=MONDAY)
    assert [line.outcome for line in report.lines] == [Outcome.CREATED, Outcome.SKIPPED, Outcome.REFUSED]
    assert stands() == [("A-1", "done", True), ("A-2", "done", False), ("A-3", "refused", False)]
    assert Appeal.objects.get().found_at == MONDAY
    again = files.import_file(content=content, now=MONDAY)
    assert [line.outcome for line in again.lines] == [Outcome.REPEATED, Outcome.SKIPPED, Outcome.REFUSED]
    assert len(stands()) == 3
    assert list(Exchange.objects.order_by("id").values_list("repeats", flat=True)) == [1, 1, 1]
    assert Connection.objects.get().last_heard_at == MONDAY


def test_a_refused_line_is_mended_and_registered(town: Town) -> None:
    files.import_file(content=lines(order("A-3", "")), now=MONDAY)
    row = Exchange.objects.get()
    body = json.loads(row.body_sealed or "") | {"主要内容": "路灯坏了"}
    actions.mend(
        actor=town.agent, exchange_id=row.id, body=json.dumps(body, ensure_ascii=False), reason="电话问清", now=MONDAY
    )
    assert actions.work_off(now=MONDAY) == 1
    assert stands() == [("A-3", "done", True)]
    assert Appeal.objects.get().external_number == "A-3"


def test_a_corrected_file_settles_what_was_refused(town: Town) -> None:
    files.import_file(content=lines(order("A-3", "")), now=MONDAY)
    files.import_file(content=lines(order("A-3", "路灯坏了")), now=MONDAY)
    assert stands() == [("A-3", "dropped", False), ("A-3", "done", True)]


def test_what_is_pasted_is_kept_when_taken_in_and_the_rest_stays_in_the_field(town: Town) -> None:
    rows = table(lines(order("A-1"), order("A-3", "")))
    report, left = files.take_in(actor=town.agent, rows=rows, head=mapping.guessed(rows), now=MONDAY)
    assert [line.outcome for line in report.lines] == [Outcome.CREATED, Outcome.REFUSED]
    assert len(left) == 2
    assert stands() == [("A-1", "done", True)]
    assert Appeal.objects.get().registered_by_id == town.agent.account_id
