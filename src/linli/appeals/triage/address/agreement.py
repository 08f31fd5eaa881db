"""In what two addresses agree and in what they contradict each other, as figures that a model can weigh.

Source: ADR 0036.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from linli.appeals.triage.address.parts import Number, Parts

LIKENESSES = 6
"""So many figures at the head of `agreement` say how alike the two are as a whole; larger is more alike."""

_COMPARED = ("house", "entrance", "door", "lane", "yard", "phase", "floor", "room")
_ENDS = (("村",), ("路", "街"), ("栋", "号楼"), ("公司",), ("店", "超市"))


class Rarity:
    """How much a character or a pair of characters tells: the fewer addresses hold it, the more."""

    def __init__(self, texts: Sequence[str]) -> None:
        held = Counter[str]()
        for text in texts:
            held.update({*text, *pairs(text)})
        self._of: Mapping[str, float] = {gram: math.log((len(texts) + 1) / (n + 0.5)) for gram, n in held.items()}
        self._unheard_of = math.log((len(texts) + 1) / 0.5)

    def of(self, grams: Iterable[str]) -> float:
        """Return the sum over `grams`."""
        return sum(self._of.get(gram, self._unheard_of) for gram in grams)


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring characters."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def agreement(asked: Parts, found: Parts, rarity: Rarity) -> list[float]:
    """Return the figures for one pair; the order is always the same, the first `LIKENESSES` are overall likenesses."""
    heads, rest = _as_a_whole(asked, found, rarity)
    return [
        *heads,
        *rest,
        *_divisions(asked, found),
        *_roads(asked, found),
        *_names(asked, found, rarity),
        *_numbers(asked.numbers, found.numbers),
        *_manner(asked, found),
    ]


def _as_a_whole(asked: Parts, found: Parts, rarity: Rarity) -> tuple[list[float], list[float]]:
    one, two = asked.text, found.text
    triples = [{text[at : at + 3] for at in range(len(text) - 2)} for text in (one, two)]
    shared, by_characters = _shared(set(one), set(two)), _weighed(set(one), set(two), rarity)
    by_pairs = _weighed(set(pairs(one)), set(pairs(two)), rarity)
    heads = [
        shared[0],
        *by_pairs,
        by_characters[0],
        _weighed(set(pairs(asked.name)), set(pairs(found.name)), rarity)[0],
    ]
    rest = [*shared[1:], *_shared(set(pairs(one)), set(pairs(two))), *_shared(*triples), *by_characters[1:]]
    alike = [fuzz.ratio(one, two), fuzz.partial_ratio(one, two), len(one), len(two), len(one) - len(two)]
    return heads, [*rest, *_in_order(one, two), *alike]


def _shared(one: set[str], two: set[str]) -> list[float]:
    both = len(one & two)
    return [both / max(1, len(one | two)), both / max(1, len(one)), both / max(1, len(two))]


def _weighed(one: set[str], two: set[str], rarity: Rarity) -> list[float]:
    both, first, second = rarity.of(one & two), rarity.of(one), rarity.of(two)
    return [both / max(0.01, first + second - both), both / max(0.01, first), both / max(0.01, second)]


def _in_order(one: str, two: str) -> list[float]:
    same = LCSseq.similarity(one, two)
    run = _longest_run(one, two)
    first, second = max(1, len(one)), max(1, len(two))
    return [same / first, same / second, run, run / first, run / second]


def _longest_run(one: str, two: str) -> int:
    best, before = 0, [0] * (len(two) + 1)
    for char in one:
        now = [0] * (len(two) + 1)
        for at, other in enumerate(two, start=1):
            if char == other:
                now[at] = before[at - 1] + 1
        best, before = max(best, *now), now
    return best


def _divisions(asked: Parts, found: Parts) -> list[float]:
    kinds = ("province", "city", "district", "town")
    told = [_same_name(asked.divisions.get(kind, ""), found.divisions.get(kind, "")) for kind in kinds]
    return [*told, *(_named_in(found.divisions.get(kind, ""), asked.text) for kind in kinds[2:])]


def _same_name(one: str, two: str) -> float:
    if not one or not two:
        return 0 if not one and not two else 1 if two else 2
    if one == two:
        return 3
    return 4 if one[:-1] in two or two[:-1] in one else 5


def _named_in(name: str, text: str) -> float:
    if not name:
        return 0
    return 1 if name in text else 2 if name.rstrip("区县市镇乡街道") in text else 3


def _roads(asked: Parts, found: Parts) -> list[float]:
    alike = max((fuzz.ratio(one, two) / 100 for one in asked.roads for two in found.roads), default=-1)
    back = sum(road in asked.text for road in found.roads)
    return [alike, len(asked.roads), len(found.roads), sum(road in found.text for road in asked.roads), back]


def _names(asked: Parts, found: Parts, rarity: Rarity) -> list[float]:
    one, two = asked.name, found.name
    figures = [*_shared(set(one), set(two)), *_shared(set(pairs(one)), set(pairs(two)))]
    figures += [*_weighed(set(pairs(one)), set(pairs(two)), rarity)[1:], *_weighed(set(one), set(two), rarity)]
    figures += [*_in_order(one, two), len(one), len(two), fuzz.ratio(asked.last, found.last)]
    figures += [_within(asked.last, two), _within(found.last, one), _within(found.last, asked.text)]
    return [*figures, len(asked.last), len(found.last), _within(found.aside, asked.text)]


def _within(part: str, text: str) -> float:
    return fuzz.partial_ratio(part, text) if part else -1.0


def _numbers(asked: Sequence[Number], found: Sequence[Number]) -> list[float]:
    one, two = ([n for n in numbers if n.kind != "metres"] for numbers in (asked, found))
    first, second = {n.value for n in one}, {n.value for n in two}
    figures: list[float] = [len(first), len(second), len(first & second), len(first - second), len(second - first)]
    figures += [_same_end(one, two, 0), _same_end(one, two, -1)]
    figures += [_same_numbers(one, two, kind) for kind in _COMPARED]
    return [*figures, *(_known(two, kind, first) for kind in ("house", "door"))]


def _same_end(one: Sequence[Number], two: Sequence[Number], at: int) -> float:
    return float(bool(one and two) and one[at].value == two[at].value)


def _same_numbers(one: Sequence[Number], two: Sequence[Number], kind: str) -> float:
    first, second = ({n.value for n in numbers if n.kind == kind} for numbers in (one, two))
    if not first or not second:
        return 0 if not first and not second else 1 if second else 2
    return 3 if first & second else 4


def _known(numbers: Sequence[Number], kind: str, values: set[str]) -> float:
    of_kind = [n.value for n in numbers if n.kind == kind]
    return float(of_kind[-1] in values) if of_kind else -1.0


def _manner(asked: Parts, found: Parts) -> list[float]:
    aside = next((n for n, end in enumerate("门店", start=1) if found.aside.endswith(end)), 3 if found.aside else 0)
    end = next((n for n, ends in enumerate(_ENDS, start=1) if found.text.endswith(ends)), 0)
    beside = next((n for n, word in enumerate(("附近", "交叉口", "米"), start=1) if word in found.text), 0)
    return [asked.near, found.near, aside, end, beside]
