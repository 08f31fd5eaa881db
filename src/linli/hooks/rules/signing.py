"""How a delivery is signed, and how the receiver checks it (docs/api.md has the same in a few lines).

`Linli-Signature: t=1763700000,v1=<hex>`: HMAC-SHA256 (RFC 2104) with the subscription's secret over the moment, a dot
and the body as sent. The moment is inside, so an old delivery cannot be played again.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

TOLERANCE = timedelta(minutes=5)
HEADER = "Linli-Signature"


def sign(secret: str, body: bytes, *, at: datetime) -> str:
    """Return the header's value for `body` sent at `at`."""
    moment = int(at.timestamp())
    return f"t={moment},v1={_mac(secret, moment, body)}"


def is_signed(secret: str, header: str, body: bytes, *, now: datetime, tolerance: timedelta = TOLERANCE) -> bool:
    """Say whether `header` signs `body` and is not older (or newer) than `tolerance`."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    moment, mac = parts.get("t", ""), parts.get("v1", "")
    is_number = moment.isascii() and moment.isdigit() and len(moment) <= 12  # "²" is a digit and no number
    if not is_number or abs(now.timestamp() - int(moment)) > tolerance.total_seconds():
        return False
    return hmac.compare_digest(_mac(secret, int(moment), body).encode(), mac.encode())


def _mac(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
