"""Words in both languages: a text is a pair, so that no page can be half translated (ADR 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Count(int):
    """A number of things that chooses its English form: `{n:duty|duties}` is "1 duty", "2 duties"."""

    def __format__(self, spec: str) -> str:
        """Return number and word when `spec` names the two forms; else what an int gives."""
        one, bar, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if bar else int(self).__format__(spec)


def counted(value: object) -> object:
    """Return a plain whole number as a `Count`; anything else, a bool or an enum too, as it is."""
    return Count(value) if type(value) is int else value


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English; `{name}` places are filled by `format`, `{n:duty|duties}` counts."""

    zh: str
    en: str

    def format(self, **params: object) -> Text:
        """Return the pair with its places filled.

        :raises KeyError: a place has no value.
        """
        given = {name: counted(value) for name, value in params.items()}
        return Text(self.zh.format(**given), self.en.format(**given))

    def say(self, language: str) -> str:
        """Return the sentence in `language` (`zh…` is Chinese, anything else English)."""
        return self.zh if language.startswith("zh") else self.en


class Word(StrEnum):
    """A closed list of codes; each carries the Chinese gloss that users see and its English.

    Members are written ``OPEN = "open", "办理中", "open"``; the value is the code.
    """

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        return member

    @property
    def text(self) -> Text:
        """Return the gloss as a pair."""
        return Text(self.zh, self.en)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, Chinese gloss) pairs, in order, for database fields and forms."""
        return [(member.value, member.zh) for member in cls]
