"""Masked names and phones: what staff see until they say why they need more (architecture §5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘令狐呼延",
    )
)

LEAST_GIVEN, LEAST_FIGURES = 2, 7
_CHINESE = re.compile(r"[一-鿿]+")
_NOT_DIGITS = re.compile(r"[^0-9+]")


@dataclass(frozen=True, slots=True)
class MaskedContact:
    """What a list shows of a person: ``张**`` and ``139****0001``; empty strings where nothing is known."""

    name: str
    phone: str
    is_minor: bool = False
    is_erased: bool = False


def mask_name(name: str) -> str:
    """Return the surname and two stars: ``张三`` -> ``张**``; ``欧阳修`` -> ``欧阳**``; ``Li Wei`` -> ``L**``.

    The number of stars never tells the length of the name. An empty name stays empty.
    """
    name = name.strip()
    if not name:
        return ""
    kept = name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
    return f"{kept}**"


def mask_phone(phone: str) -> str:
    """Return the first three and last four figures: ``13900000001`` -> ``139****0001``; short numbers keep two."""
    figures = normalise_phone(phone)
    if not figures:
        return ""
    if len(figures) < 9:
        return f"****{figures[-2:]}"
    return f"{figures[:3]}****{figures[-4:]}"


def spoken_forms(name: str, phone: str) -> tuple[str, ...]:
    """Return the forms in which a text may give a person away: name, given name, phone, and its last four figures.

    ``王桂芳`` is also ``桂芳``, a number also its ``尾号``; what is covered too much is a nuisance, no harm.
    """
    name, figures = "".join(name.split()), normalise_phone(phone)
    surname = len(mask_name(name).rstrip("*"))
    given = name[surname:] if len(name) - surname >= LEAST_GIVEN and _CHINESE.fullmatch(name) else ""
    tail = figures[-4:] if len(figures) >= LEAST_FIGURES else ""
    return tuple(dict.fromkeys(form for form in (name, given, figures, tail) if form))


def normalise_phone(phone: str) -> str:
    """Return the figures that identify the line: full width folded, separators gone, +86 dropped."""
    figures = _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", phone))
    for prefix in ("+86", "0086"):
        if figures.startswith(prefix):
            figures = figures[len(prefix) :]
    if len(figures) == 13 and figures.startswith("861"):
        figures = figures[2:]
    return figures.replace("+", "")


def normalise_name(name: str) -> str:
    """Return the name as compared: NFKC, no blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
