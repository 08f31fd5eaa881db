"""How long keys for programs are good. Source: GB/T 22239-2019 (least privilege, domain-spec §14.1), ADR 0024."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text
from linli.people.words import TokenKind

LONGEST = {TokenKind.PERSONAL: timedelta(days=366), TokenKind.SYSTEM: timedelta(days=3 * 366)}
OVERLAP = timedelta(days=1)
"""How long an old key goes on beside its successor, so that a program can be moved over without a gap."""


class NotASystem(Refused):
    """A key of a system goes to an account that nobody signs in with."""

    code = "people.not_a_system"
    says = Text(
        "系统密钥只发给外部系统的账号；本人的密钥在“我”页自己生成。",
        "A system key is for an account of another system; people make their own keys on their page.",
    )


def check_term(kind: TokenKind, expires_at: datetime | None, *, now: datetime) -> None:
    """Return quietly when a key of `kind` may be good until `expires_at`; only a system's may be good without end.

    :raises Invalid: it has no end and must have one, is past, or lies too far away.
    """
    if expires_at is None and kind is TokenKind.SYSTEM:
        return
    years = 1 if kind is TokenKind.PERSONAL else 3
    if expires_at is None or not now < expires_at <= now + LONGEST[kind]:
        raise Invalid(
            field="expires_at",
            why_zh=f"须有有效期，最长 {years} 年",
            why_en=f"a key ends, after {years} year(s) at the latest",
        )


def successors_end(issued_at: datetime, expires_at: datetime | None, *, now: datetime) -> datetime | None:
    """Return until when a successor is good: as long as the key before it was meant to be."""
    return None if expires_at is None else now + (expires_at - issued_at)
