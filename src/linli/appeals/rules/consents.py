"""When the consent to publish can be taken back: always, as long as there is something (个人信息保护法 §15)."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.errors import Refused
from linli.kernel.words import Text


class NothingPublished(Refused):
    """Nobody agreed to a publication and none was made."""

    code = "appeals.nothing_published"
    says = Text("这件诉求没有公开，也没有同意过公开。", "Nothing of this report is public and nobody agreed to it.")


def may_withdraw(*, has_consent: bool, has_notice: bool, was_withdrawn: bool) -> bool:
    """Say whether there is a consent, or a page made without one, that the person can take back."""
    return not was_withdrawn and (has_consent or has_notice)


def check_withdrawal(*, has_consent: bool, has_notice: bool, was_withdrawn: bool) -> None:
    """Return quietly when the consent can be taken back.

    :raises NothingPublished: there is nothing to take back.
    """
    if not may_withdraw(has_consent=has_consent, has_notice=has_notice, was_withdrawn=was_withdrawn):
        raise NothingPublished


_SCOPE = "appeals:"


def scope_of(appeal_id: UUID) -> str:
    """Return for what a consent to one report is given, as people keeps it."""
    return f"{_SCOPE}{appeal_id}"


def appeal_of(scope: str) -> UUID | None:
    """Return the report that a consent was given for, if it was for one."""
    return UUID(scope.removeprefix(_SCOPE)) if scope.startswith(_SCOPE) else None
