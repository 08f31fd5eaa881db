"""Sending one delivery over HTTPS to a public address: looked up once, checked, and gone to as checked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from urllib.parse import SplitResult

from linli.hooks.rules import trying
from linli.hooks.rules.addresses import Address, check_url, is_loopback, may_go_to
from linli.hooks.words import Fault
from linli.kernel.errors import Invalid

PATIENCE_S = 10.0
"""For all of it: look-up, connection, answer."""
AGENT = "linli-webhook/1"

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try: the status, if there was an answer, and what was wrong."""

    status: int | None
    fault: Fault


class _Refused(Exception):
    """The name leads to an address that may not be gone to."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order the system prefers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered; `body` is empty where nobody wanted to read it, `location` where it leads nowhere
    else.
    """

    status: int
    body: bytes = b""
    location: str = ""


class Failed(Exception):
    """There was no answer."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    may_loopback: bool,
    patience_s: float = PATIENCE_S,
    look_up: Resolve = resolve,
) -> Answer:
    """Post `body` once and return what came of it; redirects are not followed, the answer's body is not read.

    The connection goes to an address that was checked, not to the name again: between two look-ups a name can change
    to an inner address (DNS rebinding).
    """
    try:
        parts = check_url(url, may_loopback=may_loopback)
    except Invalid:
        return Answer(None, Fault.NOT_PUBLIC)
    loopback = may_loopback and is_loopback(parts.hostname or "")
    try:
        status = call(
            "POST", parts, body, headers, is_open=lambda one: may_go_to(one, may_loopback=loopback),
            patience_s=patience_s, look_up=look_up,
        ).status  # fmt: skip
    except Failed as failed:
        return Answer(None, failed.fault)
    return Answer(status, trying.fault_of(status))


def call(
    method: str,
    parts: SplitResult,
    body: bytes,
    headers: Mapping[str, str],
    *,
    is_open: Callable[[Address], bool],
    patience_s: float = PATIENCE_S,
    look_up: Resolve = resolve,
    most_bytes: int = 0,
) -> Reply:
    """Ask once and return the answer, of its body at most `most_bytes` and one; redirects are not followed.

    `is_open` says of each address the name leads to whether it may be gone to; one that may not is enough to refuse.

    :raises Failed: there was no answer in time, or the address may not be gone to.
    """
    late = threading.Event()
    connection: HTTPConnection | None = None
    try:
        connection = _connected(parts, patience_s, is_open, look_up)
        with _deadline(connection, patience_s, late):
            connection.putrequest(method, _target(parts), skip_accept_encoding=True)
            for name, value in {"User-Agent": AGENT, "Content-Length": str(len(body)), **headers}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            body = answer.read(most_bytes + 1) if most_bytes else b""
            return Reply(answer.status, body, answer.headers.get("Location", ""))
    except _Refused:
        raise Failed(Fault.NOT_PUBLIC) from None
    except TimeoutError:
        raise Failed(Fault.SLOW) from None
    except (OSError, HTTPException, UnicodeError, ValueError):
        raise Failed(Fault.SLOW if late.is_set() else Fault.UNREACHABLE) from None
    finally:
        if connection is not None:
            connection.close()


def _connected(
    parts: SplitResult, patience_s: float, is_open: Callable[[Address], bool], look_up: Resolve
) -> HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = look_up(host, port)
    # One inner address among public ones is enough to refuse: which of them is taken would be chance.
    if not found or not all(is_open(ip_address(one.partition("%")[0])) for one in found):
        raise _Refused
    connection = HTTPConnection(host, port, timeout=patience_s)
    raw = socket.create_connection((found[0], port), timeout=patience_s)
    if parts.scheme == "https":
        try:
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except BaseException:
            raw.close()
            raise
    connection.sock = raw
    return connection


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@contextmanager
def _deadline(connection: HTTPConnection, seconds: float, late: threading.Event) -> Iterator[None]:
    """End a connection that is not done in time: a receiver that sends a byte a second never times out by itself."""

    def shut() -> None:
        late.set()
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
