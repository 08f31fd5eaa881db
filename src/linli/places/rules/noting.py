"""What may stand in the short note beside advice: nothing personal. Pure. Source: 个人信息保护法 §6, ADR 0043."""

from __future__ import annotations

from linli.kernel.errors import Invalid, Refused
from linli.kernel.texts import clean_line
from linli.kernel.words import Text
from linli.notices.rules.masking import PiiKind, pii_spans

MOST = 120
_FREE = frozenset({PiiKind.NAME, PiiKind.DOOR})
"""A surname or a door cannot be told from other words for sure; the form asks to leave them out."""


class HasPersonal(Refused):
    """The note holds a phone, an id number or the like."""

    code = "places.note_is_personal"
    status = 422
    says = Text(
        "备注里有{kind}，请删去；要留联系方式的事，请登记为诉求。",
        "The note holds a personal number ({kind_en}); leave it out, or register the matter as a report.",
    )


def note_of(words: str) -> str:
    """Return the note in one line.

    :raises HasPersonal: it holds a phone, an id or card number, a plate, an e-mail address or an account.
    :raises Invalid: it is too long, or holds what cannot be stored.
    """
    note = clean_line(words, field="note")
    if len(note) > MOST:
        raise Invalid(field="note", why_zh=f"最多 {MOST} 个字", why_en=f"{MOST} characters at most")
    found = next((span.kind for span in pii_spans(note, doors=False) if span.kind not in _FREE), None)
    if found is not None:
        raise HasPersonal(field="note", kind=found.zh, kind_en=found.en)
    return note
