"""What a parser is told about each character of an address: its neighbours, its class, words, repetitions.

Source: ADR 0036.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from linli.grid.rules.spelling import plain

Words = Mapping[str, Sequence[str]]
"""Name -> the tags that it bears in the rows that were learned from."""

LONGEST_WORD = 12
_NUMERALS = frozenset("零〇一二三四五六七八九十百千两")
_CLASSES = {"R": "路街道巷弄胡同里大", "H": "号栋幢座楼室层单元户", "V": "省市区县镇乡村"}
_CLASS_OF = {char: kind for kind, chars in _CLASSES.items() for char in chars}
_PROVINCES = frozenset(
    {"北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建"}
    | {"江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏"}
    | {"陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门"}
)
Features = list[list[str]]


def features(text: str, words: Words) -> Features:
    """Return the features of each character of `text`; loads the word splitter."""
    chars = list(plain(text))
    kinds = [_class(char) for char in chars]
    shapes = ["0" if char.isdigit() else char for char in chars]
    out = [_window(chars, shapes, kinds, at) for at in range(len(chars))]
    _add_signs(out, chars, kinds)
    _add_known_names(out, chars, words)
    _add_words(out, text)
    _add_repetitions(out, "".join(chars))
    _add_provinces(out, "".join(chars))
    return out


def _class(char: str) -> str:
    if char.isdigit():
        return "D"
    if char in _NUMERALS:
        return "N"
    if char.isascii() and char.isalpha():
        return "A"
    return _CLASS_OF.get(char) or ("C" if char.isalnum() else "P")


def _window(chars: Sequence[str], shapes: Sequence[str], kinds: Sequence[str], at: int) -> list[str]:
    def part(of: Sequence[str], first: int, last: int) -> str:
        padded = ("<" if at + n < 0 else ">" if at + n >= len(of) else of[at + n] for n in range(first, last + 1))
        return "".join(padded)

    return [
        f"c={chars[at]}",
        f"b-={part(shapes, -1, 0)}",
        f"b+={part(shapes, 0, 1)}",
        f"t={part(shapes, -1, 1)}",
        f"k={part(kinds, -2, 2)}",
        f"k3={part(kinds, -1, 1)}",
        f"at={min(at, 3)}",
        f"left={min(len(chars) - 1 - at, 1)}",
    ]


def _add_signs(out: Features, chars: Sequence[str], kinds: Sequence[str]) -> None:
    """Add the last and the next character that ends a part."""
    before, after = _nearest(chars, kinds), _nearest(chars[::-1], kinds[::-1])[::-1]
    for own, last, coming in zip(out, before, after, strict=True):
        own += [f"p={last}", f"n={coming}"]


def _nearest(chars: Sequence[str], kinds: Sequence[str]) -> list[str]:
    found, out = "$", []
    for char, kind in zip(chars, kinds, strict=True):
        out.append(found)
        found = char if kind in "RHVP" else found
    return out


def _add_known_names(out: Features, chars: Sequence[str], words: Words) -> None:
    text = "".join(chars)
    found: list[dict[str, None]] = [{} for _ in out]
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + LONGEST_WORD) + 1):
            for tag in words.get(text[start:end], ()):
                _mark(found, start, end, tag)
    for own, names in zip(out, found, strict=True):
        own += names


def _mark(found: list[dict[str, None]], start: int, end: int, tag: str) -> None:
    found[start] |= {f"dB{tag}": None, f"dB{tag}{min(6, end - start)}": None}
    found[end - 1][f"dE{tag}"] = None
    for at in range(start + 1, end - 1):
        found[at][f"dI{tag}"] = None
    if end < len(found):
        found[end][f"dA{tag}"] = None


def _add_words(out: Features, text: str) -> None:
    """Add the word that holds each character, its part of speech, and where in the word it stands."""
    import rjieba

    start = 0
    for word, speech in rjieba.tag(text):
        for at in range(start, start + len(word)):
            seat = "S" if len(word) == 1 else "B" if at == start else "E" if at == start + len(word) - 1 else "M"
            out[at] += [f"jw={word}", f"jp={seat}{speech}", f"jb={seat}"]
        start += len(word)


def _add_repetitions(out: Features, text: str) -> None:
    """Mark what is said twice: one of the two is redundant."""
    for size in (2, 3):
        places: dict[str, list[int]] = defaultdict(list)
        for at in range(len(text) - size + 1):
            if all("一" <= char <= "鿿" for char in text[at : at + size]):
                places[text[at : at + size]].append(at)
        for starts in places.values():
            for turn, start in enumerate(starts if len(starts) > 1 else ()):
                for n in range(size):
                    out[start + n].append(f"r{size}{'later' if turn else 'first'}{n}")


def _add_provinces(out: Features, text: str) -> None:
    named = [(at, size) for at in range(len(text)) for size in (3, 2) if text[at : at + size] in _PROVINCES]
    for at, own in enumerate(out):
        own.append(f"pv{min(2, sum(n + 1 < at for n, _ in named))}{min(2, sum(n > at for n, _ in named))}")
    for turn, (start, size) in enumerate(named):
        for at in range(start, start + size):
            out[at].append(f"PV{min(turn, 2)}of{min(3, len(named))}")
