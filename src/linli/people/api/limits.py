"""How many requests one caller may make in a minute, counted in the database: once for all server processes."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from linli.people import actions
from linli.people.doors import actor_of, address_of

WINDOW_S = 60
REPORTS = "reports"
"""The limit of reports without an account; pages and interface count on the same row of an address."""


class PerMinute(BaseThrottle):
    """At most `setting` requests of a token in a minute, at most `anonymous` of an address without one; 0: no limit.

    A fixed window: one row per caller, so that a request costs one statement.
    """

    def __init__(self, setting: str, *, anonymous: str = "", name: str = "all") -> None:
        self.setting, self.anonymous, self.name = setting, anonymous or setting, name

    def allow_request(self, request: HttpRequest) -> bool:
        """Say whether this request is within the limit, and count it."""
        # Only a token that was found good counts for itself; else a new word in the header would be a new caller.
        token = request.headers.get("Authorization", "") if actor_of(request).account_id else ""
        most = int(getattr(settings, self.setting if token else self.anonymous))
        return most == 0 or actions.count_request(self.name, token or address_of(request)) <= most

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return WINDOW_S - time.time() % WINDOW_S


def wait_s() -> int:
    """Return the whole seconds until the next window, for `Retry-After`."""
    return int(WINDOW_S - time.time() % WINDOW_S) + 1


every_request = PerMinute("LINLI_REQUESTS_PER_MINUTE")
reports = PerMinute("LINLI_REQUESTS_PER_MINUTE", anonymous="LINLI_REPORTS_PER_MINUTE", name=REPORTS)
