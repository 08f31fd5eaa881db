"""Which messages there are, and how they are written out. Source: ADR 0021."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

from linli.kernel.errors import Broken
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.notices.rules.masking import PiiKind, pii_spans
from linli.notices.words.templates import TEMPLATES

ZONE = ZoneInfo("Asia/Shanghai")
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NEVER = frozenset({PiiKind.PHONE, PiiKind.ID_NUMBER, PiiKind.BANK_CARD, PiiKind.EMAIL})
_UNCHECKED = frozenset({"link", "number", "master", "receipt"})
_ENDING = frozenset({"group.broadcast", "emergency.broadcast"})
"""Messages that say until when they count; after that they tell nobody anything true any more."""


class WrongMessage(Broken):
    """The message is unknown, lacks a place, or carries personal data in a place."""

    code = "notices.wrong_message"


def places(key: str) -> frozenset[str]:
    """Return the names of the places of a message.

    :raises WrongMessage: there is no such message.
    """
    text = TEMPLATES.get(key)
    if text is None:
        raise WrongMessage(key=key)
    both = (*Formatter().parse(text.zh), *Formatter().parse(text.en))
    return frozenset(name for _, name, _, _ in both if name)


def check(key: str, params: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the params that the message uses.

    :raises WrongMessage: there is no such message, a place has no value, or a value holds a phone, an id or the like.
    """
    wanted = places(key)
    missing = wanted - params.keys()
    if missing:
        raise WrongMessage(key=key, missing=sorted(missing))
    used = {name: params[name] for name in sorted(wanted)}
    for name, value in used.items():
        if name not in _UNCHECKED and not name.endswith(("_at", "_on")) and _is_personal(value):
            raise WrongMessage(key=key, personal=name)
    return used


def is_over(key: str, params: Mapping[str, Plain], now: datetime) -> bool:
    """Say whether what a message tells has ended, so that it is better not sent at all. Source: S-110, ADR 0021."""
    return key in _ENDING and now >= datetime.fromisoformat(str(params["until_at"]))


def is_private(words: str) -> bool:
    """Say whether `words` hold what no message may carry: a phone, an id or card number, an e-mail address."""
    return _is_personal(words)


def _is_personal(value: Plain) -> bool:
    return isinstance(value, str) and any(span.kind in _NEVER for span in pii_spans(value, doors=False))


def write(key: str, params: Mapping[str, Plain]) -> Text:
    """Return the message in both languages, moments written as people say them.

    :raises WrongMessage: there is no such message.
    """
    text = TEMPLATES.get(key)
    if text is None:
        raise WrongMessage(key=key)
    zh = {name: _spoken(name, value, is_chinese=True) for name, value in params.items()}
    en = {name: _spoken(name, value, is_chinese=False) for name, value in params.items()}
    return Text(text.zh.format(**zh), text.en.format(**en))


def _spoken(name: str, value: Plain, *, is_chinese: bool) -> str:
    if isinstance(value, str) and name.endswith("_at"):
        moment = datetime.fromisoformat(value).astimezone(ZONE)
        return f"{_day(moment.date(), is_chinese=is_chinese)} {moment:%H:%M}"
    if isinstance(value, str) and name.endswith("_on"):
        moment = datetime.fromisoformat(value)
        local = moment if moment.tzinfo is None else moment.astimezone(ZONE)
        return _day(local.date(), is_chinese=is_chinese)
    return str(value)


def _day(day: date, *, is_chinese: bool) -> str:
    if is_chinese:
        return f"{day.month}月{day.day}日 周{_DAYS_ZH[day.weekday()]}"
    return f"{_DAYS_EN[day.weekday()]} {day:%Y-%m-%d}"
