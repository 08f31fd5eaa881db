"""The receipt link of an appeal: a bearer key made from its id, so that nothing secret is stored (ADR 0005, 0018)."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from linli.kernel.errors import NotFound

_MAC_BYTES = 12
_ID_BYTES = 16
MOST_ROUNDS = 999
"""So often one link may be renewed; more is somebody playing."""


def link_of(appeal_id: UUID, key: bytes, round_: int = 0) -> str:
    """Return the token of the secret link: the id and 96 bits of HMAC-SHA256, URL-safe, 38 characters.

    `round_` counts how often the link was renewed; each round has a token of its own.
    """
    return urlsafe_b64encode(appeal_id.bytes + _mac(appeal_id, key, round_)).rstrip(b"=").decode()


def claimed_id(token: str) -> UUID:
    """Return the appeal's id that a token claims; nothing is proven by it.

    :raises NotFound: the token has not the form of ours.
    """
    return UUID(bytes=_raw(token)[:_ID_BYTES])


def check(token: str, keys: Sequence[bytes], round_: int = 0) -> None:
    """Return quietly when `token` was made with one of `keys` for the present round.

    :raises NotFound: it was not, or the link was renewed since.
    """
    raw = _raw(token)
    appeal_id, given = UUID(bytes=raw[:_ID_BYTES]), raw[_ID_BYTES:]
    # Every key is tried, so that the time taken does not tell which one fitted.
    fits = [hmac.compare_digest(given, _mac(appeal_id, key, round_)) for key in keys]
    if not any(fits):
        raise NotFound


def _raw(token: str) -> bytes:
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, UnicodeEncodeError):
        raise NotFound from None
    if len(raw) != _ID_BYTES + _MAC_BYTES:
        raise NotFound
    return raw


def _mac(appeal_id: UUID, key: bytes, round_: int) -> bytes:
    # Round 0 has no suffix: such are the links made before renewal was possible, and people keep them as bookmarks.
    suffix = b" %d" % round_ if round_ else b""
    return hmac.new(key, b"linli receipt " + appeal_id.bytes + suffix, sha256).digest()[:_MAC_BYTES]
