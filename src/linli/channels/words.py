"""Words of the channels: outside systems, what went between them and us, and how it stands (ADR 0033, 0037)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel.words import Text, Word


class System(Word):
    """What kind of outside system a connection leads to."""

    HOTLINE = "hotline", "12345热线", "12345 hotline"
    EVENTS = "events", "网格事件平台", "grid-event platform"
    FILE = "file", "文件导入", "files"
    GROUP = "group", "群消息（通用）", "group messages (generic)"
    WECOM = "wecom", "企业微信群", "WeCom groups"
    DEVICE = "device", "感知设备", "devices"
    VIDEO = "video", "视频预警", "video alerts"
    OPEN311 = "open311", "Open311", "Open311"


class ConnectionState(Word):
    """How a connection stands."""

    ACTIVE = "active", "运行中", "active"
    PAUSED = "paused", "已暂停", "paused"
    ENDED = "ended", "已停用", "ended"


class Direction(Word):
    """Which way something went."""

    IN = "in", "收到", "received"
    OUT = "out", "发出", "sent"


class ExchangeKind(Word):
    """What an exchange is about."""

    ORDER = "order", "工单", "order"
    EVENT = "event", "事件", "event"
    MESSAGE = "message", "群消息", "group message"
    SIGNAL = "signal", "设备信号", "device signal"
    ACCEPTANCE = "acceptance", "受理回告", "acceptance"
    RESULT = "result", "办理结果", "result"
    EXTENSION = "extension", "延期告知", "extension"
    RETURN = "return", "退回申请", "return request"
    REPLY = "reply", "群内回复", "answer to the group"
    PICTURE = "picture", "照片", "picture"


class ExchangeState(Word):
    """How an exchange stands."""

    WAITING = "waiting", "待处理", "waiting"
    DONE = "done", "已完成", "done"
    REFUSED = "refused", "被退回", "refused"
    DEAD = "dead", "三天未成", "failed for three days"
    DROPPED = "dropped", "已作废", "dropped"


STUCK = (ExchangeState.REFUSED.value, ExchangeState.DEAD.value)
"""What waits for a person, who mends or drops it."""


class Fault(Word):
    """What went wrong with a try, or with somebody who knocked."""

    NONE = "", "", ""
    ANSWER = "answer", "对方答复出错", "the other side answered an error"
    SLOW = "slow", "对方太慢", "the other side was too slow"
    UNREACHABLE = "unreachable", "连不上对方", "the other side could not be reached"
    GARBLED = "garbled", "对方答复读不懂", "the answer could not be read"
    NOT_ALLOWED = "not_allowed", "地址不允许连接", "the address may not be gone to"
    REFUSED_THERE = "refused_there", "对方不接收", "the other side refused it"
    REFUSED_HERE = "refused_here", "本系统不能登记", "it cannot be registered here"
    DIFFERS = "differs", "同一编号，内容不同", "same number, other content"
    BROKEN = "broken", "本系统出错", "a failure of ours"
    FORGED = "forged", "签名不对", "the signature is wrong"
    REPLAYED = "replayed", "过期重放", "an old request was played again"
    UNREADABLE = "unreadable", "来文读不懂", "what came in could not be read"
    FLOOD = "flood", "太频繁，请对方稍后再来", "too many in a minute; told to come later"
    NO_PICTURE = "no_picture", "链接里不是照片", "there is no picture there"
    SUPERSEDED = "superseded", "对方已另发更正", "a corrected one came in"


class Choice(Word):
    """What a person does about other content under a known number."""

    OURS = "ours", "按原件，不变", "keep ours as it is"
    ADD = "add", "补充到原件", "add it to the case"
    OWN = "own", "另行登记", "register it as a case of its own"


class Difference(Word):
    """How the two sides differ about an order."""

    MISSING_HERE = "missing_here", "对方有，我们没有", "they have it, we do not"
    MISSING_THERE = "missing_there", "我们有，对方没有", "we have it, they do not"
    STUCK_HERE = "stuck_here", "我们收到了，还没能登记", "it came in and could not be registered yet"
    NOT_TOLD_YET = "not_told_yet", "还没告知对方", "not told yet"
    LOST_THERE = "lost_there", "我们已告知，对方没记录", "we told it, they have no record"
    NEVER_TOLD = "never_told", "对方记录了，我们没告知过", "they have a record, we never told it"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference of a day."""

    number: str
    what: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """What a comparison of one day found, and when."""

    day: date
    at: datetime
    theirs: int
    ours: int
    differences: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """How often a fault happened on a day, and when last."""

    fault: str
    day: date
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One outside system with its health; never its secret.

    `lag_since` is when the oldest exchange that waits for us or them came up; `people_wait` counts group messages that
    nobody looked at.
    """

    id: UUID
    system: str
    name: str
    area_path: str
    address: str
    state: str
    config: dict[str, Any]
    opened_at: datetime
    last_heard_at: datetime | None
    last_sent_at: datetime | None
    last_failed_at: datetime | None
    last_fault: str
    silent_after_min: int | None
    quiet_until: datetime | None
    waiting: int = 0
    stuck: int = 0
    people_wait: int = 0
    lag_since: datetime | None = None
    faults: tuple[FaultRow, ...] = field(default=())

    def is_silent(self, now: datetime) -> bool:
        """Say whether nothing was heard for longer than this connection is expected to be quiet."""
        if self.silent_after_min is None or self.state != ConnectionState.ACTIVE:
            return False
        heard = self.last_heard_at or self.opened_at
        return (now - heard).total_seconds() > self.silent_after_min * 60


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One exchange without its body."""

    id: UUID
    connection_id: UUID
    direction: str
    kind: str
    number: str
    appeal_id: UUID | None
    state: str
    attempts: int
    repeats: int
    last_fault: str
    last_status: int | None
    made_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A group's message for the staff of the place: sender and words masked; what became of it and how fast."""

    id: UUID
    group: str
    area_path: str
    sender: str
    words: str
    said_at: datetime
    is_urgent: bool
    state: str
    appeal_id: UUID | None
    case: str
    took_s: int | None


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """One exchange with its body and why it was refused, for whoever mends it. `body` is None once erased."""

    row: ExchangeRow
    body: str | None
    why: Text | None
