"""The words of duties and their plain shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Subject
from linli.kernel.clocks import Interval, Line, Term
from linli.kernel.words import Word
from linli.standards.words import Limit


class State(Word):
    """Where a duty stands."""

    OPEN = "open", "待办", "open"
    PAUSED = "paused", "暂停计时", "paused"
    MET = "met", "按时完成", "done in time"
    LATE = "late", "超期完成", "done late"
    DROPPED = "dropped", "不再需要", "no longer owed"


class Card(Word):
    """What an open duty shows (domain-spec §9.4)."""

    GREEN = "green", "正常", "in time"
    YELLOW = "yellow", "临期（黄牌）", "due soon"
    RED = "red", "超期（红牌）", "overdue"
    STILL = "still", "暂停", "paused"


class Breach(Word):
    """The rungs of the ladder; each is told exactly once."""

    YELLOW = "yellow", "黄牌", "yellow card"
    OVERDUE = "overdue", "红牌", "red card"
    ESCALATE = "escalate", "升级督办", "escalation"


class Cause(Word):
    """Why a due moment moved."""

    PAUSE = "pause", "暂停后顺延", "moved by a pause"
    APPROVAL = "approval", "经批准延期", "extended with approval"
    STRICTER = "stricter", "改用更严的时限", "a stricter limit took its place"
    HOLIDAYS = "holidays", "放假安排公布后重算", "computed anew after a holiday notice"
    EMERGENCY = (
        "emergency",
        "本地区转入急时，余下时间昼夜连续计算",
        "emergency here: what was left counts day and night",
    )
    RESTORED = "restored", "急时结束，恢复原来的计时", "the emergency is over: counted as before"
    UNDONE = "undone", "上一步撤回，恢复原来的时限", "a step was taken back: due as before"


LIVE = (State.OPEN, State.PAUSED)
RESIDENT_ROLES = frozenset({"resident", "proxy"})


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty to come: `owed_by` is a unit (None: whoever has `owed_role` at `area_path`)."""

    subject: Subject
    deed: str
    step: str
    limit: Limit
    owed_role: str
    area_path: str
    start: datetime
    owed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of a duty, all from one computation."""

    due_at: datetime
    yellow_at: datetime
    escalate_at: datetime


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty as it stands. `spell_id` is the emergency under which it counts day and night (domain-spec §6.4)."""

    id: UUID
    subject: Subject
    deed: str
    step: str
    owed_by: UUID | None
    owed_role: str
    area_path: str
    term: Term
    escalation: Term
    standard_id: UUID
    citation: str
    started_at: datetime
    due_at: datetime
    yellow_at: datetime
    escalate_at: datetime
    paused_at: datetime | None
    state: State
    met_at: datetime | None
    yellow_told_at: datetime | None
    red_told_at: datetime | None
    escalated_at: datetime | None
    is_postponed: bool
    computed_at: datetime
    spell_id: UUID | None = None

    def card(self, now: datetime) -> Card:
        """Return what it shows at `now`; a duty that is over shows what it showed when it was met."""
        if self.state is State.PAUSED:
            return Card.STILL
        at = self.met_at or now
        if at > self.due_at:
            return Card.RED
        return Card.YELLOW if at >= self.yellow_at and self.state is State.OPEN else Card.GREEN

    def is_overdue(self, now: datetime) -> bool:
        """Say whether its clock runs and its due moment has passed."""
        return self.state is State.OPEN and now > self.due_at

    @property
    def is_live(self) -> bool:
        """Say whether it is still owed."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Ran:
    """How a duty ran, for figures: on what, which deed, when it was due, when it was met."""

    id: UUID
    subject: Subject
    deed: str
    step: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    state: State

    @property
    def is_kept(self) -> bool | None:
        """Say whether it was met in time; None: it runs, or it is no longer owed."""
        return {State.MET: True, State.LATE: False}.get(self.state)


@dataclass(frozen=True, slots=True)
class MetRow:
    """What was met. `is_late`: after its due moment."""

    id: UUID
    deed: str
    step: str
    owed_by: UUID | None
    started_at: datetime
    due_at: datetime
    met_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What the inbox shows; empty means everything in reach."""

    deeds: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    unit: UUID | None = None
    role: str | None = None
    area: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties are in reach, by card. `open` are all that run; yellow and red are among them."""

    open: int
    yellow: int
    red: int
    paused: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How the duties of one step ended in a period, and how many of it are overdue now."""

    step: str
    met: int
    late: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One change of a due moment, with the value before."""

    at: datetime
    cause: Cause
    from_due: datetime
    to_due: datetime
    reason: str
    approval_id: UUID | None


@dataclass(frozen=True, slots=True)
class Story:
    """A duty with everything that moved it, and its explanation line by line."""

    duty: DutyRow
    pauses: tuple[Interval, ...] = ()
    moves: tuple[Moved, ...] = ()
    lines: tuple[Line, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep told; `failed` are duties whose telling broke and is tried again next time."""

    yellow: int = 0
    overdue: int = 0
    escalated: int = 0
    failed: int = 0
