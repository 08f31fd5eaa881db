"""Which filters may be kept: the known keys of a list, in one order, and nothing that leads to a person.

Source: ADR 0023; 个人信息保护法 §6 (no more data than needed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from linli.desks.words import Listed
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

KEPT: Mapping[Listed, frozenset[str]] = {
    Listed.QUEUE: frozenset(
        {"state", "urgency", "mode", "channel", "due", "group", "area", "mine", "q", "open", "hazard"}
    ),
    Listed.INBOX: frozenset({"card", "deed"}),
    Listed.SUPERVISION: frozenset({"side", "state", "cause", "area"}),
}
LONGEST = 500
NAME = 30
MOST_OF_ONE = 20
DIGITS = 4
"""A search with more digits than this is a phone or a number of a case, not a kind of case."""


class NothingToKeep(Refused):
    """No filter is set."""

    code = "desks.nothing_to_keep"
    status = 422
    says = Text("先选好筛选，再存下来。", "Set a filter first, then keep it.")


class TooMany(Refused):
    """So many filters help nobody."""

    code = "desks.too_many_filters"
    says = Text("最多存 {most} 个，请先删掉不用的。", "{most} at most; remove one you no longer use.")


def canonical(listed: Listed, given: Iterable[tuple[str, str]]) -> str:
    """Return the filter as it is kept: known keys with a value, sorted, as the query of an address.

    :raises NothingToKeep: nothing is left.
    :raises Invalid: a search by phone or number, or more than 500 characters.
    """
    kept = sorted({key: value.strip() for key, value in given if key in KEPT[listed] and value.strip()}.items())
    if not kept or kept == [("open", "1")]:
        raise NothingToKeep
    if any(key == "q" and sum(letter.isdigit() for letter in value) > DIGITS for key, value in kept):
        raise Invalid(
            field="q", why_zh="不要把电话或编号存进筛选", why_en="do not keep a phone or a number in a filter"
        )
    query = urlencode(kept)
    if len(query) > LONGEST:
        raise Invalid(field="query", why_zh="筛选太长", why_en="the filter is too long")
    return query


def named(raw: str) -> str:
    """Return the name of a filter, tidied.

    :raises Invalid: it is empty or longer than 30 characters.
    """
    name = " ".join(raw.split())
    if not name:
        raise Invalid(field="name", why_zh="请起个名字", why_en="give it a name")
    if len(name) > NAME:
        raise Invalid(field="name", why_zh="最多 30 个字", why_en="30 characters at most")
    return name
