"""Words of the journeys: what a file of reports says, and what became of each line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.words import Text, Word


class FileKind(Word):
    """Which field list a file follows (domain-spec §4.2)."""

    ORDERS = "orders", "热线工单表", "list of hotline orders"
    EVENTS = "events", "网格事件表", "list of grid events"


class Outcome(Word):
    """What became of a line."""

    CREATED = "created", "已登记", "registered"
    REPEATED = "repeated", "此前已登记", "there already"
    SKIPPED = "skipped", "未登记（对方已办结）", "left out (closed there)"
    REFUSED = "refused", "未能登记", "refused"


class ProposalKind(Word):
    """What is proposed: something to deliberate, or something to do."""

    TOPIC = "topic", "协商议题", "a topic of deliberation"
    PROJECT = "project", "治理项目", "a project"


class ProposalSource(Word):
    """From where it comes."""

    HOT_SPOT = "hot_spot", "热点", "hot event"
    LEAF = "leaf", "同类诉求多次出现", "reports of one kind, often"
    THREAD = "thread", "邻里群话题", "thread of a group"


class ProposalState(Word):
    """What became of it."""

    PROPOSED = "proposed", "待决定", "proposed"
    TAKEN_UP = "taken_up", "已采纳", "taken up"
    REFUSED = "refused", "未采纳", "not taken up"


Cell = str | int | float | bool | datetime | None
"""What stands in a cell of a table."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one line says, ready to be registered. Places and people are as written; nothing is guessed.

    `due_at` or `due_term` (``5 wd``) is the deadline that the order carries; `wants_call` None: nothing was said.
    """

    line: int
    external_number: str
    text: str
    kind: str
    name: str = ""
    phone: str = ""
    address: str = ""
    district: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: str = ""
    found_at: datetime | None = None
    is_closed: bool = False
    due_at: datetime | None = None
    due_term: str = ""
    is_secret: bool = False
    wants_call: bool | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line cannot be registered, and what would make it right."""

    line: int
    external_number: str
    says: Text


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a line; no name, phone or text of the file is repeated here."""

    number: int
    external_number: str
    outcome: Outcome
    case_number: str = ""
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file."""

    kind: FileKind
    lines: tuple[Line, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many lines ended so."""
        return sum(line.outcome is outcome for line in self.lines)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a line if it were taken in now. `case_number`: it is there already."""

    number: int
    external_number: str
    outcome: Outcome
    words: str = ""
    where: str = ""
    case_number: str = ""
    says: Text | None = None
