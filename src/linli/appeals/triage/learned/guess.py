"""What a model says of a text, and when it leads instead of the rules (ADR 0034). Loads no learning library."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from linli.appeals.triage.proposal import Candidate

NEVER = 1.01
"""A threshold that no confidence reaches."""


@dataclass(frozen=True, slots=True)
class Lead:
    """From which confidence (0..1) the rules keep the lead whatever a model says, and a model may lead below that.

    The figures here hold where a district has too few cases to choose its own (`learned.leading`, ADR 0034).
    """

    rules_sure: float = 0.6
    model_may: float = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest label of a text, how often such a guess is right (0..1), and the words that decided."""

    label: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guesser:
    """Whatever guesses the label of a text, and from when it may lead."""

    ask: Callable[[str], Guess]
    lead: Lead = Lead()

    def __call__(self, text: str) -> Guess:
        return self.ask(text)


def leads(guess: Guess, rules: float, known: Container[str], lead: Lead) -> bool:
    """Say whether the guess stands before what the rules found with confidence `rules`.

    It must name a leaf in force (`known`), be sure enough, and surer than the rules, who are not sure.
    """
    is_surer = guess.confidence >= lead.model_may and guess.confidence > rules
    return guess.label in known and rules < lead.rules_sure and is_surer


def put_first(ranked: Sequence[Candidate], guess: Guess) -> list[Candidate]:
    """Return the candidates with the guessed leaf first, by the words of both; nobody else is lost."""
    best = ranked[0].score if ranked else 0.0
    own = next((one for one in ranked if one.code == guess.label), Candidate(guess.label, 0.0, ()))
    words = tuple(dict.fromkeys((*guess.words, *own.words)))
    return [replace(own, score=max(best, own.score), words=words), *(one for one in ranked if one is not own)]
