"""The deeds of notices."""

from linli.notices.actions.publishing import (
    answer_objection,
    approve,
    draft,
    object_to,
    publish,
    redraft,
    take_back,
    withdraw,
)
from linli.notices.actions.telling import Recipient, Telling, mark_read, tell, tell_many

__all__ = [
    "Recipient",
    "Telling",
    "answer_objection",
    "approve",
    "draft",
    "mark_read",
    "object_to",
    "publish",
    "redraft",
    "take_back",
    "tell",
    "tell_many",
    "withdraw",
]
