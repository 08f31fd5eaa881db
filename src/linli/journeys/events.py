"""Facts of the journeys. The kind keeps the name of the room where it began, as facts are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event
from linli.kernel.words import Text


@dataclass(frozen=True)
class FileImported(Event):
    """A file came in; `digest` is its SHA-256, so that the same file is recognised."""

    kind: ClassVar[str] = "channels.file_imported"

    list_kind: str
    digest: str
    created: int
    repeated: int
    refused: int
    skipped: int


@dataclass(frozen=True)
class Proposed(Event):
    """A topic or project was proposed to an office. Rooms of deliberation and of programmes hear it."""

    kind: ClassVar[str] = "journeys.proposed"
    what: str
    source: str
    source_id: UUID | None
    category: str | None
    unit: UUID
    due_on: date
    reports: int


@dataclass(frozen=True)
class ProposalDecided(Event):
    """The office took it up, or not. Deliberation begins a topic when `what` is one and `state` says taken up."""

    kind: ClassVar[str] = "journeys.proposal_decided"
    what: str
    state: str
    unit: UUID


@dataclass(frozen=True)
class CaseLed(Event):
    """`id` is the appeal's: with others it led to a proposal."""

    kind: ClassVar[str] = "journeys.case_led"
    says: ClassVar[Text] = Text(
        "和邻居们反映的同类事情一起，提为协商议题或治理项目，待责任单位决定",
        "With what neighbours reported alike, put forward as a topic or project; an office decides",
    )
    resident: ClassVar[bool] = True
    proposal: UUID
    what: str


@dataclass(frozen=True)
class CaseHeard(Event):
    """`id` is the appeal's: what it led to was taken up."""

    kind: ClassVar[str] = "journeys.case_heard"
    says: ClassVar[Text] = Text("所提的议题或项目已被采纳", "The topic or project it led to was taken up")
    resident: ClassVar[bool] = True
    proposal: UUID


@dataclass(frozen=True)
class CaseNotHeard(Event):
    """`id` is the appeal's: what it led to was not taken up."""

    kind: ClassVar[str] = "journeys.case_not_heard"
    says: ClassVar[Text] = Text(
        "所提的议题或项目未被采纳，理由已写进消息；诉求照常办理",
        "The topic or project it led to was not taken up; a message says why. The report is handled as before",
    )
    resident: ClassVar[bool] = True
    proposal: UUID


OF_CASES = {event.kind: event for event in (CaseLed, CaseHeard, CaseNotHeard)}
"""How these facts read in the timeline of a case."""
