"""Words in both languages: a text is a pair, so that no page can be half translated (ADR 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English; `{name}` places are filled by `format`."""

    zh: str
    en: str

    def format(self, **params: object) -> Text:
        """Return the pair with its places filled.

        :raises KeyError: a place has no value.
        """
        return Text(self.zh.format(**params), self.en.format(**params))

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
