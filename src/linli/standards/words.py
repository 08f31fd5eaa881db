"""Plain shapes of standards, as other rooms get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from linli.kernel.clocks import Clock, Term
from linli.kernel.facts import Plain
from linli.kernel.words import Text, Word


class Urgency(Word):
    """How urgent an appeal is (domain-spec §6.1)."""

    EMERGENCY = "emergency", "特急", "emergency"
    URGENT = "urgent", "紧急", "urgent"
    NORMAL = "normal", "一般", "normal"
    LOW = "low", "低", "low"


class Mode(Word):
    """How an appeal is handled (domain-spec §9.2)."""

    INSTANT = "instant", "即办", "instant"
    FAST = "fast", "快办", "fast"
    SPLIT = "split", "分办", "split"
    JOINT = "joint", "联办", "joint"
    TOP = "top", "顶格办", "leader-led"
    ANSWER = "answer", "直接答复", "direct answer"
    REDIRECT = "redirect", "转办", "redirected"


class LimitKind(Word):
    """What weight a limit has: a rule replaces the default, a ceiling only ever makes it stricter."""

    DEFAULT = "default", "默认", "default"
    RULE = "rule", "行业规定", "rule of the trade"
    CEILING = "ceiling", "法定上限", "legal ceiling"


class Pack(Word):
    """The data files that come with linli."""

    PARAMETERS = "parameters", "参数", "parameters"
    LIMITS = "limits", "时限", "limits"
    CODES = "codes", "代码表", "code lists"
    CATEGORIES = "categories", "诉求分类", "categories"
    HOLIDAYS = "holidays", "节假日", "holidays"
    BASE = "base", "全部基础标准", "all of these"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated value. The row in force is the newest one whose `valid_from` has come."""

    id: UUID
    key: str
    value: Plain
    citation: str
    jurisdiction: str
    valid_from: datetime
    text: Text


@dataclass(frozen=True, slots=True)
class Code:
    """One member of a closed list. `attrs` holds what only that list has, e.g. ``told`` sentences or a ``level``."""

    list_name: str
    code: str
    text: Text
    parent: str | None
    attrs: Mapping[str, Plain]
    citation: str
    valid_from: datetime
    is_retired: bool = False

    @property
    def told(self) -> Text:
        """Return the sentence for the resident; its places are filled by the caller."""
        return Text(str(self.attrs.get("told_zh", "")), str(self.attrs.get("told_en", "")))


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the category tree (domain-spec §5). Mode, urgency and lead unit are defaults.

    `hazard`: a danger to the public, which cannot vanish by withdrawal. `community_list`: a community may be main.
    """

    code: str
    text: Text
    group: str
    gbt: str
    lead_unit: str
    mode: str
    urgency: str
    note: Text
    text_is_enough: bool
    onsite: bool
    hazard: bool
    community_list: bool


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One row of the table of limits; an empty condition (None) holds for everything.

    `season` is a half-open pair of month-days ("11-16", "11-26"); it may run over the new year.
    """

    id: UUID
    key: str
    step: str
    term: Term
    kind: LimitKind
    citation: str
    jurisdiction: str
    text: Text
    urgency: str | None = None
    mode: str | None = None
    category: str | None = None
    facet: str | None = None
    season: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of the table of limits. `facets` are further marks, such as ``leak`` or ``hotline``."""

    step: str
    day: date
    urgency: str | None = None
    mode: str | None = None
    category: str | None = None
    facets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit in force for one step: what to print on the order, with the standard it rests on."""

    standard_id: UUID
    step: str
    term: Term
    citation: str
    text: Text
    kind: LimitKind = LimitKind.DEFAULT
    escalation: Term = field(default=Term(Clock.WORKING_DAYS, 1))


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day of a State Council notice, known from a moment on."""

    day: date
    is_off: bool
    name: str
    source: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a pack did: rows added, rows that were there, keys whose stored row differs from the file."""

    added: int
    same: int
    different: tuple[str, ...]
