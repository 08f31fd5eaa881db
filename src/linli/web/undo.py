"""The line on the pages of the staff by which the step just taken can be taken back (ADR 0027)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from linli.kernel.words import Text

KEPT = "undo"
"""The line's place in the session."""


def line(request: HttpRequest, now: datetime) -> dict[str, Any] | None:
    """Return what the line shows: words, seconds left, ids; None where nothing can be taken back now."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    left = (datetime.fromisoformat(kept["until"]) - now).total_seconds()
    if left <= 0:
        return None
    fields = [("id", id_) for id_ in kept["ids"]] + [("back", kept["back"])]
    return {"text": Text(kept["zh"], kept["en"]), "seconds": max(1, int(left)), "fields": fields}
