"""The deeds of notices."""

from linli.notices.actions.calling_off import call_off
from linli.notices.actions.choosing import choose
from linli.notices.actions.codes import NoShortMessages, send_code
from linli.notices.actions.holding import UNDO_S, AlreadySent, cancel, hold, release
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
from linli.notices.actions.resending import resend, resend_all
from linli.notices.actions.telling import Recipient, Telling, mark_read, tell, tell_many

__all__ = [
    "UNDO_S",
    "AlreadySent",
    "NoShortMessages",
    "Recipient",
    "Telling",
    "answer_objection",
    "approve",
    "call_off",
    "cancel",
    "choose",
    "draft",
    "hold",
    "mark_read",
    "object_to",
    "publish",
    "redraft",
    "release",
    "resend",
    "resend_all",
    "send_code",
    "take_back",
    "tell",
    "tell_many",
    "withdraw",
]
