"""What may be published, and its proof (个人信息保护法 §25; domain-spec §13, T59)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.notices.rules.masking import pii_spans
from linli.notices.words import NoticeState


class SameEyes(Refused):
    """The editor cannot approve the own draft."""

    code = "notices.same_eyes"
    says = Text(
        "起草人不能审核自己的稿件，请由另一人审核。", "The editor cannot approve the own draft; ask somebody else."
    )


class StillPersonal(Refused):
    """The text still holds what looks like personal data."""

    code = "notices.still_personal"
    says = Text(
        "还有 {count} 处疑似个人信息，请先遮盖。",
        "Still {count:place that looks|places that look} like personal data; cover this first.",
    )


class WrongState(Refused):
    """The notice is in a state from which this is not done."""

    code = "notices.wrong_state"
    says = Text("这篇现在是“{state_zh}”。", "It is “{state_en}” now.")


class WrongPeriod(Refused):
    """The end does not come after the beginning."""

    code = "notices.wrong_period"
    status = 422
    says = Text("撤下时间要晚于公开时间。", "The end must come after the beginning.")


def check_state(state: str, *wanted: NoticeState) -> None:
    """Return quietly when `state` is one of `wanted`.

    :raises WrongState: it is not.
    """
    if state not in wanted:
        found = {known.value: known for known in NoticeState}[state]
        raise WrongState(state_zh=found.zh, state_en=found.en)


def check_approval(actor: Actor, *, editor_id: UUID, title: str, body: str) -> None:
    """Return quietly when `actor` may be the second pair of eyes on a clean text.

    :raises SameEyes: the actor wrote it, or has no account.
    :raises StillPersonal: something in it looks personal.
    """
    if actor.account_id is None or actor.account_id == editor_id:
        raise SameEyes
    left = len(pii_spans(title)) + len(pii_spans(body))
    if left:
        raise StillPersonal(count=left)


def digest(*, kind: str, title: str, body: str, area_path: str, shown_from: datetime, until: datetime | None) -> str:
    """Return the SHA-256 (hex) of what is published: the same words at the same place for the same time."""
    shown = [kind, title, body, area_path, shown_from.isoformat(), until.isoformat() if until else None]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
