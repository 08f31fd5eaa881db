"""When a building or an estate leaves the register: it was there, it is gone now, and its past stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text


class ClosedBefore(Refused):
    """It left the register already."""

    code = "grid.closed_before"
    says = Text("“{name}”已经注销。", "“{name}” has left the register already.")


def check_closing(
    name: str, *, closed_at: datetime | None, placed_since: Collection[datetime], gone_since: datetime, now: datetime
) -> None:
    """Return quietly when what is registered as `name` may leave the register from `gone_since` on.

    `placed_since` are the beginnings of all its places: what it was before stays exact for every day (S-009), so it
    cannot be gone before the last of them.

    :raises ClosedBefore: it left before.
    :raises Invalid: the moment lies ahead, or before it came to its place.
    """
    if closed_at is not None:
        raise ClosedBefore(name=name)
    if gone_since > now:
        raise Invalid(
            field="gone_since", why_zh="还没有到这个时间，请在实际拆除后登记", why_en="it has not happened yet"
        )
    if any(gone_since <= since for since in placed_since):
        raise Invalid(field="gone_since", why_zh="早于它在册的时间", why_en="it was not there yet at that time")
