"""What an order carries for its case, as the fact tells it, and which deadline of it binds.

Source: domain-spec §4.4 (北京市接诉即办工作条例 §10-13: the order carries its deadline); ADR 0044.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from linli.journeys.words import Draft
from linli.kernel.facts import Plain
from linli.kernel.words import Text

CARRIED = "channels.order_carried"
CITATION = "来件载明的办理时限（北京市接诉即办工作条例 §10-13；domain-spec §4.4）"
TEXT = Text("来件载明的办理时限", "the deadline that its order carries")


def carried(draft: Draft) -> dict[str, Plain] | None:
    """Return what a draft asks for as codes, or None where it asks for nothing. The deadline is added by the caller."""
    if draft.due_at is None and not draft.due_term and not draft.is_secret and draft.wants_call is None:
        return None
    found: dict[str, Plain] = {"is_secret": draft.is_secret}
    if draft.wants_call is not None:
        found["wants_call"] = draft.wants_call
    return found


def due_of(facts: Iterable[tuple[str, Mapping[str, Plain]]]) -> datetime | None:
    """Return the deadline that binds a case: the newest that its orders carried and that was still to come then."""
    found: datetime | None = None
    for kind, data in facts:
        more = data.get("more")
        if kind == CARRIED and isinstance(more, dict) and more.get("due_at") and not more.get("is_past"):
            found = datetime.fromisoformat(str(more["due_at"]))
    return found
