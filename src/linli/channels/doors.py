"""Where other systems knock: a signed push of orders. What comes in is answered when it is kept (ADR 0033, 0037)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
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
from django.views.decorators.http import require_http_methods, require_POST

from linli.appeals.triage import urgency
from linli.appeals.triage.topics import Passage
from linli.channels import actions, queries, wecom
from linli.channels.actions.messages import GroupSender, receive_messages
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.queries import Knocked
from linli.channels.rules import messages, orders
from linli.channels.words import Fault, System
from linli.hooks.rules import signing
from linli.kernel.decoding import NotText, decoded
from linli.kernel.errors import DomainError, Invalid
from linli.kernel.words import Text
from linli.people import actions as people
from linli.people.api.limits import wait_s
from linli.people.doors import address_of

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
MOST_BYTES = 4 * 1024 * 1024
EVER = timedelta(days=36_500)
LIMIT, MESSAGES = "channels", "channels.messages"
TOLD_IN_DANGER = frozenset({System.GROUP.value, System.WECOM.value})
"""Whose messages are looked through for danger before they are told to come later."""
NOT_THERE = Text("没有这个对接。", "There is no such connection.")
TOO_MANY = Text("太频繁，请 {s} 秒后再试；没有收下。", "Too many requests; try again in {s} seconds. It was not taken.")
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
    is_over: bool = False


Check = Callable[[HttpRequest, Knocked, bytes, datetime], bytes]
"""Finds what was said to be the system's own, and returns it as it can be read."""


class TurnedAway(Exception):
    """The knock is answered with a refusal."""

    def __init__(self, status: int, code: str, says: Text, wait_s: int = 0) -> None:
        self.status, self.code, self.says, self.wait_s = status, code, says, wait_s
        super().__init__(code)


def answer(body: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


def door(
    systems: frozenset[str], check: Check
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
                return _turned(away)
            except DomainError as error:
                return _refusal(error.status, error.code, error.text)

        return outer

    return wrap


def _turned(away: TurnedAway) -> HttpResponse:
    told = _refusal(away.status, away.code, away.says)
    if away.wait_s:
        told["Retry-After"] = str(away.wait_s)
    return told


def _refusal(status: int, code: str, says: Text) -> HttpResponse:
    return answer({"ok": False, "error": code, "zh": says.zh, "en": says.en}, status)


def _heard(
    request: HttpRequest,
    connection_id: UUID,
    systems: frozenset[str],
    check: Check,
) -> Heard:
    now = timezone.now()
    sender = _sender(request, connection_id, systems)
    body = _checked(check, request, sender, now)
    is_over = _is_over(LIMIT, str(sender.id))
    if is_over and sender.system not in TOLD_IN_DANGER:
        raise too_many(sender, now)
    try:
        return Heard(sender, whole(decoded(body)), now, request, is_over)
    except NotText:
        actions.count(sender.id, Fault.UNREADABLE, now=now)
        raise TurnedAway(400, "channels.unreadable", UNREADABLE) from None


def whole(text: str) -> str:
    """Return JSON with a question mark for each half of a pair of characters, which no table takes; else the text."""
    if not _HALF.search(text):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace").decode()
    except (ValueError, RecursionError):
        return text


def _checked(check: Check, request: HttpRequest, sender: Knocked, now: datetime) -> bytes:
    """Return the body found to be the system's own. What is not is counted by address: a cloud's address speaks for
    many, so it must not use up the minute of those who sign.
    """
    body = _body(request)
    try:
        return check(request, sender, body, now)
    except TurnedAway:
        _turn_away(request)
        raise


def _is_over(limit: str, caller: str, most: int | None = None) -> bool:
    most = settings.LINLI_REQUESTS_PER_MINUTE if most is None else most
    return bool(most) and people.count_request(limit, caller) > most


def _turn_away(request: HttpRequest) -> None:
    if _is_over(f"{LIMIT}.wrong", address_of(request)):
        raise _told_to_wait()


def _told_to_wait() -> TurnedAway:
    wait = wait_s()
    return TurnedAway(429, "channels.too_many", TOO_MANY.format(s=wait), wait)


def too_many(sender: Knocked, now: datetime) -> TurnedAway:
    """Count a flood at a connection and return what to tell: after how many seconds it may come again."""
    actions.count(sender.id, Fault.FLOOD, now=now)
    return _told_to_wait()


def _sender(request: HttpRequest, connection_id: UUID, systems: frozenset[str]) -> Knocked:
    sender = queries.knocked(connection_id)
    if sender is None or sender.system not in systems:
        _turn_away(request)
        raise TurnedAway(404, "channels.not_there", NOT_THERE)
    return sender


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        raise TurnedAway(413, "channels.too_big", TOO_BIG) from None
    if len(body) > MOST_BYTES:
        raise TurnedAway(413, "channels.too_big", TOO_BIG)
    return body


def signed(request: HttpRequest, sender: Knocked, body: bytes, now: datetime) -> bytes:
    """Return the body when it is signed with the connection's secret, not more than five minutes ago.

    :raises TurnedAway: it is not; forged and old ones are counted apart.
    """
    header = request.headers.get(signing.HEADER, "")[:200]
    if signing.is_signed(sender.secret, header, body, now=now):
        return body
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


@door(frozenset({System.GROUP.value}), signed)
def push_messages(heard: Heard) -> HttpResponse:
    """Take messages of groups in: one, a list, or an object with a list. They wait for somebody to look at them."""
    sender = heard.sender
    try:
        items, _ = orders.items_of(heard.text, {"items": "messages"})
        said = [messages.read(item, heard.now) for item in items]
    except Invalid:
        actions.count(sender.id, Fault.UNREADABLE, now=heard.now)
        raise
    taken = _within_limit(heard, said)
    kept = receive_messages(sender=_group_sender(sender), said=taken, now=heard.now)
    received = [{"id": one.number, "repeated": not is_new} for one, is_new in zip(taken, kept, strict=True)]
    left = [one.number for one in said if one not in taken]
    if not left:
        return answer({"ok": True, "received": received})
    away = too_many(sender, heard.now)
    told = _turned(away)
    told.content = json.dumps(
        {"ok": False, "error": away.code, "zh": away.says.zh, "en": away.says.en, "received": received, "left": left},
        ensure_ascii=False,
    ).encode()
    return told


def _within_limit(heard: Heard, said: Sequence[messages.Said]) -> list[messages.Said]:
    """Return what is taken: within the minute of who says it in which group, and every word of danger."""
    most = settings.LINLI_REPORTS_PER_MINUTE
    return [
        one
        for one in said
        if not (heard.is_over or _is_over(MESSAGES, f"{heard.sender.id}:{one.group}:{one.sender}", most))
        or urgency.alarms(Passage(one.text))
    ]


def _group_sender(sender: Knocked) -> GroupSender:
    return GroupSender(sender.id, sender.area_path, sender.config)


def opened(request: HttpRequest, sender: Knocked, body: bytes, now: datetime) -> bytes:
    """Return what WeCom says, when it is signed and sealed with the connection's keys and not older than five minutes.

    :raises TurnedAway: it is not.
    """
    try:
        keys = wecom.keys_of(sender.secret)
        sealed = request.GET.get("echostr") or wecom.sealed_of(body)
        found = wecom.opened(keys, sealed, request.GET.dict(), now=now)
    except wecom.Old:
        actions.count(sender.id, Fault.REPLAYED, now=now)
        raise TurnedAway(401, "channels.replayed", OLD) from None
    except wecom.NotWecom:
        actions.count(sender.id, Fault.FORGED, now=now)
        raise TurnedAway(401, "channels.forged", FORGED) from None
    return found.encode()


@door(frozenset({System.WECOM.value}), opened)
def _wecom_said(heard: Heard) -> HttpResponse:
    said = wecom.message_of(heard.text, heard.now)
    if said is not None:
        if not _within_limit(heard, [said]):
            raise too_many(heard.sender, heard.now)
        receive_messages(sender=_group_sender(heard.sender), said=[said], now=heard.now)
    return HttpResponse(b"")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def wecom_callback(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Answer WeCom: prove to it that we hold the keys (GET), take a message of a group in (POST)."""
    if request.method == "POST":
        return _wecom_said(request, connection_id)
    try:
        sender = _sender(request, connection_id, frozenset({System.WECOM.value}))
        return HttpResponse(_checked(opened, request, sender, timezone.now()), content_type="text/plain")
    except TurnedAway as away:
        return _turned(away)
