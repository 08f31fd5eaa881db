"""Calling off what was told about one thing to many: what waits is taken back, what has left stays told (ADR 0021)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.kernel.actor import Subject
from linli.notices import delivery
from linli.notices.models import Delivery, Message
from linli.notices.words import DeliveryState

_WAITS = (DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.QUIET)


def call_off(subject: Subject, *, now: datetime) -> int:
    """Take back the messages about a thing that nobody has had: not sent by any way, not read in the inbox.

    What has gone out by one way goes out by no other. Return how many were taken back. Three statements, whatever
    their number. Whoever calls has asked for the right.
    """
    with transaction.atomic():
        told = Message.objects.filter(subject_room=subject[0], subject_id=subject[1], cancelled_at__isnull=True)
        # Waits for a worker that has a row in hand: it is sent then, and stays so.
        ways = Delivery.objects.filter(message__in=told, state__in=_WAITS)
        ways.update(state=DeliveryState.SKIPPED, last_error=delivery.CALLED_OFF, at=now)
        sent = Delivery.objects.filter(message=OuterRef("pk"), state=DeliveryState.SENT)
        return told.filter(~Exists(sent), read_at__isnull=True).update(cancelled_at=now, released_at=None)
