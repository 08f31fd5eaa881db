"""What those who run linli look at: health, readiness, figures; and that neither figures nor lines say who asked."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from linli.config import operations
from tests.api.town import Town, call, report


def beat(seconds_ago: int) -> None:
    """Have a worker say that it lives."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [timezone.now() - timedelta(seconds=seconds_ago)],
        )


def test_health_asks_nobody(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("silence, status", [(5, 200), (89, 200), (91, 503)])
def test_ready_needs_database_structure_and_a_worker_seen_lately(
    db: None, client: Client, silence: int, status: int
) -> None:
    beat(silence)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json() == {"database": True, "migrated": True, "worker": silence < 90}


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: object) -> bool:
        raise OperationalError

    monkeypatch.setattr(operations, "_worker_was_seen", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_figures_are_for_the_machine_itself_or_the_token(db: None, client: Client, settings: Any) -> None:
    settings.LINLI_METRICS_TOKEN = "m" * 20
    near = client.get("/metrics")
    far = client.get("/metrics", REMOTE_ADDR="203.0.113.9")
    behind_proxy = client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9")
    with_token = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION=f"Bearer {'m' * 20}")

    assert [near.status_code, far.status_code, behind_proxy.status_code, with_token.status_code] == [200, 404, 404, 200]


def test_figures_tell_how_it_goes_and_nobody_s_link(town: Town, client: Client) -> None:
    receipt = report(town)
    call("get", f"/appeals/by-link/{receipt['token']}")
    text = client.get("/metrics").content.decode()

    assert 'linli_requests_total{method="POST",route="api/v1/appeals/",status="201"}' in text
    assert "by-link/<token>" in text or "by-link" in text
    assert receipt["token"] not in text
    for name, _ in operations.NAMES:
        assert f"\n{name} " in text
    assert "linli_facts_not_integrated 1.0" in text or "linli_facts_not_integrated" in text


def test_a_line_of_the_log_says_what_not_who(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    settings.LINLI_MODE = "production"
    request = RequestFactory().get("/r/secret-token?phone=13900000001", REMOTE_ADDR="203.0.113.9")
    with caplog.at_level(logging.INFO, logger="linli.access"):
        operations.AccessMiddleware(view)(request)

    (line,) = [record for record in caplog.records if record.name == "linli.access"]
    assert "secret-token" not in str(line.__dict__)
    assert "13900000001" not in str(line.__dict__)
    assert "203.0.113.9" not in str(line.__dict__)


def test_fifty_megabytes_are_turned_away_before_they_are_read(db: None) -> None:
    request = RequestFactory().post("/api/v1/appeals/", b"", content_type="application/json")
    request.META["CONTENT_LENGTH"] = str(50 * 1024 * 1024)

    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError("it was read")

    answer = operations.AccessMiddleware(never)(request)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_path_of_the_interface_is_a_problem_document() -> None:
    answer = call("get", "/nowhere")
    assert (answer.status, answer.kind) == (404, "application/problem+json")
