"""What the machine proposes for a text, as codes: no words of the text, nothing personal (R5-1, R5-2; PIPL §24)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.appeals.models import Appeal
from linli.appeals.rules.intake import PREVIEW_CHARACTERS
from linli.appeals.triage import propose as triage
from linli.appeals.triage.gazetteer import Mention, Named
from linli.appeals.triage.learned.standing import guesser
from linli.appeals.triage.proposal import Proposal
from linli.appeals.words import Channel, Mode, Urgency
from linli.grid import queries as grid
from linli.grid.rules import names as grid_names
from linli.kernel.facts import Plain
from linli.notices.rules import mask
from linli.standards import queries as standards

MOST_CANDIDATES = 3
SHORT_NUMBER = 5
"""Emergency and service lines have three to five figures; a district code has six."""
_CUT = re.compile(r"[0-9０-９A-Za-z〇零一二三四五六七八九幺@.\-\s]+$")
_URGENCIES = {urgency.value: urgency for urgency in Urgency}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal: `codes` is what is stored; `preview` the first characters, covered."""

    codes: dict[str, Plain]
    category: str
    urgency: Urgency
    emergency_numbers: tuple[str, ...]
    area_path: str | None
    estate_id: UUID | None
    building_id: UUID | None
    preview: str
    rung: str = ""
    confidence: float = 0.0
    alias_id: UUID | None = None


class _Names:
    """The grid's names as triage asks for them; kept as long as the grid keeps the same gazetteer."""

    def __init__(self, gazetteer: grid_names.Gazetteer, names: dict[str, str]) -> None:
        self.gazetteer = gazetteer
        self._names = names

    def find(self, text: str) -> Sequence[Mention]:
        """Return the mentions in the order of the text."""
        return [
            Named(
                start=mention.start,
                end=mention.end,
                name=mention.name,
                kind=mention.kind.value,
                area_path=mention.area_path or "",
                district_code=mention.district_code,
                building_id=mention.building_id,
                estate_id=mention.estate_id,
                is_misspelt=mention.is_misspelt,
                alias_id=mention.alias_id,
            )
            for mention in self.gazetteer.find(text)
        ]

    def name_of(self, code: str) -> str | None:
        """Return the name of the area with this code, or None."""
        return self._names.get(code)


_kept: list[_Names] = []


def _names(now: datetime) -> _Names:
    gazetteer = grid.gazetteer(now)
    if not _kept or _kept[0].gazetteer is not gazetteer:
        _kept[:] = [_Names(gazetteer, {row.code: row.name for row in grid.below("", now)})]
    return _kept[0]


def propose(text: str, *, channel: Channel, now: datetime, point_area: str | None = None) -> Proposed:
    """Return the machine's proposal for a text. No statement while standards and grid are fresh in memory.

    `point_area` is the area of the pin, if there is one.
    """
    found = triage.propose(
        text,
        channel.value,
        now,
        categories=standards.categories(now),
        gazetteer=_names(now),
        point_area=point_area,
        home=grid.district(now).code,
        guesser=guesser(settings.LINLI_LABELS_MODEL),
    )
    urgency = _URGENCIES[found.urgency]
    return Proposed(
        codes=_codes(found),
        category=found.category,
        urgency=urgency,
        emergency_numbers=_numbers(found) if urgency is Urgency.EMERGENCY else (),
        area_path=found.place.area_path,
        estate_id=found.place.estate_id,
        building_id=found.place.building_id,
        preview=preview_of(_covered(found)),
        rung=found.place.rung,
        confidence=found.place.confidence,
        alias_id=found.place.alias_id,
    )


def as_said(proposed: Proposed, said: str | None, now: datetime) -> Proposed:
    """Return the proposal with the leaf that the reporter chose in the first place; `said` tells whose word it is.

    What was read for another leaf goes. A danger that was read in the words stays before a harmless choice (D7).

    :raises Unknown: there is no such leaf.
    """
    if said is None:
        return proposed
    leaf, read = standards.category(said, now), standards.categories(now).get(proposed.category)
    hides = read is not None and read.hazard and not leaf.hazard and proposed.urgency is Urgency.EMERGENCY
    codes = {**proposed.codes, "said": said}
    if said == proposed.category or hides:
        return replace(proposed, codes=codes)
    codes |= {"category": said, "mode": leaf.mode, "lead_unit": leaf.lead_unit, "co_units": []}
    return replace(proposed, category=said, codes=codes)


def _numbers(found: Proposal) -> tuple[str, ...]:
    """Return the lines to call; a district or a legal channel is no number."""
    return tuple(line for line in found.redirect_to if line.isdigit() and len(line) <= SHORT_NUMBER)


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
    """Return the way of handling that goes with what is known: what was read from the text, else the category's own."""
    proposal = appeal.proposal or {}
    read = str(proposal.get("category") or "")
    if appeal.category in (None, "", read) and proposal.get("mode"):
        return str(proposal["mode"])
    known = standards.categories(now).get(appeal.category or read)
    return known.mode if known is not None else Mode.FAST.value


def _covered(found: Proposal) -> str:
    """Return the beginning of the text with personal data covered, by the spans the proposal found."""
    begin = found.text[: 2 * PREVIEW_CHARACTERS]
    if len(begin) < len(found.text):
        begin = _CUT.sub("", begin)  # half a number is not known for one
    return mask(begin).text


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
