"""What those who run linli look at: is it alive, is it ready, how does it go; and one line per request.

No line and no figure says who asked: paths are told as patterns, so that no secret link, id or name stands in a log.
"""

from __future__ import annotations

import hmac
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import structlog
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from linli.config import problems

WORKER_SILENCE = timedelta(seconds=90)
"""A worker says every 10 seconds that it lives; after this silence something is wrong."""


def _metrics_folder() -> Path:
    """Return where the processes of one server add up their figures: one folder per server, named after its parent."""
    return Path(tempfile.gettempdir()) / f"linli-metrics-{os.getuid()}-{os.getppid()}"


def _sweep_folders() -> None:
    """Remove the folders of servers that are gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"linli-metrics-{os.getuid()}-*"):
        parent = folder.name.rpartition("-")[2]
        if not Path(f"/proc/{parent}").exists():
            shutil.rmtree(folder, ignore_errors=True)


# prometheus_client decides when it is imported whether figures are shared between processes.
if settings.LINLI_MODE != "test" and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    _sweep_folders()
    _metrics_folder().mkdir(mode=0o700, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics_folder())

from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "linli_requests",
    "Requests answered, by route, method and status.",
    ["route", "method", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "linli_request_seconds",
    "Time from the first byte to the answer, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
access_log = structlog.get_logger("linli.access")


class AccessMiddleware:
    """Counts and times every request, writes its line, and turns away what is far too big before it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.writes_lines = settings.LINLI_MODE == "production"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = problems.too_big(request) if _is_far_too_big(request) else self.get_response(request)
        if answer.status_code == 405 and request.path_info.startswith("/api/"):
            answer = problems.wrong_method(request, answer)
        took = time.perf_counter() - began
        if request.path_info.startswith("/api/") and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"  # what one caller may see no cache keeps for the next
        route = route_of(request)
        REQUESTS.labels(route, request.method, answer.status_code).inc()
        SECONDS.labels(route).observe(took)
        if self.writes_lines:
            access_log.info(
                "request", route=route, method=request.method, status=answer.status_code, ms=round(took * 1000, 1)
            )
        return answer


def _is_far_too_big(request: HttpRequest) -> bool:
    if not request.path_info.startswith("/api/"):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > settings.LINLI_MOST_REQUEST_BYTES


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address that answered, e.g. ``api/v1/appeals/<uuid:appeal_id>``; never the address."""
    match = request.resolver_match
    return match.route if match is not None and match.route else "-"


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive. No statement."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when work can be done: the database answers, it is migrated, a worker was seen lately; else 503."""
    checks: dict[str, bool] = {"database": False, "migrated": False, "worker": False}
    try:
        checks["worker"] = _worker_was_seen(timezone.now())
        checks["database"] = True
        checks["migrated"] = _is_migrated()
    except Error:
        connection.close()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _worker_was_seen(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (seen,) = cursor.fetchone()
    return seen is not None and now - seen < WORKER_SILENCE


_migrated: list[bool] = []


def _is_migrated() -> bool:
    """Say whether nothing waits to be migrated; once true it is remembered, for code does not change in a process."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures in Prometheus' text form, to the machine itself or with the token; others find nothing."""
    if not _may_read(request):
        return problems.missing(request)
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    shared = generate_latest(registry if "PROMETHEUS_MULTIPROC_DIR" in os.environ else REGISTRY)
    return HttpResponse(shared + generate_latest(_database_figures()), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = str(getattr(settings, "LINLI_METRICS_TOKEN", ""))
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # Behind a proxy everybody comes from the loopback; then the proxy's header is there.
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


FIGURES = """
SELECT
 (SELECT count(*) FROM duties_duty WHERE state = 'open'),
 (SELECT count(*) FROM duties_duty WHERE state = 'open' AND due_at < %s),
 (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)),
 (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
 (SELECT count(*) FROM journal_fact WHERE position IS NULL),
 (SELECT coalesce(extract(epoch FROM %s - min(at)), 0)::float8 FROM journal_fact WHERE position IS NULL),
 (SELECT coalesce(extract(epoch FROM %s - max(last_heartbeat)), -1)::float8 FROM procrastinate_workers)
"""
NAMES = (
    ("linli_duties_open", "Duties that run."),
    ("linli_duties_overdue", "Duties past their due moment."),
    ("linli_jobs_waiting", "Jobs that could run now and do not."),
    ("linli_jobs_failed", "Jobs given up after all tries."),
    ("linli_facts_not_integrated", "Facts told but not yet in the Merkle log."),
    ("linli_integration_lag_seconds", "Age of the oldest fact not yet in the Merkle log."),
    ("linli_worker_silence_seconds", "Time since a worker was last seen; -1 if none ever was."),
)


def _database_figures() -> CollectorRegistry:
    """Return the figures that the database knows, asked at this moment. One statement."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [now] * 4)
        values = [float(value) for value in cursor.fetchone()]
    registry = CollectorRegistry()
    registry.register(_Figures(values))
    return registry


class _Figures(Collector):
    """Gauges of one moment; they live as long as the answer and are not shared between processes."""

    def __init__(self, values: list[float]) -> None:
        self.values = values

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures in the order of `NAMES`."""
        for (name, text), value in zip(NAMES, self.values, strict=True):
            yield GaugeMetricFamily(name, text, value=value)
