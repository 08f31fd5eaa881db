"""What people write, as it is kept: no character that cannot be stored, none that nobody sees.

Invisible characters change how a text is read without changing how it looks: an override of the writing direction
turns a name or a public answer round (Unicode UTS 39, UTR 36 §2.9), a blank of no width hides a phone from the mask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linli.kernel.errors import Invalid

_JOINER = "\u200d"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Direction marks and overrides, blanks and joiners of no width, fillers, tags; not the joiner of emoji."""
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""NUL and the other controls but tab and line ends, and halves of pairs, which are no text at all."""
_PICTURES = ((0x2190, 0x2BFF), (0xFE0F, 0xFE0F), (0x1F000, 0x1FAFF))
"""Where emoji stand, and the mark that makes one of a sign: between two of them a joiner may stay."""


def clean(text: str, *, field: str = "text") -> str:
    """Return `text` without the characters that nobody sees; line ends and emoji stay.

    Source: Unicode UTS 39 (security mechanisms) and UTR 36 §2.9. Cleaning twice is cleaning once.

    :raises Invalid: it holds a NUL, another control character or half a character pair; `field` names the field.
    """
    if text.isascii() and text.isprintable():
        return text
    if _NEVER.search(text):
        raise Invalid(
            field=field,
            why_zh="含有看不见的控制字符，请删去后重新输入",
            why_en="it holds an invisible control character; please type it anew",
        )
    text = _INVISIBLE.sub("", text)
    return "".join(_without_loose_joiners(text)) if _JOINER in text else text


def clean_line(text: str, *, field: str = "name") -> str:
    """Return a name: `clean`, in one line, with single blanks and none at the ends.

    :raises Invalid: as for `clean`.
    """
    return " ".join(clean(text, field=field).split())


def _without_loose_joiners(text: str) -> Iterator[str]:
    for place, letter in enumerate(text):
        around = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        if letter != _JOINER or all(_is_picture(one) for one in around):
            yield letter


def _is_picture(letter: str) -> bool:
    return bool(letter) and any(first <= ord(letter) <= last for first, last in _PICTURES)
