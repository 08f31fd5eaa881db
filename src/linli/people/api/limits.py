"""How many requests one caller may make in a minute. Counted in Django's cache: per process unless it is shared."""

from __future__ import annotations

import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from linli.people.doors import actor_of, address_of

WINDOW_S = 60


class PerMinute(BaseThrottle):
    """At most `setting` requests of a token in a minute, at most `anonymous` of an address without one; 0: no limit.

    A fixed window: one counter per caller and minute, so that a request costs one look-up.
    """

    def __init__(self, setting: str, *, anonymous: str = "", name: str = "all") -> None:
        self.setting, self.anonymous, self.name = setting, anonymous or setting, name

    def allow_request(self, request: HttpRequest) -> bool:
        """Say whether this request is within the limit, and count it."""
        # Only a token that was found good counts for itself; else a new word in the header would be a new caller.
        token = request.headers.get("Authorization", "") if actor_of(request).account_id else ""
        most = int(getattr(settings, self.setting if token else self.anonymous))
        if most == 0:
            return True
        who = sha256(token.encode()).hexdigest()[:32] if token else address_of(request) or "-"
        key = f"limit:{self.name}:{who}:{int(time.time()) // WINDOW_S}"
        if cache.add(key, 1, WINDOW_S):
            return True
        try:
            return cache.incr(key) <= most
        except ValueError:  # the window ended between the two
            return True

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return WINDOW_S - time.time() % WINDOW_S


every_request = PerMinute("LINLI_REQUESTS_PER_MINUTE")
reports = PerMinute("LINLI_REQUESTS_PER_MINUTE", anonymous="LINLI_REPORTS_PER_MINUTE", name="reports")
