"""Which leaf of the category tree a text speaks of: words add up, the best leaf leads (domain-spec §5)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from linli.appeals.triage import kindred
from linli.appeals.triage.proposal import Candidate
from linli.appeals.triage.topics import DECISIVE, STRONG, WEAK, Evidence, Passage, Topics

OTHER = "meta.other"
SURE = 3.0
"""A score from which a leaf is meant, not only touched."""

RESEMBLES = 8.0
"""What a full likeness to one leaf is worth beside the words: nearly three sure words (ADR 0046)."""
_LEAST_SHARE = 0.02
_CURVE_AT, _CURVE_RISE, _MOST_SURE = 0.59, 0.47, 0.98

MOST_CANDIDATES = 5
_FADING = (1.0, 0.6, 0.4, 0.3, 0.2, 0.15, 0.1, 0.1)
_WEAK_TOGETHER = 2.0
_FIRST_WORDS = 0.4
_FOLDER = Path(__file__).parent / "lexicon"


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Mapping[str, Any]]:
    """Return the word lists of all leaves, by code."""
    merged: dict[str, Mapping[str, Any]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        merged |= tomllib.loads(path.read_text(encoding="utf-8"))
    return merged


@lru_cache(maxsize=1)
def topics() -> Topics:
    """Return the words of all leaves, ready to be searched. Built once, about 0.1 s."""
    return Topics(entries())


@lru_cache(maxsize=1)
def explained_by() -> Mapping[str, frozenset[str]]:
    """Return leaf -> leaves that are mere consequences or parts of it."""
    return {code: frozenset(str(entry.get("explains", "")).split()) for code, entry in entries().items()}


@lru_cache(maxsize=1)
def beats() -> Mapping[str, frozenset[str]]:
    """Return leaf -> leaves that give way to it when both are sure (the bite before the missing leash)."""
    return {code: frozenset(str(entry["beats"]).split()) for code, entry in entries().items() if "beats" in entry}


def co_units(code: str) -> tuple[str, ...]:
    """Return the unit kinds that usually take part in `code` besides the lead."""
    return tuple(str(entries().get(code, {}).get("co", "")).split())


def rank(passage: Passage) -> list[Candidate]:
    """Return the leaves a text speaks of, best first; empty when no word is known."""
    found = topics().find(passage)
    firm = {code: rows for code, rows in found.items() if any(row.weight > WEAK for row in rows)}
    scored = [c for code, rows in (firm or found).items() if (c := _candidate(code, rows, passage)).score > 0]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.code))


def weighed(passage: Passage) -> list[Candidate]:
    """Return the leaves a text speaks of, best first: its words, and its likeness to the examples of each leaf.

    Where the words are sure they lead; where they are silent or tied the likeness does (ADR 0046).
    """
    named = {candidate.code: candidate for candidate in rank(passage)}
    for like in kindred.leaves().compare(passage.text):
        if like.share >= _LEAST_SHARE:
            own = named.get(like.code, Candidate(like.code, 0.0, ()))
            words = tuple(dict.fromkeys((*own.words, *like.words)))[:6]
            named[like.code] = replace(own, score=own.score + RESEMBLES * like.share, words=words)
    return sorted(named.values(), key=lambda candidate: (-candidate.score, candidate.code))


def _candidate(code: str, rows: Sequence[Evidence], passage: Passage) -> Candidate:
    kept = _without_contained(row for row in rows if row.weight > 0)
    against = sum(row.weight for row in {row.word: row for row in rows if row.weight < 0}.values())
    kept.sort(key=lambda row: -row.weight)
    firm = [row for row in kept if row.weight > WEAK]
    score = sum(row.weight * _fading(index) for index, row in enumerate(firm))
    score += min(_WEAK_TOGETHER, 0.6 * len(kept[len(firm) :]))
    score += max(against, -5.0)
    if firm:
        score += _FIRST_WORDS * (1 - min(row.start for row in firm) / max(len(passage.text), 1))
    is_named = any(row.weight in (STRONG, DECISIVE) for row in rows)
    return Candidate(code, score, tuple(row.word for row in kept[:6]), is_named)


def _fading(index: int) -> float:
    return _FADING[index] if index < len(_FADING) else 0.0


def _without_contained(rows: Iterable[Evidence]) -> list[Evidence]:
    """Drop what lies inside stronger evidence of the same leaf, and repetitions of one word."""
    kept: list[Evidence] = []
    words: set[str] = set()
    for row in sorted(rows, key=lambda row: (-row.weight, row.start - row.end, row.start)):
        if row.word in words or any(_overlap(row, other) for other in kept):
            continue
        words.add(row.word)
        kept.append(row)
    return kept


def _overlap(row: Evidence, other: Evidence) -> bool:
    return row.start < other.end and other.start < row.end


def confidence(candidates: Sequence[Candidate]) -> float:
    """Return 0..1: how often the best leaf is right when it leads by so much (ADR 0046)."""
    if not candidates:
        return 0.0
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return round(min(_MOST_SURE, certainty(candidates[0].score - second)), 3)


def certainty(lead: float) -> float:
    """Return how often a leaf that leads by `lead` is right: a curve fitted to 303 texts of ours (ADR 0046)."""
    return 1 / (1 + math.exp(_CURVE_AT - _CURVE_RISE * lead))
