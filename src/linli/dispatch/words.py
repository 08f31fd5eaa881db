"""Words of the room dispatch (domain-spec §8.2, §8.3)."""

from __future__ import annotations

from linli.kernel.words import Word


class OrderState(Word):
    """Where a work order stands."""

    PENDING = "pending", "待签收", "waiting to be taken"
    ACCEPTED = "accepted", "已签收", "taken"
    WORKING = "working", "办理中", "in progress"
    SUBMITTED = "submitted", "待审核", "result submitted"
    APPROVED = "approved", "已办结", "approved"
    RETURNED = "returned", "退回重做", "sent back"
    BOUNCE_REQUESTED = "bounce_requested", "申请退单", "return asked for"
    BOUNCED = "bounced", "已退单", "returned"
    PAUSED = "paused", "挂账", "suspended"
    CANCELLED = "cancelled", "已取消", "cancelled"


LIVE = frozenset(
    {
        OrderState.PENDING,
        OrderState.ACCEPTED,
        OrderState.WORKING,
        OrderState.SUBMITTED,
        OrderState.RETURNED,
        OrderState.BOUNCE_REQUESTED,
        OrderState.PAUSED,
    }
)
"""Orders on which somebody still owes something."""


class OrderRole(Word):
    """What the unit is in this matter."""

    LEAD = "lead", "主办", "lead"
    CO = "co", "协办", "assisting"
    PART = "part", "分项", "part"
    FOLLOW_UP = "follow_up", "后续事项", "follow-up"


class Arrival(Word):
    """How an assisting unit answered the whistle."""

    ON_SITE = "on_site", "到场", "on site"
    OPINION = "opinion", "书面意见", "written opinion"
    NO_SHOW = "no_show", "未到", "did not come"


class VisitKind(Word):
    """What a visit was."""

    ON_SITE = "on_site", "现场查看", "on site"
    HOME = "home", "入户", "home visit"


class ContactMeans(Word):
    """How the first contact was made."""

    PHONE = "phone", "电话", "phone"
    VISIT = "visit", "上门", "visit"
    MESSAGE = "message", "消息（已回）", "message (answered)"


class NoticeState(Word):
    """What became of a notice to rectify."""

    SERVED = "served", "已送达", "served"
    COMPLIED = "complied", "已自行整改", "complied with"
    NOT_COMPLIED = "not_complied", "逾期未改", "not complied with"


class SupervisionState(Word):
    """How far a supervision order is (T58). Once answered it is over with its case, closed or not."""

    WAITING = "waiting", "待答复", "waiting"
    ANSWERED = "answered", "已答复", "answered"
    CLOSED = "closed", "已了结", "closed"


class Side(Word):
    """From which side a supervision order is looked at."""

    GIVEN = "given", "我方督办的", "given by us"
    OURS = "ours", "督办我方的", "given to us"


class Cause(Word):
    """Why somebody is supervised: a clock ran out (T27), or a person asks (T58)."""

    RULE = "rule", "超期自动督办", "overdue, by rule"
    PERSON = "person", "人工督办", "by a person"


class TopReason(Word):
    """Why a matter goes to the top (T35)."""

    JOINT_FAILED = "joint_failed", "联办两轮未果", "two joint rounds failed"
    REOPENED = "reopened", "第三次重办", "reopened three times"
    REPEATED = "repeated", "半年内重复五次", "repeated five times in 180 days"
    HOUSEHOLDS = "households", "涉及百户以上", "a hundred households or more"
    CROSS_DISTRICT = "cross_district", "跨区事项", "crosses districts"
    MAJOR_RISK = "major_risk", "重大风险", "major risk"
    INSTRUCTION = "instruction", "领导要求", "a leader's instruction"


class RouteStep(Word):
    """By which step of R5-4 a unit is proposed (domain-spec §5.2)."""

    STATUTORY = "statutory", "法定职责单位", "competent by law or list"
    PROPERTY = "property", "按物业管理方式", "by the way the estate is managed"
    OWNER = "owner", "设施权属单位", "owner of the object"
    STREET = "street", "街道兜底", "street fallback"


class Decision(Word):
    """What a dispatcher decides about a request."""

    ACCEPT = "accept", "同意", "accept"
    REJECT = "reject", "不同意", "reject"


class Step(Word):
    """The steps of the standards whose clocks run in this room; the same deed may be owed for several steps."""

    DISPATCH = "dispatch", "派单", "dispatch"
    ACCEPT = "accept", "签收", "take the order"
    CONTACT = "contact", "首次联系诉求人", "first contact"
    ONSITE = "onsite", "到场", "on site"
    DANGER = "danger", "排除险情", "remove the danger"
    CLOSE = "close", "办结", "close"
    CLOSE_PARENT = "close_parent", "分办总办结", "close the whole"
    REVIEW = "review", "审核结果", "review the result"
    BOUNCE = "bounce", "申请退单", "ask to return"
    BOUNCE_DECISION = "bounce_decision", "审核退单", "decide on the return"
    EXTENSION = "extension", "延期", "extension"
    EXTENSION_DECISION = "extension_decision", "审核延期", "decide on the extension"
    SUSPENSION = "suspension", "挂账复核", "review the suspension"
    SUSPEND_DECISION = "suspend_decision", "审核挂账", "decide on the suspension"
    ARRIVAL = "arrival", "报到", "report in"
    PLAN = "plan", "提交办理方案", "file the plan"
    TOP_LEADER = "top_leader", "决定是否顶格办理", "decide on top-level handling"
    WEEKLY_NOTE = "weekly_note", "每周进展", "weekly note"
    RECTIFY = "rectify", "整改复查", "recheck"
    FOLLOW_UP = "follow_up", "后续事项", "follow-up"
    OVERDUE_DECISION = "overdue_decision", "决定超期工单", "decide on the overdue order"
    SUPERVISION = "supervision", "答复督办", "answer the supervision"
    RESPONSE_5210 = "response_5210", "5 分钟响应", "response in 5 minutes"
    ONSITE_5210 = "onsite_5210", "2 小时上门", "on site in 2 hours"


CONTACT_STEPS = (Step.CONTACT, Step.RESPONSE_5210)
ONSITE_STEPS = (Step.ONSITE, Step.ONSITE_5210)
CLOSE_STEPS = (Step.CLOSE, Step.CLOSE_PARENT)
