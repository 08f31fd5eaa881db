"""What triage proposes. Frozen, plain, printable; a person confirms it (domain-spec §5.2 R5-1; 个人信息保护法 §24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from linli.kernel.words import Text


class CategoryFacts(Protocol):
    """What the standards say of a leaf; `linli.standards.words.Category` is one."""

    @property
    def code(self) -> str: ...
    @property
    def text(self) -> Text: ...
    @property
    def lead_unit(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def urgency(self) -> str: ...
    @property
    def hazard(self) -> bool: ...


Categories = Mapping[str, CategoryFacts]
"""Leaf code -> what the standards in force say of it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A leaf with its score (about 3 per sure word) and the words that decided.

    `is_named`: a word of the leaf itself stands there, not only a pair like "路…坏".
    """

    code: str
    score: float
    words: tuple[str, ...]
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """A street or community by code and name."""

    code: str
    name: str

    def to_json(self) -> dict[str, str]:
        """Return the two fields."""
        return {"code": self.code, "name": self.name}


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """Where the words say it is. `area_path` is None when they do not say; `candidates` are paths for a person.

    `rung` is the step of the ladder that decided (a word of `grid.words.Rung`, '' for none), `confidence` one over the
    number of places that the words may mean, `alias_id` the familiar name by which it was found.
    """

    district: str | None = None
    street: Division | None = None
    community: Division | None = None
    location_text: str | None = None
    area_path: str | None = None
    building_id: UUID | None = None
    estate_id: UUID | None = None
    candidates: tuple[str, ...] = ()
    foreign: bool = False
    rung: str = ""
    confidence: float = 0.0
    alias_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PiiSpan:
    """Characters `start` to `end` (half-open) of the text are personal data of `kind`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole proposal for one text. Codes are those of domain-spec §5, §6, §9; `confidence` is 0..1."""

    category: str
    confidence: float
    candidates: tuple[Candidate, ...]
    sub_issues: tuple[str, ...]
    urgency: str
    urgency_words: tuple[str, ...]
    mode: str
    lead_unit: str | None
    co_units: tuple[str, ...]
    place: PlaceGuess
    redirect_to: tuple[str, ...]
    pii_spans: tuple[PiiSpan, ...]
    sensitive: tuple[str, ...]
    kind: str
    hazard: bool
    text: str = field(repr=False, default="")
    reasons: tuple[Text, ...] = ()

    def pii_strings(self) -> list[str]:
        """Return the words that must be covered in any public or partner view, each once, in order."""
        return list(dict.fromkeys(self.text[span.start : span.end] for span in self.pii_spans))

    def to_json(self, item_id: str | None = None) -> dict[str, Any]:
        """Return the line of the prediction file, one JSON object per text."""
        return {
            "id": item_id,
            "category": self.category,
            "candidates": [[c.code, round(c.score, 2), list(c.words)] for c in self.candidates],
            "sub_issues": list(self.sub_issues),
            "street": self.place.street.to_json() if self.place.street else None,
            "community": self.place.community.to_json() if self.place.community else None,
            "location_text": self.place.location_text,
            "urgency": self.urgency,
            "mode": self.mode,
            "lead_unit": self.lead_unit,
            "redirect_to": list(self.redirect_to),
            "pii_spans": self.pii_strings(),
        }

    def explained(self) -> dict[str, Any]:
        """Return the line together with everything a person may ask about it (`./linli triage --json`)."""
        return self.to_json() | {
            "confidence": round(self.confidence, 2),
            "kind": self.kind,
            "district": self.place.district,
            "area_path": self.place.area_path,
            "place_candidates": list(self.place.candidates),
            "urgency_words": list(self.urgency_words),
            "co_units": list(self.co_units),
            "sensitive": list(self.sensitive),
            "hazard": self.hazard,
            "reasons": [{"zh": reason.zh, "en": reason.en} for reason in self.reasons],
        }
