"""Numbers and receipt links of appeals."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from typing import Protocol
from uuid import UUID

from django.conf import settings

from linli.appeals.models import Appeal
from linli.appeals.rules import links, numbers
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound


class Linked(Protocol):
    """Whatever has a receipt link: `link_round` counts how often it was renewed (None: never)."""

    id: UUID
    link_round: int | None


class Numbered(Protocol):
    """Whatever has the parts of a case number."""

    area_path: str
    day: date
    serial: int


def number(appeal: Numbered) -> str:
    """Return the case number, e.g. ``370203-261121-00123``."""
    return numbers.number_of(appeal.area_path, appeal.day, appeal.serial)


def token(appeal: Linked) -> str:
    """Return the token of the secret link as it is now (ADR 0005, 0018)."""
    return links.link_of(appeal.id, _keys()[0], appeal.link_round or 0)


def url(appeal: Linked) -> str:
    """Return the secret link: whoever has it is the reporter."""
    return url_of(token(appeal))


def url_of(raw: str) -> str:
    """Return the address of a token's page."""
    return f"{settings.LINLI_PUBLIC_URL}/r/{raw}"


def of_held(actor: Actor, appeal_id: UUID) -> str:
    """Return the present token of a report to whoever holds it. One statement.

    :raises NotFound: the actor does not hold it.
    """
    appeal = Appeal.objects.filter(id=appeal_id).first()
    if appeal is None or ("appeals", appeal_id) not in actor.holds:
        raise NotFound
    return token(appeal)


def id_of_token(raw: str) -> UUID:
    """Return the appeal's id from a link's token. One statement: a renewed link must die at once.

    :raises NotFound: it is none of ours, or it was renewed.
    """
    appeal_id = links.claimed_id(raw)
    found = Appeal.objects.filter(id=appeal_id).values_list("link_round", flat=True)[:1]
    links.check(raw, _keys(), next(iter(found), None) or 0)
    return appeal_id


def id_of_number(raw: str) -> UUID | None:
    """Return the appeal with this case number, if there is one. One statement.

    :raises NotFound: it is no case number.
    """
    day, serial = numbers.parse(raw)
    return Appeal.objects.filter(day=day, serial=serial).values_list("id", flat=True).first()


def _keys() -> list[bytes]:
    """Return the key that makes links, then the retired ones whose links still open."""
    return [b64decode(key) for key in (settings.RECEIPT_KEY, *settings.RECEIPT_KEYS_OLD)]
