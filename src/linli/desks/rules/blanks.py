"""What a canned answer leaves open: ``{number}`` or ``{编号}``, filled from the case, and never sent unfilled.

Source: ADR 0023. Full-width braces count too: they are what a Chinese keyboard gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.desks.words import Blank
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

_OPEN = re.compile(r"[{｛]\s*([a-z_]{2,20}|[\u4e00-\u9fff]{2,6})\s*[}｝]", re.IGNORECASE)
_KNOWN: Mapping[str, Blank] = {name: blank for blank in Blank for name in (blank.value, blank.text.zh)}


class Unfilled(Refused):
    """Something in braces was not filled."""

    code = "desks.unfilled"
    status = 422
    says = Text("还有没填的：{blanks}。请填好或删掉。", "Not filled yet: {blanks}. Fill it in or take it out.")


def left_open(text: str) -> list[str]:
    """Return what stands in braces and waits to be filled, as written, none twice."""
    return list(dict.fromkeys(found[0] for found in _OPEN.finditer(text)))


def fill(text: str, values: Mapping[Blank, str]) -> str:
    """Return the text with every known blank filled that has a value; the others stay as they are."""

    def put(found: re.Match[str]) -> str:
        blank = _KNOWN.get(found[1].lower())
        return values.get(blank, "") or found[0] if blank is not None else found[0]

    return _OPEN.sub(put, text)


def check_known(text: str, field: str) -> None:
    """Return quietly when every blank is one that a case can fill.

    :raises Invalid: one is not, so the answer could never be sent.
    """
    for found in _OPEN.finditer(text):
        if found[1].lower() not in _KNOWN:
            raise Invalid(
                field=field, why_zh=f"不认识 {found[0]}", why_en=f"{found[0]} is none of the places that are filled"
            )
