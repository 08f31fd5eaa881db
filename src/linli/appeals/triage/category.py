"""Which leaf of the category tree a text speaks of: words add up, the best leaf leads (domain-spec §5)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from linli.appeals.triage.proposal import Candidate
from linli.appeals.triage.topics import DECISIVE, STRONG, WEAK, Evidence, Passage, Topics

OTHER = "meta.other"
SURE = 3.0
"""A score from which a leaf is meant, not only touched."""

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
    """Return 0..1: how much there is for the best leaf, and how far the second one stays behind."""
    if not candidates:
        return 0.0
    best = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    much = 1 - math.exp(-best / 3.5)
    return round(max(0.02, min(0.97, much * (0.45 + 0.55 * (best - second) / max(best, 0.1)))), 3)
