"""Where a connection may lead. Source: OWASP SSRF prevention cheat sheet; RFC 6890; ADR 0037.

An administrator opens connections, and the systems of the state stand on inner networks (政务外网), so unlike webhooks,
which any key may order, these may go to private addresses; never to this machine, link-local or other special ones.
"""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit

from linli.hooks.rules.addresses import Address, is_loopback, literal_of
from linli.hooks.rules.addresses import may_go_to as may_go_public
from linli.kernel.errors import Invalid

LONGEST = 500
INNER = tuple(ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
"""RFC 1918, RFC 4193."""


def check_address(address: str, *, may_loopback: bool) -> SplitResult | None:
    """Return the parts of an address a connection may have, or None for an empty one.

    Plain http is for inner addresses written in figures only; a name is looked up and checked when it is gone to.

    :raises Invalid: no http(s) address, a name and password in it, or an address that may not be gone to.
    """
    if not address:
        return None
    if len(address) > LONGEST or not address.isascii() or not address.isprintable() or " " in address:
        raise _wrong("网址只含英文字符，不超过 500 个", "it is ASCII, 500 characters at most")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _wrong("不是完整的网址", "it is no address") from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise _wrong("不是完整的网址，也不能带用户名或 #", "it is no plain address: no user name, no #")
    literal = literal_of(host)
    if parts.scheme == "http" and may_loopback and is_loopback(host):
        return parts
    if parts.scheme != "https" and not (parts.scheme == "http" and literal is not None and is_inner(literal)):
        raise _wrong(
            "须以 https:// 开头（内网可用 http:// 加 IP）", "it begins with https:// (inner: http:// and an IP)"
        )
    if literal is not None and not may_go_to(literal, may_loopback=may_loopback):
        raise _wrong("这个地址不允许连接", "this address may not be connected to")
    return parts


def may_go_to(address: Address, *, may_loopback: bool) -> bool:
    """Say whether a connection to `address` may be opened."""
    return is_inner(address) or may_go_public(address, may_loopback=may_loopback)


def is_inner(address: Address) -> bool:
    """Say whether an address lies on an inner network."""
    return any(address in network for network in INNER if network.version == address.version)


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid(field="address", why_zh=zh, why_en=en)
