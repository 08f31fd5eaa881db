"""王阿姨 walks the whole way; afterwards her name, phone and door stand nowhere but where the inventory says.

Every column of every table is read as text, every parcel, message, session and line of the log (also those of a
failure), and searched for her.
"""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from linli.appeals.actions import linking, rating, triaging
from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.appeals.words import Mode, Outcome, Satisfied, Solved, Urgency
from linli.config.logs import logging as settings_of
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import Town
from linli.dispatch.words import ContactMeans
from linli.kernel.actor import Actor
from linli.notices import delivery
from linli.notices.models import Message
from linli.people import actions as people
from linli.people.models import Account, DataRequest
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT

NAME, PHONE, ADDRESS = "欧阳槐花", "13900000427", "天惠苑9号楼4单元702"
TRACES = (NAME, PHONE, "139-0000-0427", "4单元702")
PASSWORD = "六月里满院子的香气1a"
DECLARED = {
    "appeals_appeal.place_words": "the place, for who handles it; covered for the unit complained of; erased with it",
}
"""Columns where her address may stand in the open, each with its entry in the inventory; name and phone: nowhere."""


@pytest.fixture
def lines(settings: Any, tmp_path: Path) -> Iterator[io.StringIO]:
    """Return what production would write, captured."""
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_REPORTS_PER_MINUTE = 0
    cache.clear()
    stream = io.StringIO()
    given: Any = settings_of(as_json=True)
    given["handlers"]["stderr"]["stream"] = stream
    given["root"]["level"] = "DEBUG"
    logging.config.dictConfig(given)
    yield stream
    logging.config.dictConfig(django_settings.LOGGING)


@pytest.fixture
def lived(town: Town, lines: io.StringIO) -> Town:
    """Let her report, be called, answered and asked, correct and ask about her data; let others look and fail."""
    client = Client(raise_request_exception=False)
    client.post("/join/", {"phone": PHONE, "name": NAME, "password": PASSWORD})
    client.post("/report/", {"words": "楼道灯坏了半个月,上下楼看不见。"})
    client.post("/report/place/", {"address": ADDRESS})
    sent = client.post("/report/send/", {"name": NAME, "phone": PHONE, "consent": "1"})
    assert sent.status_code == 302, sent.content.decode()
    appeal_id = Appeal.objects.get().id
    _handle(town, appeal_id)
    _look_and_change(town, client, appeal_id)
    for wrong in (PHONE, NAME):
        client.post("/my/sign-in/", {"name": wrong, "password": "no"})
    client.get(f"/r/{PHONE}"), client.get("/api/v1/appeals/", headers={"Authorization": f"Bearer {PHONE}"})
    delivery.deliver(list(Message.objects.values_list("id", flat=True)), now=timezone.now())
    return town


def _handle(town: Town, appeal_id: Any) -> None:
    now = timezone.now()
    decided = triaging.Triage(
        category="street.mobile_vendor", urgency=Urgency.NORMAL, mode=Mode.FAST, area_path=make.GRID
    )
    triaging.triage(actor=town.agent, appeal_id=appeal_id, decided=decided, now=now)
    order = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=now)
    clerk = town.of("enforcement")
    taking.accept(actor=clerk, order_id=order, now=now)
    taking.first_contact(actor=clerk, order_id=order, means=ContactMeans.PHONE, note="已联系", now=now)
    taking.log_action(actor=clerk, order_id=order, note="已换灯", now=now, is_on_site=True)
    make.evidence(appeal_id, order, clerk, now=now)
    results.submit_result(actor=clerk, order_id=order, outcome=Outcome.SOLVED, reply="楼道灯已经换好。", now=now)
    results.approve_result(actor=town.street, order_id=order, now=now)
    rating.rate(
        actor=cast.resident(("appeals", appeal_id)), appeal_id=appeal_id, solved=Solved.SOLVED,
        satisfied=Satisfied.SATISFIED, now=now + timedelta(hours=1),
    )  # fmt: skip


def _look_and_change(town: Town, client: Client, appeal_id: Any) -> None:
    now, appeal = timezone.now(), Appeal.objects.get(id=appeal_id)
    contact = appeal.reporter_id
    assert contact is not None
    people.reveal(
        actor=town.agent, contact_id=contact, subject=("appeals", appeal_id), purpose="contact",
        area_path=appeal.area_path, now=now,
    )  # fmt: skip
    token = links.token(appeal)
    client.post(f"/r/{token}/contact", {"do": "correct", "name": NAME, "phone": "139-0000-0427"})
    client.post(
        "/my/data/change", {"do": "ask", "kind": "correct", "name": NAME, "phone": PHONE, "words": f"我叫{NAME}"}
    )
    linking.renew_link(actor=town.agent, appeal_id=appeal_id, reason="本人来电", now=now)
    officer = cast.staff("系统", "admin", DISTRICT)
    request = DataRequest.objects.get()
    people.answer_data_request(actor=officer, request_id=request.id, granted=True, area_path=DISTRICT, now=now)
    assert people.carry_out(request_id=request.id, now=now) is not None


def _found(trace: str) -> list[str]:
    """Return table.column of every column of every table that holds `trace`, read as text."""
    hits = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(
                f'SELECT DISTINCT field.key FROM "{table}" row_, jsonb_each_text(to_jsonb(row_)) field '
                "WHERE position(%s in field.value) > 0",
                [trace],
            )
            hits += [f"{table}.{column}" for (column,) in cursor.fetchall()]
    return hits


@pytest.mark.parametrize("trace", TRACES)
def test_no_table_holds_her_in_the_open(lived: Town, trace: str) -> None:
    allowed = set(DECLARED) if trace == "4单元702" else set()
    assert [column for column in _found(trace) if column not in allowed] == []


def test_the_search_would_have_found_her(lived: Town) -> None:
    assert _found("4单元702") == ["appeals_appeal.place_words"]
    assert "appeals_appealtext.body" in _found("楼道灯坏了")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        (jobs,) = cursor.fetchone()
    assert jobs > 5
    assert Message.objects.count() > 5


def test_sealed_columns_do_not_open_without_the_key(lived: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(phone_sealed, ''::bytea) || string_agg(name_sealed, ''::bytea) FROM people_contact"
        )
        (sealed,) = cursor.fetchone()
    assert len(bytes(sealed)) > 30
    for trace in (NAME, PHONE):
        assert trace.encode() not in bytes(sealed)


def test_no_session_holds_her(lived: Town) -> None:
    sessions = [json.dumps(session.get_decoded(), ensure_ascii=False) for session in Session.objects.all()]
    assert sessions
    for trace in TRACES:
        assert not any(trace in session for session in sessions)


def test_no_line_of_the_log_tells_her(lived: Town, lines: io.StringIO) -> None:
    written = lines.getvalue()
    assert "Not Found" in written
    for trace in TRACES:
        assert trace not in written
        assert trace.encode("unicode_escape").decode() not in written


def test_no_report_of_a_failure_tells_her(lived: Town, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure on the way is logged with its trace, and the trace holds neither what was sent nor the row."""

    def refused(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError(f"new row violates check\nDETAIL:  Failing row contains ({NAME}, {PHONE}, {ADDRESS}).")

    monkeypatch.setattr("linli.web.resident.reporting.register", refused)
    client = Client(raise_request_exception=False)
    client.post("/report/", {"words": f"我是{NAME},{ADDRESS}"})
    client.post("/report/place/", {"address": ADDRESS})
    answer = client.post("/report/send/", {"name": NAME, "phone": PHONE})
    assert answer.status_code == 500
    written = lines.getvalue()
    assert "IntegrityError" in written
    for trace in TRACES:
        assert trace not in written
        assert trace not in answer.content.decode()


def test_an_account_closed_takes_her_out(lived: Town) -> None:
    account = Account.objects.get(phone_index__isnull=False, opened_at__gte=timezone.now() - timedelta(hours=1))
    people.close_account(
        actor=Actor(name="account", account_id=account.id), account_id=account.id, area_path="", now=timezone.now()
    )
    account.refresh_from_db()
    assert (account.name_sealed, account.phone_sealed, account.phone_index) == (None, None, None)
