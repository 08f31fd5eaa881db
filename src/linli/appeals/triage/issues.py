"""One text, several issues (R5-3): which leaves stand beside each other, and whether they are independent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from linli.appeals.triage.category import SURE, explained_by, rank
from linli.appeals.triage.proposal import Candidate
from linli.appeals.triage.topics import Passage

_ORDINALS = re.compile(
    r"(?:^|(?<=[，,。；;:：、\s]))(?:第[一二三四五六七八九]|第?[一二三四五六七八九][是、.，:：]|[1-9１-９][、.．)）:：](?!\d)|[(（][一二三四五1-5][)）]|"
    r"首先|其次|再次|最后|再就是)|(?<=[，,。；;:：])[一二三四五]是|第[一二三四五]个?(?=[，,、是])|[①②③④⑤⑥]"
)
_ALSO = re.compile(
    r"[，,。；;！!]\s*(?:另外|还有|同时(?!间)|此外|再有|还想|顺便|以及|再就是|再一个|并且|另|还请|也请|对了)"
)
_CLAUSES = re.compile(r"[，,。；;！!？?\n]+")
_ADDS = re.compile(r"^.{0,8}(?:也|还(?!没)|又|同时|并且|另|再就是)")
_CONSEQUENCES = frozenset(
    (
        "edu.enrolment",
        "prop.service_quality",
        "prop.no_property",
        "welfare.subsistence",
        "fire.burning_now",
        "security.public",
    )
)
"""What a single matter often ends with: who does nothing about it, and what the family suffers by it."""
_LEAST_CHARACTERS = 5
_SHARE = 0.55
_META = "meta."
_ALONE = 3.7


@dataclass(frozen=True, slots=True)
class Issues:
    """The leaves of a text. `separate`: the writer sets them apart himself (counted, "另外")."""

    codes: tuple[str, ...]
    separate: bool


def issues_of(passage: Passage, ranked: Sequence[Candidate]) -> Issues:
    """Return the independent issues of a text, in its order; fewer than two means none."""
    for parts in (_listed(passage.text), _added(passage.text)):
        codes = _codes_of_parts(parts)
        if len(codes) >= 2:
            return Issues(codes, separate=True)
    beside = _side_by_side(ranked)
    by_clause = _codes_of_clauses(passage.text)
    return Issues(by_clause if len(by_clause) > len(beside) else beside, separate=False)


def _listed(text: str) -> list[str]:
    marks = [match.start() for match in _ORDINALS.finditer(text)]
    if len(marks) < 2:
        return []
    return [text[start:end] for start, end in zip(marks, [*marks[1:], len(text)], strict=True)]


def _added(text: str) -> list[str]:
    marks = [match.start() for match in _ALSO.finditer(text)]
    if not marks:
        return []
    return [text[start:end] for start, end in zip([0, *marks], [*marks, len(text)], strict=True)]


def _codes_of_clauses(text: str) -> tuple[str, ...]:
    """Return the leaves of clauses that each name an object and what is wrong with it, where a later one adds ("也").

    A clause that rests on the words of another one, or only tells who does nothing about it or what comes of it, is no
    second issue; nor is one that another explains, unless the writer adds it himself.
    """
    found: list[Candidate] = []
    adds = False
    for clause in _CLAUSES.split(text):
        best = next((c for c in rank(Passage(clause)) if not c.code.startswith(_META)), None)
        if best is None or best.score < SURE or best.code in _CONSEQUENCES or len(clause) < _LEAST_CHARACTERS:
            continue
        is_added = bool(found) and _ADDS.search(clause) is not None
        if any(_is_same_matter(best, one, is_added=is_added) for one in found):
            continue
        adds = adds or is_added
        found.append(best)
    return tuple(c.code for c in found) if adds and len(found) > 1 else ()


def _is_same_matter(one: Candidate, other: Candidate, *, is_added: bool) -> bool:
    if one.code == other.code or _shares_words(one, other):
        return True
    return not is_added and (_explains(one.code, other.code) or _explains(other.code, one.code))


def _codes_of_parts(parts: Sequence[str]) -> tuple[str, ...]:
    codes: list[str] = []
    for part in parts:
        if len(part) < _LEAST_CHARACTERS:
            continue
        best = next((c for c in rank(Passage(part)) if not c.code.startswith(_META)), None)
        if best is not None and best.score >= SURE and best.code not in codes:
            codes.append(best.code)
    return tuple(codes)


def _side_by_side(ranked: Sequence[Candidate]) -> tuple[str, ...]:
    """Return leaves that are both sure by words of their own, where none explains the other."""
    strong = [c for c in ranked[:4] if c.is_named and c.score >= _ALONE and not c.code.startswith(_META)]
    if len(strong) < 2 or ranked[0].code.startswith(_META):
        return ()
    best = strong[0]
    chosen = [best]
    for other in strong[1:]:
        is_weak = other.code in _CONSEQUENCES or other.score < _SHARE * best.score
        if is_weak or any(_shares_words(other, one) for one in chosen):
            continue
        if not any(_explains(one.code, other.code) or _explains(other.code, one.code) for one in chosen):
            chosen.append(other)
    return tuple(c.code for c in chosen) if len(chosen) > 1 else ()


def _explains(one: str, other: str) -> bool:
    return other in explained_by().get(one, frozenset())


def _shares_words(one: Candidate, other: Candidate) -> bool:
    """Say whether two leaves rest on the same words, so that they are two readings of one issue."""
    own = {part for word in one.words for part in word.split("…")}
    others = {part for word in other.words for part in word.split("…")}
    shared = sum(1 for word in own if any(word in its or its in word for its in others))
    return shared * 2 > len(own)
