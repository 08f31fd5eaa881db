"""What is written in the field, as it is kept. Pure. Source: ADR 0029, 个人信息保护法 §6."""

from __future__ import annotations

from linli.kernel.errors import Invalid
from linli.kernel.texts import clean, clean_line
from linli.notices.rules.masking import PiiKind, pii_spans

MOST_BODY, MOST_TO = 1000, 60
_PLAIN = frozenset({PiiKind.NAME, PiiKind.DOOR})
"""Who was told and which door it is, the recheck needs; numbers that open doors elsewhere are covered."""


def body_of(body: str, *, field: str = "body") -> str:
    """Return the words as kept: cleaned, phones and other numbers of people covered.

    :raises Invalid: nothing was said, too much, or what cannot be stored.
    """
    return _fit(field, clean(body, field=field).strip(), MOST_BODY)


def to_of(words: str) -> str:
    """Return whom a notice is for, in one line.

    :raises Invalid: nobody is named, or in too many words.
    """
    return _fit("to_words", clean_line(words, field="to_words"), MOST_TO)


def _fit(field: str, text: str, most: int) -> str:
    if not text:
        raise Invalid(field=field, why_zh="请写几个字", why_en="please write something")
    if len(text) > most:
        raise Invalid(field=field, why_zh=f"最多 {most} 个字", why_en=f"{most} characters at most")
    return covered(text)


def covered(text: str) -> str:
    """Return `text` with phones, id and card numbers, plates, e-mails and accounts covered. Twice is once."""
    parts: list[str] = []
    last = 0
    for span in pii_spans(text, doors=False):
        if span.kind not in _PLAIN:
            parts += [text[last : span.start], f"〔{span.kind.zh}〕"]
            last = span.end
    return "".join([*parts, text[last:]])
