"""Unfinished reports of this browser: each tab writes its own, and what was left is offered again.

The first one stands under the plain address; a further one is named by `?d=` in it, so that this needs no script.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from linli.kernel.ids import new_id

FIRST, OTHERS = "report_draft", "report_drafts"
NAME_OF_FIRST = "0"
MOST = 5
"""So many are kept; the one touched longest ago makes room."""
SHOWN = 40
_NAME = re.compile(r"[A-Za-z0-9_-]{8}")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A report that waits: how it begins, and where to go on."""

    start: str
    url: str


def name_of(request: HttpRequest) -> str:
    """Return which report the address names; empty for the first."""
    given = request.GET.get("d", "")
    return given if _NAME.fullmatch(given) else ""


def is_named(request: HttpRequest) -> bool:
    """Say whether the address names a report, be it the first."""
    return "d" in request.GET


def fresh_name() -> str:
    """Return a name for a further report."""
    return secrets.token_urlsafe(6)


def of(request: HttpRequest) -> dict[str, Any]:
    """Return the report that is being written: the one the address names, or the form's where it names none."""
    every = _every(request)
    if not is_named(request) and request.method == "POST":
        name = _named_by(every, request.POST.get("client_id", ""))
        if name is not None:
            return every[name]
    return by_address(request)


def by_address(request: HttpRequest) -> dict[str, Any]:
    """Return the report the address names, without reading what the request carries."""
    return _every(request).get(name_of(request), {})


def first_of(request: HttpRequest) -> dict[str, Any]:
    """Return the first report."""
    return _every(request).get("", {})


def keep(request: HttpRequest, name: str, **values: Any) -> None:
    """Write into a report; one that was not there begins."""
    every = _every(request)
    draft = every.pop(name, {}) | values
    draft.setdefault("client_id", str(new_id()))
    _store(request, every | {name: draft})


def mark(request: HttpRequest, client_id: str, word: str, value: object) -> None:
    """Write into the report with this client id; into the session, where there is none: it came from a waiting form."""
    name = _named_by(_every(request), client_id)
    if name is None:
        request.session[word] = value
    else:
        keep(request, name, **{word: value})


def drop(request: HttpRequest, client_id: str) -> None:
    """Forget a report that was sent, or that nobody wants."""
    every = _every(request)
    name = _named_by(every, client_id)
    if name is not None:
        del every[name]
        _store(request, every)


def address(path: str, name: str, *, is_named: bool = False) -> str:
    """Return a page's address for a report; `is_named`: also the first one by its name."""
    shown = name or (NAME_OF_FIRST if is_named else "")
    return f"{path}?d={shown}" if shown else path


def unfinished(request: HttpRequest, *, but: str) -> list[Unfinished]:
    """Return the other reports that have words, the one touched last first."""
    rows = [(name, str(draft.get("words") or "").strip()) for name, draft in _every(request).items() if name != but]
    return [Unfinished(words[:SHOWN], address("/report/", name, is_named=True)) for name, words in rows[::-1] if words]


def _every(request: HttpRequest) -> dict[str, dict[str, Any]]:
    first, others = request.session.get(FIRST), request.session.get(OTHERS)
    every = dict(others) if isinstance(others, dict) else {}
    return every | ({"": first} if isinstance(first, dict) else {})


def _store(request: HttpRequest, every: Mapping[str, dict[str, Any]]) -> None:
    others = {name: draft for name, draft in every.items() if name}
    kept = dict(list(others.items())[-(MOST - 1) :])
    for word, value in ((FIRST, every.get("")), (OTHERS, kept or None)):
        if value is not None:
            request.session[word] = value
        else:
            request.session.pop(word, None)


def _named_by(every: Mapping[str, dict[str, Any]], client_id: str) -> str | None:
    return next((name for name, draft in every.items() if client_id and draft.get("client_id") == client_id), None)
