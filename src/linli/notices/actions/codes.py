"""Sending a one-time code to a phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.notices import delivery
from linli.notices.models import Message, Slip
from linli.notices.rules import messages
from linli.people import actions as people
from linli.people.rules.codes import GOOD_FOR
from linli.people.words import CodePurpose

COVER = "••••••"
"""Stands in the message's places instead of the code."""


class NoShortMessages(Refused):
    """No way out for short messages is open here."""

    code = "notices.no_short_messages"
    says = Text(
        "这里暂时发不了短信。请用回执链接查看，或打 12345。",
        "Short messages cannot be sent here for now. Please use the link of your receipt, or call 12345.",
    )


def send_code(*, purpose: CodePurpose, phone: str, address: str, language: str, now: datetime) -> UUID:
    """Have a one-time code sent to a phone, known here or not, and return its id; the code itself is only sent.

    `address` is the network address that asks, kept as a digest. Both kinds of phone take the same statements.

    :raises NoShortMessages, Invalid, TooManyCodes:
    """
    if not delivery.has(delivery.SMS):
        raise NoShortMessages
    with transaction.atomic():
        made = people.new_code(purpose=purpose, phone=phone, address=address, now=now)
        slip = Slip.objects.create(
            phone_sealed=made.phone, secret_sealed=made.code, language=language, good_until=made.expires_at
        )
        template, minutes = f"code.{purpose.value}", int(GOOD_FOR.total_seconds()) // 60
        message = Message.objects.create(
            id=new_id(),
            slip=slip,
            template=template,
            params=messages.check(template, {"code": COVER, "minutes": minutes}),
            subject_room="people",
            subject_id=made.id,
            key=f"code:{made.id}",
            at=now,
        )
        delivery.put_down([message.id], key=f"tell:{message.key}", is_hasty=True)
    return made.id


def empty_slips(now: datetime) -> int:
    """Take phone and code out of slips whose time is over and that were never sent; return how many."""
    left = Slip.objects.filter(good_until__lte=now, phone_sealed__isnull=False)
    return left.update(phone_sealed=None, secret_sealed=None)
