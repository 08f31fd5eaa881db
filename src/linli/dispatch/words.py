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
    MESSAGE = "message", "消息(已回)", "message (answered)"


class NoticeState(Word):
    """What became of a notice to rectify."""

    SERVED = "served", "已送达", "served"
    COMPLIED = "complied", "已自行整改", "complied with"
    NOT_COMPLIED = "not_complied", "逾期未改", "not complied with"


class TopReason(Word):
    """Why a matter goes to the top (T35)."""

    JOINT_FAILED = "joint_failed", "联办两轮未果", "two joint rounds failed"
    REOPENED = "reopened", "第三次重办", "reopened three times"
    REPEATED = "repeated", "半年内重复五次", "repeated five times in 180 days"
    HOUSEHOLDS = "households", "涉及百户以上", "a hundred households or more"
    CROSS_DISTRICT = "cross_district", "跨区事项", "crosses districts"
    MAJOR_RISK = "major_risk", "重大风险", "major risk"
    INSTRUCTION = "instruction", "领导要求", "a leader's instruction"
