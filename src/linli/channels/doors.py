"""Where other systems knock: a signed push of orders. What comes in is answered when it is kept (ADR 0033, 0037)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linli.channels import actions, queries
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.queries import Knocked
from linli.channels.rules import orders
from linli.channels.words import Fault
from linli.hooks.rules import signing
from linli.journeys.rules.tables import NotReadable, decoded
from linli.kernel.errors import DomainError, Invalid
from linli.kernel.words import Text
from linli.people import actions as people
from linli.people.doors import address_of

MOST_BYTES = 4 * 1024 * 1024
EVER = timedelta(days=36_500)
LIMIT = "channels"
NOT_THERE = Text("没有这个对接。", "There is no such connection.")
TOO_MANY = Text("太频繁，请一分钟后再试。", "Too many requests; try again in a minute.")
TOO_BIG = Text("内容超过 4 MB，请分开推送。", "More than 4 MB; send it in parts.")
FORGED = Text("签名不对。", "The signature is wrong.")
OLD = Text("签名已超过 5 分钟，请重新签名。", "The signature is older than 5 minutes; sign it anew.")
UNREADABLE = Text("读不懂：不是 UTF-8 或 GB18030 编码的 JSON。", "It could not be read: no JSON in UTF-8 or GB 18030.")


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said at the door, by whom, when."""

    sender: Knocked
    text: str
    now: datetime
    request: HttpRequest


class TurnedAway(Exception):
    """The knock is answered with a refusal."""

    def __init__(self, status: int, code: str, says: Text) -> None:
        self.status, self.code, self.says = status, code, says
        super().__init__(code)


def answer(body: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


def door(
    systems: frozenset[str], check: Callable[[HttpRequest, Knocked, bytes, datetime], None]
) -> Callable[[Callable[[Heard], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a door of a function: it is told only what a system of these kinds said, and `check` found to be its own."""

    def wrap(inner: Callable[[Heard], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @never_cache
        @require_POST
        def outer(request: HttpRequest, connection_id: UUID) -> HttpResponse:
            try:
                return inner(_heard(request, connection_id, systems, check))
            except TurnedAway as away:
                return _refusal(away.status, away.code, away.says)
            except DomainError as error:
                return _refusal(error.status, error.code, error.text)

        return outer

    return wrap


def _refusal(status: int, code: str, says: Text) -> HttpResponse:
    return answer({"ok": False, "error": code, "zh": says.zh, "en": says.en}, status)


def _heard(
    request: HttpRequest,
    connection_id: UUID,
    systems: frozenset[str],
    check: Callable[[HttpRequest, Knocked, bytes, datetime], None],
) -> Heard:
    now = timezone.now()
    most = settings.LINLI_REQUESTS_PER_MINUTE
    if most and people.count_request(LIMIT, address_of(request)) > most:
        raise TurnedAway(429, "channels.too_many", TOO_MANY)
    sender = queries.knocked(connection_id)
    if sender is None or sender.system not in systems:
        raise TurnedAway(404, "channels.not_there", NOT_THERE)
    body = _body(request)
    check(request, sender, body, now)
    try:
        return Heard(sender, decoded(body), now, request)
    except NotReadable:
        actions.count(sender.id, Fault.UNREADABLE, now=now)
        raise TurnedAway(400, "channels.unreadable", UNREADABLE) from None


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        raise TurnedAway(413, "channels.too_big", TOO_BIG) from None
    if len(body) > MOST_BYTES:
        raise TurnedAway(413, "channels.too_big", TOO_BIG)
    return body


def signed(request: HttpRequest, sender: Knocked, body: bytes, now: datetime) -> None:
    """Return quietly when the body is signed with the connection's secret, not more than five minutes ago.

    :raises TurnedAway: it is not; forged and old ones are counted apart.
    """
    header = request.headers.get(signing.HEADER, "")[:200]
    if signing.is_signed(sender.secret, header, body, now=now):
        return
    is_old = signing.is_signed(sender.secret, header, body, now=now, tolerance=EVER)
    actions.count(sender.id, Fault.REPLAYED if is_old else Fault.FORGED, now=now)
    raise TurnedAway(401, "channels.replayed" if is_old else "channels.forged", OLD if is_old else FORGED)


@door(frozenset(orders.KIND_OF), signed)
def push_orders(heard: Heard) -> HttpResponse:
    """Take orders in: one, a list, or an object with a list. Answered when kept; urgent ones are registered by then."""
    sender = heard.sender
    try:
        items, _ = orders.items_of(heard.text, sender.config)
    except Invalid:
        actions.count(sender.id, Fault.UNREADABLE, now=heard.now)
        raise
    taken = receive_orders(sender=Sender(sender.id, sender.system, sender.config), items=items, now=heard.now)
    received = [
        {"number": one.number, "case": one.case, "state": one.state, "repeated": not one.is_new} for one in taken
    ]
    return answer({"ok": True, "received": received})
