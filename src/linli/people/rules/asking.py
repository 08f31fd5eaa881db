"""What a data request must say (个人信息保护法 §45-§49)."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.kernel.errors import Invalid
from linli.people.words import RequestKind

READY_DAYS = 30
"""So long a granted copy can be downloaded. Our default: long enough for somebody in hospital."""


def check_asking(
    kind: RequestKind, *, name: str, phone: str, words: str, has_proof: bool, has_thing: bool = False
) -> None:
    """Return quietly when a request says what is needed to decide on it and to carry it out.

    An objection names the one thing it is about. A relative names who died by name and phone, so that nobody fishes
    with a name alone, shows papers, and says what for (§49: for the relative's own lawful interest).

    :raises Invalid: something is missing.
    """
    if has_thing is not (kind is RequestKind.NOTE):
        raise Invalid(field="about_id", why_zh="请从“记着我家的情况”里选一项", why_en="choose one of the notes")
    if kind is RequestKind.CORRECT and not name.strip() and not phone.strip():
        raise Invalid(field="phone", why_zh="请写正确的姓名或电话", why_en="write the right name or phone")
    if kind is not RequestKind.HEIR:
        return
    if not name.strip() or not phone.strip():
        raise Invalid(
            field="name", why_zh="请写逝者的姓名和生前用的电话", why_en="write the name and the phone of who died"
        )
    if not has_proof:
        raise Invalid(
            field="proof", why_zh="请附能证明亲属关系和逝世的材料", why_en="attach papers that show kinship and death"
        )
    if not words.strip():
        raise Invalid(
            field="words", why_zh="请写您是逝者的什么人、要用来做什么", why_en="say who you are to them and what for"
        )


def ready_until(done_at: datetime) -> datetime:
    """Return the moment until which what was made ready can be downloaded."""
    return done_at + timedelta(days=READY_DAYS)
