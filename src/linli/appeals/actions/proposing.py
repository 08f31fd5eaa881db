"""What the machine proposes for a text, as codes: no words of the text, nothing personal (R5-1, R5-2; PIPL §24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.models import Appeal
from linli.appeals.rules.intake import PREVIEW_CHARACTERS
from linli.appeals.triage import propose as triage
from linli.appeals.triage.proposal import Proposal
from linli.appeals.words import Channel, Mode, Urgency
from linli.grid import queries as grid
from linli.kernel.facts import Plain
from linli.notices.rules import mask
from linli.standards import queries as standards

MOST_CANDIDATES = 3
_URGENCIES = {urgency.value: urgency for urgency in Urgency}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal: `codes` is what is stored; `preview` the first characters, covered."""

    codes: dict[str, Plain]
    category: str
    urgency: Urgency
    emergency_numbers: tuple[str, ...]
    area_path: str | None
    preview: str


def propose(text: str, *, channel: Channel, now: datetime) -> Proposed:
    """Return the machine's proposal for a text. No statement while standards and grid are fresh in memory."""
    found = triage.propose(
        text,
        channel=channel.value,
        reported_at=now,
        categories=standards.categories(now),
        gazetteer=grid.gazetteer(now),
    )
    urgency = _URGENCIES[found.urgency]
    return Proposed(
        codes=_codes(found),
        category=found.category,
        urgency=urgency,
        emergency_numbers=found.redirect_to if urgency is Urgency.EMERGENCY else (),
        area_path=found.place.area_path,
        preview=preview_of(_covered(found)),
    )


def preview_of(text: str) -> str:
    """Return the first characters of a covered text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_CHARACTERS else line[: PREVIEW_CHARACTERS - 1] + "…"


def is_hazard(appeal: Appeal, now: datetime) -> bool:
    """Say whether it is a danger to the public; before triage the machine's category counts, for that is safer."""
    if appeal.is_hazard:
        return True
    proposal = appeal.proposal or {}
    code = appeal.category or str(proposal.get("category") or "")
    known = standards.categories(now).get(code)
    return known is not None and known.hazard


def mode_of(appeal: Appeal, now: datetime) -> str:
    """Return the way of handling that goes with what is known."""
    proposal = appeal.proposal or {}
    known = standards.categories(now).get(appeal.category or str(proposal.get("category") or ""))
    return known.mode if known is not None else Mode.FAST.value


def _covered(found: Proposal) -> str:
    """Return the beginning of the text with personal data covered, by the spans the proposal found."""
    return mask(found.text[: 2 * PREVIEW_CHARACTERS]).text


def _codes(found: Proposal) -> dict[str, Plain]:
    candidates: Sequence[Plain] = [[one.code, round(one.score * 100)] for one in found.candidates[:MOST_CANDIDATES]]
    return {
        "category": found.category,
        "confidence_percent": round(found.confidence * 100),
        "candidates": list(candidates),
        "sub_issues": list(found.sub_issues),
        "urgency": found.urgency,
        "mode": found.mode,
        "lead_unit": found.lead_unit,
        "co_units": list(found.co_units),
        "redirect_to": list(found.redirect_to),
        "area_path": found.place.area_path,
        "kind": found.kind,
        "is_hazard": found.hazard,
        "sensitive": list(found.sensitive),
        "pii": len(found.pii_spans),
    }
