"""Where a webhook may go: https and public addresses only, or the house would knock on its own inner doors (SSRF).

Source: OWASP SSRF prevention cheat sheet; RFC 6890 (special-purpose addresses); ADR 0024.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from linli.kernel.errors import Invalid

LONGEST_URL = 500
TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)
"""IPv6 that stands for some IPv4 address (NAT64, 6to4, Teredo): it may lead inside."""

Address = IPv4Address | IPv6Address


def check_url(url: str, *, may_loopback: bool, longest: int = LONGEST_URL) -> SplitResult:
    """Return the parts of an address that may be subscribed with, or gone to.

    Names are looked up when something is sent; here the shape is checked, and addresses written in figures.

    :raises Invalid: not https, a name and password in it, no host, or an address that is not public.
    """
    if len(url) > longest or not url.isascii() or not url.isprintable() or " " in url:
        raise _wrong(f"网址只含英文字符，不超过 {longest} 个", f"it is ASCII, {longest} characters at most")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong("不是完整的网址", "it is no address") from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise _wrong("不是完整的网址，也不能带用户名或 #", "it is no plain address: no user name, no #")
    if may_loopback and parts.scheme == "http" and is_loopback(host):
        return parts
    if parts.scheme != "https":
        raise _wrong("须以 https:// 开头", "it begins with https://")
    literal = literal_of(host)
    if (literal is not None and not may_go_to(literal, may_loopback=may_loopback)) or _is_inner_name(host):
        raise _wrong("只能推送到公网地址", "only public addresses are told anything")
    return parts


def may_go_to(address: Address, *, may_loopback: bool) -> bool:
    """Say whether a connection to `address` may be opened."""
    inner = getattr(address, "ipv4_mapped", None)
    if inner is not None:
        return may_go_to(inner, may_loopback=may_loopback)
    if address.is_loopback:
        return may_loopback
    if any(address in network for network in TRANSLATED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_loopback(host: str) -> bool:
    """Say whether a host, as written, is this machine."""
    literal = literal_of(host)
    return host == "localhost" if literal is None else literal.is_loopback


def literal_of(host: str) -> Address | None:
    """Return the address a host is written as, or None for a name. Figures that are no address are no name either."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_inner_name(host: str) -> bool:
    # "127.1", "0x7f000001", "2130706433": old ways to write an address, which some resolvers still know.
    last = host.rstrip(".").rpartition(".")[2]
    return ("." not in host.rstrip(".") and ":" not in host) or (last[:1].isdigit() and literal_of(host) is None)


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid(field="url", why_zh=zh, why_en=en)
