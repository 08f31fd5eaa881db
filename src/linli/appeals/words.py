"""Words of the room appeals: states, channels, kinds, urgency, modes, outcomes (domain-spec §4, §6, §8, §9)."""

from __future__ import annotations

from linli.kernel.words import Word


class State(Word):
    """Where an appeal stands. Source: domain-spec §8.2; the gloss is the office's word."""

    DRAFT = "draft", "草稿", "draft"
    RECEIVED = "received", "已登记", "received"
    NEED_INFO = "need_info", "待补正", "more information needed"
    TRIAGED = "triaged", "已研判", "triaged"
    DISPATCHED = "dispatched", "已派单待签收", "dispatched"
    ACCEPTED = "accepted", "已签收", "accepted"
    IN_PROGRESS = "in_progress", "办理中", "in progress"
    BOUNCE_REVIEW = "bounce_review", "退单审核", "return under review"
    WHISTLED = "whistled", "吹哨待报到", "whistled, units arriving"
    WAITING_CHILDREN = "waiting_children", "分办进行中", "handled in parts"
    TOP_REVIEW = "top_review", "顶格待批", "top-level review"
    SUSPENDED = "suspended", "挂账", "suspended"
    HANDLED = "handled", "办结待审", "handled, under review"
    FEEDBACK = "feedback", "已答复", "answered, please rate"
    REVISIT = "revisit", "回访中", "follow-up call"
    REOPENED = "reopened", "重办", "reopened"
    CLOSED = "closed", "办结", "closed"
    ARCHIVED = "archived", "归档", "archived"
    MERGED = "merged", "并案", "merged"
    ANSWERED = "answered", "直接答复", "answered directly"
    REDIRECTED = "redirected", "转法定/紧急/外区", "redirected"
    REFUSED = "refused", "不予受理", "not accepted"
    TERMINATED = "terminated", "终止办理", "terminated"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Seen(Word):
    """What the resident reads for each state. Source: domain-spec §8.2, third column."""

    DRAFT = "draft", "未提交", "Not sent yet"
    RECEIVED = "received", "已收到", "Received"
    NEED_INFO = "need_info", "请补充", "Please add information"
    TRIAGED = "triaged", "已受理", "Taken on"
    DISPATCHED = "dispatched", "已派给承办单位", "Sent to the responsible unit"
    ACCEPTED = "accepted", "承办单位已签收", "The unit has taken it"
    IN_PROGRESS = "in_progress", "办理中", "In progress"
    BOUNCE_REVIEW = "bounce_review", "协调责任单位中", "Settling who is responsible"
    WHISTLED = "whistled", "多部门联合办理中", "Several departments are on it"
    WAITING_CHILDREN = "waiting_children", "分项办理中", "Handled part by part"
    TOP_REVIEW = "top_review", "提请区级协调", "Put before the district"
    SUSPENDED = "suspended", "暂缓办理", "Postponed, with a review date"
    HANDLED = "handled", "已处理，待审核", "Done, being checked"
    FEEDBACK = "feedback", "已答复，请评价", "Answered - please rate"
    REVISIT = "revisit", "回访中", "We will ask how it went"
    REOPENED = "reopened", "重新办理", "Being handled again"
    CLOSED = "closed", "已办结", "Closed"
    ARCHIVED = "archived", "已归档", "Archived"
    MERGED = "merged", "已并入同类诉求", "Joined with the same matter"
    ANSWERED = "answered", "已答复", "Answered"
    REDIRECTED = "redirected", "已转办", "Handed over"
    REFUSED = "refused", "不予受理", "Not accepted: reason and other ways"
    TERMINATED = "terminated", "终止办理", "Ended: reason and other ways"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Channel(Word):
    """The mouths of the one intake (S-067)."""

    WEB = "web", "网页", "web"
    PHONE_12345 = "phone_12345", "12345热线", "12345 hotline"
    WECHAT_GROUP = "wechat_group", "小区微信群", "neighbourhood group"
    GRID_PATROL = "grid_patrol", "网格巡查", "grid patrol"
    WINDOW_DAY = "window_day", "接待日", "reception day"
    MOBILE_OFFICE = "mobile_office", "行走办公", "walking office"
    DESK = "desk", "窗口代办", "desk"
    VIDEO = "video", "视频预警", "video alert"
    IOT = "iot", "设备告警", "device alert"
    RIDER_STATION = "rider_station", "骑手驿站", "rider station"
    LEGAL_DESK = "legal_desk", "法律服务站", "legal desk"
    API = "api", "接口", "API"
    FILE = "file", "文件导入", "file import"


class Kind(Word):
    """What the person wants. Source: domain-spec §4.1."""

    INQUIRY = "inquiry", "咨询", "inquiry"
    HELP = "help", "求助", "help"
    COMPLAINT = "complaint", "投诉", "complaint"
    REPORT = "report", "举报", "report"
    SUGGESTION = "suggestion", "建议", "suggestion"
    PRAISE = "praise", "表扬", "praise"


class Urgency(Word):
    """How much time there is. Source: domain-spec §6.1."""

    EMERGENCY = "emergency", "特急", "emergency"
    URGENT = "urgent", "紧急", "urgent"
    NORMAL = "normal", "一般", "normal"
    LOW = "low", "低", "low"

    @property
    def rank(self) -> int:
        """Return 0 for the most urgent."""
        return list(Urgency).index(self)


class Mode(Word):
    """How it is handled (S-075)."""

    INSTANT = "instant", "即办", "instant"
    FAST = "fast", "快办", "fast"
    SPLIT = "split", "分办", "split"
    JOINT = "joint", "联办", "joint"
    TOP = "top", "顶格办", "top-level"
    ANSWER = "answer", "直接答复", "answer"
    REDIRECT = "redirect", "转办", "redirect"


class Outcome(Word):
    """What came of it (S-105)."""

    SOLVED = "solved", "已解决", "solved"
    PARTLY = "partly", "部分解决", "partly solved"
    NOT_SOLVABLE = "not_solvable_explained", "客观不能解决，已说明", "cannot be solved, explained"
    BY_PARTY = "by_party", "当事人自行解决", "solved by the party concerned"


class Solved(Word):
    """The resident's own word on the matter."""

    SOLVED = "solved", "解决了", "solved"
    PARTLY = "partly", "部分解决", "partly"
    UNSOLVED = "unsolved", "没解决", "not solved"


class Satisfied(Word):
    """The resident's own word on the handling."""

    SATISFIED = "satisfied", "满意", "satisfied"
    BASICALLY = "basically", "基本满意", "more or less"
    DISSATISFIED = "dissatisfied", "不满意", "not satisfied"


class RatingSource(Word):
    """How a rating came in."""

    OWN = "own", "本人评价", "own rating"
    CALL = "call", "电话回访", "follow-up call"


class TextKind(Word):
    """What a stored free text is. Texts are erasable; facts hold their id and a salted digest."""

    REPORT = "report", "诉求内容", "report"
    QUESTION = "question", "补正问题", "question"
    ADDITION = "addition", "补充说明", "added information"
    REPLY = "reply", "答复", "reply"
    INTERIM = "interim", "阶段答复", "interim reply"
    REASON = "reason", "理由", "reason"
    ACTION = "action", "办理记录", "action taken"
    CONTACT = "contact", "联系记录", "contact record"
    OPINION = "opinion", "会办意见", "opinion"
    PLAN = "plan", "办理计划", "plan"
    NOTE = "note", "内部备注", "internal note"
    WORDS = "words", "评价留言", "words of the rating"
    OBJECTION = "objection", "异议", "objection"
    SUPERVISION = "supervision", "督办意见", "supervision"
    VISIT = "visit", "入户记录", "visit record"
    NOTICE = "notice", "整改通知", "notice to rectify"
    LETTER = "letter", "信函", "letter"


class RequestKind(Word):
    """A step that needs a second person to say yes."""

    REFUSE = "refuse", "不予受理", "not to accept"
    LOWER_URGENCY = "lower_urgency", "降低紧急程度", "lower the urgency"
    CORRECT = "correct_record", "更正记录", "correct the record"
    EXPLAINED_CLOSE = "explained_close", "解释后办结", "close after explaining"
    BOUNCE = "bounce", "退单", "return the order"
    EXTENSION = "extension", "延期", "extension"
    SUSPENSION = "suspension", "挂账", "suspension"
    TOP = "top", "顶格办理", "top-level handling"
    TERMINATION = "termination", "终止办理", "termination"
    OBJECTION = "objection", "异议", "objection"


class RequestState(Word):
    """What became of a request."""

    OPEN = "open", "待决定", "open"
    APPROVED = "approved", "同意", "approved"
    REJECTED = "rejected", "不同意", "rejected"
    DROPPED = "dropped", "已作废", "dropped"


class AttachmentUse(Word):
    """Why a photo or document is there."""

    REPORT = "report", "诉求材料", "with the report"
    ADDITION = "addition", "补充材料", "added later"
    EVIDENCE = "evidence", "办理凭证", "evidence of handling"
    VISIT = "visit", "入户照片", "from a visit"
    SERVICE = "service", "送达凭证", "proof of service"


OPEN_STATES = frozenset(
    {
        State.RECEIVED,
        State.NEED_INFO,
        State.TRIAGED,
        State.DISPATCHED,
        State.ACCEPTED,
        State.IN_PROGRESS,
        State.BOUNCE_REVIEW,
        State.WHISTLED,
        State.WAITING_CHILDREN,
        State.TOP_REVIEW,
        State.SUSPENDED,
        State.HANDLED,
        State.FEEDBACK,
        State.REVISIT,
        State.REOPENED,
    }
)
"""An appeal in one of these is not finished; from `dispatched` on it has an accountable unit (I1)."""

ENDED_STATES = frozenset(
    {
        State.CLOSED,
        State.MERGED,
        State.ANSWERED,
        State.REDIRECTED,
        State.REFUSED,
        State.TERMINATED,
        State.WITHDRAWN,
    }
)
"""Ended, not yet archived."""
