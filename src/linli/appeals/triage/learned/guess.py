"""What a model says of a text, and when it leads instead of the rules (ADR 0034). Loads no learning library."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from linli.appeals.triage.proposal import Candidate

RULES_ARE_SURE = 0.6
"""From this confidence the rules keep the lead, whatever a model says (ADR 0034)."""

MODEL_MAY_LEAD = 0.5
"""From this confidence a model may lead where the rules are not sure: it is right in half of such cases at least."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest label of a text, how often such a guess is right (0..1), and the words that decided."""

    label: str
    confidence: float
    words: tuple[str, ...] = ()


Guesser = Callable[[str], Guess]
"""Whatever guesses the label of a text."""


def leads(guess: Guess, rules: float, known: Container[str]) -> bool:
    """Say whether the guess stands before what the rules found with confidence `rules`.

    It must name a leaf in force (`known`), be likelier right than wrong, and surer than the rules, who are not sure.
    """
    is_surer = guess.confidence >= MODEL_MAY_LEAD and guess.confidence > rules
    return guess.label in known and rules < RULES_ARE_SURE and is_surer


def put_first(ranked: Sequence[Candidate], guess: Guess) -> list[Candidate]:
    """Return the candidates with the guessed leaf first, by the words of both; nobody else is lost."""
    best = ranked[0].score if ranked else 0.0
    own = next((one for one in ranked if one.code == guess.label), Candidate(guess.label, 0.0, ()))
    words = tuple(dict.fromkeys((*guess.words, *own.words)))
    return [replace(own, score=max(best, own.score), words=words), *(one for one in ranked if one is not own)]
