"""Looser signs of danger for a short text, and whether a text tells of a standing matter instead (R5-2, ADR 0040).

A letter of half a page names fires and accidents as examples, as what was and what might be; two lines typed in haste
do not. So a short text rings at the looser signs of `signs.toml` too, while in a letter even a word of danger must be
said of now.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

LETTER_CHARACTERS = 140
"""What somebody in danger types at most; emergencies of ours have 81 at most, the median letter has 300."""
_MANY_MARKS = 2
_FILE = Path(__file__).parent / "signs.toml"
_AROUND, _NEAR_PASSAGE = 16, 20
_EVERY = "*"
_CLAUSES = re.compile(r"[，。！？；、,.!?;\s]+")

_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"尊敬的|敬爱的|(?:书记|厅长|市长|县长|局长|区长|主任|领导)[们：:，, ]{0,3}(?:您|你)们?好|各位领导",
        r"(?:19|20)\d\d年(?!\d{1,2}月\d{1,2}[日号])|去年|前年|上个月|年以来",
        r"多年|每天|天天|每晚|长期|经常|时常|常年|一直以来|以来|至今|多次|屡次|频发|不断|反复|常有|从来|时有|越来越多|每到",
        r"恳请|请求|希望|请问|咨询|建议|反映|投诉|举报|何时|什么时候|严查|整治|取缔|督促|落实|赔偿|说法|不作为|监管|依法|责令|严惩|重视|扰民|影响",
    )
)
_PRESENT = re.compile(
    r"正在(?!建|修|施工|装修|销售|开发|办|营业|审)|现在|目前|此时|此刻|刚才|刚刚|快来|救命|眼看就?要|马上就?要(?:塌|倒|掉|跳|死)|还在(?:里面|烧|着|冒|流血|水里|楼顶|车里)|"
    r"还没(?:出来|救|醒|灭)|突然(?=[^，。]{0,6}(?:倒|塌|着|掉|停|晕))|快派人|快点来|来人|十万火急|人命关天|几分钟前|分钟了|今晚就|今天就|现在就"
)


_OF_NOW = re.compile(
    r"现在|正在|刚才|刚刚|此刻|快来|救命|马上派|快点|分钟|今晚|今天(?:晚上|下午|上午|早上)|今日|请速|还在|天马上|求求|救援"
)
_OF_ONESELF = re.compile(r"[我俺](?![^，。]{0,10}(?:听说|看到|被逼))")


class Sign(NamedTuple):
    """A sign of danger of one kind at `start`..`end` (half-open)."""

    topic: str
    start: int
    end: int


def is_settled(text: str) -> bool:
    """Say whether a text tells of a standing matter at length, as letters do: words of danger in it may be examples."""
    once = "".join(dict.fromkeys(_CLAUSES.split(text)))  # who cries the same words many times writes no letter
    return len(once) > LETTER_CHARACTERS or sum(mark.search(text) is not None for mark in _MARKS) >= _MANY_MARKS


def is_now(text: str, start: int, end: int) -> bool:
    """Say whether the words at `start`..`end` are said of this moment."""
    return _PRESENT.search(text, max(0, start - _AROUND), end + _AROUND) is not None


def is_passage_of_now(text: str, start: int, end: int) -> bool:
    """Say whether a passage of a letter tells of what happens while it is written."""
    return _OF_NOW.search(text, max(0, start - _NEAR_PASSAGE), end + _NEAR_PASSAGE) is not None


def is_of_oneself(text: str, start: int) -> bool:
    """Say whether the clause before `start` speaks of the writer."""
    return _OF_ONESELF.search(text, max(0, start - _AROUND), start) is not None


def find(text: str) -> Iterator[Sign]:
    """Yield the looser signs of danger in a folded text, the first of each kind and pattern."""
    patterns, unless = _patterns()
    every = unless.get(_EVERY)
    if every is not None and every.search(text):
        return
    for topic, found in patterns.items():
        excuse = unless.get(topic)
        if excuse is not None and excuse.search(text):
            continue
        for pattern in found:
            match = pattern.search(text)
            if match is not None:
                yield Sign(topic, *match.span())


@lru_cache(maxsize=1)
def _patterns() -> tuple[Mapping[str, tuple[re.Pattern[str], ...]], Mapping[str, re.Pattern[str]]]:
    entries: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    names, unless = entries.pop("names"), entries.pop("unless")
    patterns = {
        topic: tuple(re.compile(_spelled(sign, names)) for sign in entry["signs"]) for topic, entry in entries.items()
    }
    return patterns, {topic: re.compile(words) for topic, words in unless.items()}


def _spelled(sign: str, names: Mapping[str, str]) -> str:
    for name, pattern in names.items():
        sign = sign.replace(f"{{{name}}}", pattern)
    return sign
