"""What can be subscribed to, and what of a fact is told: ids and codes, nothing a person said or is called.

Facts hold ids, codes and numbers already (architecture §6.1); but a fact may name who acted, point to a text, or hold
a receipt number somebody typed. So only the keys named here leave the house, and of words only codes.
Source: 个人信息保护法 §6 (least), §23; ADR 0024.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.appeals.events import BY_KIND as APPEALS
from linli.dispatch.events import BY_KIND as ORDERS
from linli.hooks.words import KindRow
from linli.kernel.facts import Plain
from linli.kernel.words import Text

VIEW = "appeals.view"
PING = "hooks.ping"
NOTICES = {
    "notices.published": Text("已公开", "Published"),
    "notices.withdrawn": Text("已撤下", "Taken down"),
}
KINDS: Mapping[str, KindRow] = {
    kind: KindRow(kind, words, VIEW)
    for kind, words in sorted(
        {
            **{kind: cls.says for kind, cls in APPEALS.items()},
            **{kind: cls.says for kind, cls in ORDERS.items()},
            **NOTICES,
        }.items()
    )
}
"""Kind of a fact -> its words and the deed that shows it on pages."""

TOLD = frozenset(
    {
        "move", "source", "to", "role", "reason", "channel", "kind", "urgency", "certainty", "category", "mode",
        "outcome", "level", "order", "orders", "order_role", "unit", "from_unit", "units", "parts", "due", "due_on",
        "hop", "done", "of", "master", "times", "solved", "satisfied", "review_on", "days", "redo", "approved",
        "request", "raised_to", "step", "before", "from", "kept", "on_site", "notice", "visit", "supervision",
        "notice_kind", "source_room", "source_id", "shown_from", "shown_until", "reply_requested",
    }
)  # fmt: skip
"""The keys of a fact's data that are told: states, codes, units, orders, moments."""
CODE = re.compile(r"[a-z0-9][a-z0-9_.:+-]{0,63}", re.IGNORECASE | re.ASCII)
FIGURES = re.compile(r"\d{7,}")
"""Seven figures in a row may be a phone or a number of somebody's card; a code has none."""


def body_of(
    *, delivery_id: UUID, kind: str, at: datetime, area_path: str, subject: tuple[str, UUID], data: Mapping[str, Plain]
) -> dict[str, Plain]:
    """Return what is sent for a fact: `id` is the delivery's and stays the same with every try."""
    room, subject_id = subject
    return {
        "id": str(delivery_id),
        "kind": kind,
        "at": at.isoformat(),
        "area_path": area_path,
        "subject": {"room": room, "id": str(subject_id)},
        "data": told(data),
    }


def told(data: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return what of a fact's data leaves the house; `more` is laid flat beside the rest."""
    more = data.get("more")
    flat = {**data, **(more if isinstance(more, dict) else {})}
    codes = {key: _codes(flat[key]) for key in sorted(flat) if key in TOLD}
    return {key: plain for key, plain in codes.items() if plain not in (None, "", [], {})}


def _codes(value: Plain) -> Plain:
    if isinstance(value, str):
        return value if is_code(value) else None
    if isinstance(value, list):
        return [plain for one in value if (plain := _codes(one)) is not None]
    if isinstance(value, dict):
        return {key: plain for key, one in value.items() if is_code(key) and (plain := _codes(one)) is not None}
    return value


def is_code(text: str) -> bool:
    """Say whether `text` is an id, a moment or a code, not words and not a phone."""
    if not CODE.fullmatch(text):
        return False
    return _is_id(text) or _is_moment(text) or FIGURES.search(text) is None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text)) and "-" in text
    except ValueError:
        return False
