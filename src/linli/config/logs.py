"""Logs: one JSON object per line in production, readable lines elsewhere."""

import logging as stdlib
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


class NoAddresses(stdlib.Filter):
    """Puts the pattern of an address in place of the address: a path may hold a secret link, a number or a phone."""

    def filter(self, record: stdlib.LogRecord) -> bool:
        """Let every line through, its addresses covered."""
        path = getattr(getattr(record, "request", None), "path", "")
        if path and isinstance(record.args, tuple):
            match = getattr(record.request, "resolver_match", None)  # type: ignore[attr-defined]
            route = getattr(match, "route", None) or "-"
            covered = {path, path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(route if part in covered else part for part in record.args)
        return True


_DETAIL = re.compile(r"\b(DETAIL|CONTEXT|PARAMETERS):[^\n]*")


def cover_rows(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Take out of a trace what PostgreSQL quotes of the row that it refused: it may hold an address or a name."""
    for key in ("exception", "event"):
        if isinstance(event.get(key), str):
            event[key] = _DETAIL.sub(r"\1: (covered)", event[key])
    return event


def configure() -> None:
    """Send structlog's events through the standard library's handlers."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


LEVELS: dict[str, dict[str, object]] = {
    "django": {"level": "WARNING", "propagate": True},
    # What a stranger sends is no fault of ours: a forged host or a flood of fields is answered 400 or 413 and
    # counted there, and its trace with what was sent belongs in no log.
    "django.security": {"level": "CRITICAL", "propagate": True},
    "django.security.csrf": {"level": "WARNING", "propagate": True},
    "procrastinate": {"level": "WARNING"},
    "axes": {"level": "ERROR"},
    # Its lines quote addresses with a key or a phone in them; what failed stands in the log of the gate.
    "apprise": {"level": "CRITICAL", "propagate": False},
}


def logging(*, as_json: bool, is_demo: bool = False) -> dict[str, object]:
    """Return Django's `LOGGING`.

    In the demo a line for each of thousands of messages would push the accounts to sign in with off the screen; the
    page of what was sent says the same.
    """
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        last += [
            structlog.processors.format_exc_info,
            cover_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        last += [structlog.dev.ConsoleRenderer(colors=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": last,
            }
        },
        "filters": {"addresses": {"()": NoAddresses}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["addresses"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **LEVELS,
            "linli": {"level": "INFO"},
            "linli.notices": {"level": "WARNING" if is_demo else "INFO"},
        },
    }
