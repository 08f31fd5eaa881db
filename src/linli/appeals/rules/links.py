"""The receipt link of an appeal: a bearer key made from its id, so that nothing secret is stored (ADR 0005)."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from linli.kernel.errors import NotFound

_MAC_BYTES = 12


def link_of(appeal_id: UUID, key: bytes) -> str:
    """Return the token of the secret link: the id and 96 bits of HMAC-SHA256, URL-safe, 38 characters."""
    return urlsafe_b64encode(appeal_id.bytes + _mac(appeal_id, key)).rstrip(b"=").decode()


def id_of(token: str, key: bytes) -> UUID:
    """Return the appeal's id from a token.

    :raises NotFound: the token is not one of ours.
    """
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, UnicodeEncodeError):
        raise NotFound from None
    if len(raw) != 16 + _MAC_BYTES:
        raise NotFound
    appeal_id = UUID(bytes=raw[:16])
    if not hmac.compare_digest(raw[16:], _mac(appeal_id, key)):
        raise NotFound
    return appeal_id


def _mac(appeal_id: UUID, key: bytes) -> bytes:
    return hmac.new(key, b"linli receipt " + appeal_id.bytes, sha256).digest()[:_MAC_BYTES]
