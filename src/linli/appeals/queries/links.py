"""Numbers and receipt links of appeals."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from typing import Protocol
from uuid import UUID

from django.conf import settings

from linli.appeals.models import Appeal
from linli.appeals.rules import links, numbers


class Numbered(Protocol):
    """Whatever has the parts of a case number."""

    area_path: str
    day: date
    serial: int


def number(appeal: Numbered) -> str:
    """Return the case number, e.g. ``370203-261121-00123``."""
    return numbers.number_of(appeal.area_path, appeal.day, appeal.serial)


def token(appeal_id: UUID) -> str:
    """Return the token of the secret link (ADR 0005)."""
    return links.link_of(appeal_id, _key())


def url(appeal_id: UUID) -> str:
    """Return the secret link: whoever has it is the reporter."""
    return f"{settings.LINLI_PUBLIC_URL}/r/{token(appeal_id)}"


def id_of_token(raw: str) -> UUID:
    """Return the appeal's id from a link's token. No statement.

    :raises NotFound: it is none of ours.
    """
    return links.id_of(raw, _key())


def id_of_number(raw: str) -> UUID | None:
    """Return the appeal with this case number, if there is one. One statement.

    :raises NotFound: it is no case number.
    """
    day, serial = numbers.parse(raw)
    return Appeal.objects.filter(day=day, serial=serial).values_list("id", flat=True).first()


def _key() -> bytes:
    return b64decode(settings.INDEX_KEY)
