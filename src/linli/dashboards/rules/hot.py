"""What a decision about a hot event needs. Source: S-097, D-07 (个人信息保护法 §24); ADR 0042."""

from __future__ import annotations

from uuid import UUID

from linli.dashboards.words import Verdict
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.texts import clean

MOST_WORDS = 500


def check_open(decided: str | None) -> None:
    """Let nothing be decided twice.

    :raises Conflict: it is decided.
    """
    if decided is not None:
        raise Conflict


def check_reason(verdict: Verdict, reason: str) -> str:
    """Return the reason in clean words; only who dismisses an event owes one.

    :raises Invalid: it is missing there.
    """
    said = clean(reason, field="reason").strip()[:MOST_WORDS]
    if verdict is Verdict.DISMISS and not said:
        raise Invalid(field="reason", why_zh="请写明理由", why_en="please say why")
    return said


def check_unit(unit_id: UUID | None) -> UUID:
    """Return the unit that is to be told.

    :raises Invalid: none is named.
    """
    if unit_id is None:
        raise Invalid(field="unit", why_zh="请选一个单位", why_en="please choose a unit")
    return unit_id
