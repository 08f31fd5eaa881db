"""A picture that a program points to is fetched after its report was taken, and attached like an upload (ADR 0044).

Whoever holds a key chooses the address, so it is gone to as a webhook's is: https, public addresses alone, looked up
once and gone to as looked up, each redirect checked anew. Source: OWASP SSRF prevention cheat sheet; RFC 6890.
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote, urldefrag, urljoin
from uuid import UUID

import filetype
from django.conf import settings
from django.db import transaction

from linli.appeals.actions import files
from linli.appeals.actions.files import Upload
from linli.appeals.words import AttachmentUse
from linli.channels.actions import exchanging
from linli.channels.actions.adapters import Became, Given, Later, Never
from linli.channels.actions.connecting import of_house
from linli.channels.rules import trying
from linli.channels.words import Direction, ExchangeKind, Fault, System
from linli.grid import queries as grid
from linli.hooks.rules.addresses import check_url, is_loopback, may_go_to
from linli.hooks.sending import Failed, Reply, call, resolve
from linli.hooks.words import Fault as Heard
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.words import Text

NAME = "Open311"
FETCHER = Actor.system("channels.pictures", ["appeals.submit"])
"""Who attaches what was fetched; it may do nothing else."""
PATIENCE_S = 10.0
"""For all of it, redirects too."""
MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_URL = 2000
"""Addresses of stores of files carry their signature."""
MOVED = frozenset({301, 302, 303, 307, 308})
ACCEPT = {"Accept": "image/jpeg, image/png, image/webp, image/gif"}
TOO_BIG = Text("照片超过 10 MB", "the picture is larger than 10 MB")
NOT_OPEN = Text(
    "这个地址不允许访问：只取 https 的公网地址，转向后也一样",
    "that address may not be gone to: https and public addresses only, after a redirect too",
)
LOST = Text("转向太多次", "it is redirected too often")
NO_PICTURE = Text("取到的不是照片（JPEG、PNG、WebP、GIF）", "what was there is no picture (JPEG, PNG, WebP, GIF)")
_FAULTS = {Heard.SLOW: Fault.SLOW}


def ask_for(*, appeal_id: UUID, case: str, area_path: str, url: str, now: datetime) -> UUID:
    """Put down that a report's picture is to be fetched; return the exchange. The same picture is asked for once."""
    with transaction.atomic():
        house = of_house(System.OPEN311, NAME, grid.district(now).path, now=now)
        exchanging.heard(house, now=now)
        made, _ = exchanging.keep(
            connection_id=house, direction=Direction.IN, kind=ExchangeKind.PICTURE, number=case,
            body=json.dumps({"url": url}), appeal_id=appeal_id, area_path=area_path, now=now,
        )  # fmt: skip
    return made


def fetch(given: Given, now: datetime) -> Became:
    """Fetch a picture and attach it to its report. The adapter of Open311, inward.

    :raises Later: nobody answered. Never: it may not be gone to, is not there, or is no picture.
    :raises FileRefused, Ended: it cannot be attached.
    """
    if given.appeal_id is None:
        raise Later(Fault.BROKEN)
    content = _content(str(json.loads(given.body).get("url") or ""))
    if not str(filetype.guess_mime(content[:8192]) or "").startswith("image/"):
        raise Never(Fault.NO_PICTURE, NO_PICTURE)
    files.attach(
        actor=FETCHER, appeal_id=given.appeal_id, upload=Upload(content), use=AttachmentUse.REPORT,
        deed="appeals.submit", now=now, client_id=f"channels.picture:{given.exchange_id}",
    )  # fmt: skip
    return Became(given.appeal_id, status=HTTPStatus.OK)


def _content(url: str) -> bytes:
    end = time.monotonic() + PATIENCE_S
    for _ in range(MOST_REDIRECTS + 1):
        reply = _ask(url, max(0.1, end - time.monotonic()))
        if reply.status not in MOVED or not reply.location:
            return _body(reply)
        url = urljoin(url, reply.location)
    raise Never(Fault.REFUSED_THERE, LOST)


def _ask(url: str, patience_s: float) -> Reply:
    may_loopback = settings.LINLI_PICTURES_LOOPBACK
    try:
        plain = quote(urldefrag(url).url, safe="%/:=&?~+!$,;'@()*[]-._")
        parts = check_url(plain, may_loopback=may_loopback, longest=LONGEST_URL)
        here = may_loopback and is_loopback(parts.hostname or "")
        return call(
            "GET", parts, b"", ACCEPT, is_open=lambda one: may_go_to(one, may_loopback=here), patience_s=patience_s,
            look_up=resolve, most_bytes=MOST_BYTES,
        )  # fmt: skip
    except Invalid:
        raise Never(Fault.NOT_ALLOWED, NOT_OPEN) from None
    except Failed as failed:
        if failed.fault is Heard.NOT_PUBLIC:
            raise Never(Fault.NOT_ALLOWED, NOT_OPEN) from None
        raise Later(_FAULTS.get(failed.fault, Fault.UNREACHABLE)) from None


def _body(reply: Reply) -> bytes:
    if not 200 <= reply.status < 300:
        if trying.is_retried(reply.status) and reply.status not in MOVED:
            raise Later(Fault.ANSWER, reply.status)
        raise Never(Fault.REFUSED_THERE, status=reply.status)
    if len(reply.body) > MOST_BYTES:
        raise Never(Fault.NO_PICTURE, TOO_BIG, reply.status)
    return reply.body
