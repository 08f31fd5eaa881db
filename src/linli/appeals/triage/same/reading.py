"""A text in pieces: pairs and triples of characters, and which of them stand where a name stands. Source: ADR 0035."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.triage.category import rank
from linli.appeals.triage.topics import Passage, fold

HEAD_CHARACTERS = 150
"""What the matter is stands in the title and the first sentences; what follows is history and feeling."""
TITLE_COUNTS = 3
_TOPIC_CHARACTERS = 300
_MOST_TOPICS = 6
_AFTER_DIVISION = 6
_BEFORE_ENDING = 4

_NOISE = re.compile(r"https?://[\x21-\x7e]+|\*{2,}|<[^<>]{1,20}>|&[a-z]{2,6};")
_JOINTS = str.maketrans("", "", "·•.．")
_GAPS = re.compile(r"[^一-鿿a-z0-9]+")
# A division is known to all and tells nothing; what follows it is a name. Letters with a number stand for divisions in
# texts that were made anonymous.
_DIVISION = re.compile(r"(?:[a-z]\d{0,2}[市区县]|(?<![一-鿿])[一-鿿]{2,3}(?:省|市|县|(?<![小社校片园景])区))+")
_ENDINGS = re.compile(
    "小区|花园|家园|家苑|公寓|大厦|广场|山庄|新村|新城|新区|社区|街道|大道|大街|号线|高速|铁路|高铁|工业园|园区|小学|中学|学校|大学|学院|"
    "幼儿园|医院|公司|集团|银行|公园|中心|市场|超市|项目|楼盘|机场|工地|[苑路街巷镇乡村组湖桥站厂城府园里湾庭郡墅]"
)
_NO_NAME = frozenset(
    "的了在是我们你您他她它和与及或就都也而但被把将从到对于为以因所有没不"
    "无可能要会让给向由其这那此该每各个某之等着过吗呢吧啊请问"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A text in pieces. `at` is in days; `title`, `head`, `whole` are pairs of characters, `triples` those of the head.

    `names` are the pairs that stand where a name stands; `topics` leaf -> share of the text's known words, length 1.
    """

    id: str
    user: str
    at: float
    title: frozenset[str]
    head: frozenset[str]
    whole: frozenset[str]
    triples: frozenset[str]
    names: frozenset[str]
    often: Mapping[str, int]
    topics: Mapping[str, float]


def read(
    id_: str, user: str, at: datetime, title: str, detail: str, *, topics: Mapping[str, float] | None = None
) -> Read:
    """Return the text in pieces; `user` may be any stable mark of who wrote it, "" for nobody known.

    `topics` are its leaves where they are known already, else they are read from the words.
    """
    head = _clauses(title), _clauses(_plain(detail)[:HEAD_CHARACTERS])
    first, then = ([pair for clause in clauses for pair in grams(clause, 2)] for clauses in head)
    rest = {pair for clause in _clauses(detail) for pair in grams(clause, 2)}
    often = Counter(first * TITLE_COUNTS)
    often.update(then)
    return Read(
        id=id_,
        user=user,
        at=at.timestamp() / 86_400,
        title=frozenset(first),
        head=frozenset(often),
        whole=frozenset(often) | rest,
        triples=frozenset(triple for clauses in head for clause in clauses for triple in grams(clause, 3)),
        names=frozenset(name_pairs(title) | name_pairs(detail)),
        often=often,
        topics=_topics(title, detail) if topics is None else topics,
    )


def grams(clause: str, length: int) -> list[str]:
    """Return the runs of `length` characters of a clause, in order."""
    return [clause[start : start + length] for start in range(len(clause) - length + 1)]


def name_pairs(text: str) -> set[str]:
    """Return the pairs of characters that follow a division or lead to an ending such as 小区, 路, 公司."""
    plain = _plain(text)
    found: set[str] = set()
    for division in _DIVISION.finditer(plain):
        tail = _GAPS.split(plain[division.end() : division.end() + _AFTER_DIVISION])[0]
        found.update(grams(tail, 2))
    for clause in _clauses(text):
        for ending in _ENDINGS.finditer(clause):
            found.update(grams(_name_before(clause, ending), 2))
    return found


def _name_before(clause: str, ending: re.Match[str]) -> str:
    start = max(0, ending.start() - _BEFORE_ENDING)
    for at in range(ending.start() - 1, start - 1, -1):
        if clause[at] in _NO_NAME:
            start = at + 1
            break
    return clause[start : ending.end()]


def _plain(text: str) -> str:
    return _NOISE.sub(" ", fold(text)).translate(_JOINTS)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _GAPS.split(_DIVISION.sub(" ", _plain(text))) if clause]


def _topics(title: str, detail: str) -> dict[str, float]:
    ranked = rank(Passage(f"{title}。{title}。{detail[:_TOPIC_CHARACTERS]}"))[:_MOST_TOPICS]
    return normed({candidate.code: candidate.score for candidate in ranked})


def normed(vector: Mapping[str, float]) -> dict[str, float]:
    """Return the vector with length 1; one without length stays."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {key: value / length for key, value in vector.items()} if length else dict(vector)


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the inner product of two sparse vectors."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * long.get(key, 0.0) for key, value in short.items())


def known(texts: Iterable[Read]) -> dict[str, Read]:
    """Return id -> text."""
    return {text.id: text for text in texts}
