"""The words of groups, with the glosses that users see."""

from __future__ import annotations

from linli.kernel.words import Word


class GroupKind(Word):
    """What brings the members of a group together (S-301)."""

    GRID = "grid", "网格群", "grid group"
    BUILDING = "building", "楼院群", "building group"
    ESTATE = "estate", "小区群", "estate group"
    TOPIC = "topic", "话题群", "topic group"


class Joining(Word):
    """Who may join a group."""

    OPEN = "open", "谁都可以加入", "anybody may join"
    RESIDENTS = "residents", "住址核实后加入", "residents with a verified address"
    INVITED = "invited", "凭邀请加入", "by invitation"


class RemovalReason(Word):
    """Why a post is reported or removed."""

    PRIVACY = "privacy", "泄露他人隐私", "somebody's private data"
    ABUSE = "abuse", "辱骂攻击他人", "abuse of a person"
    FALSE = "false", "不实信息", "false information"
    ADVERTISING = "advertising", "广告推销", "advertising"
    FRAUD = "fraud", "涉嫌诈骗", "likely fraud"
    UNLAWFUL = "unlawful", "违法内容", "unlawful content"


class ReportState(Word):
    """Where a report of a post stands."""

    OPEN = "open", "待处理", "open"
    REMOVED = "removed", "已移除", "removed"
    KEPT = "kept", "已保留", "kept"


class RemovalState(Word):
    """Where a removal stands."""

    STANDING = "standing", "已移除", "removed"
    APPEALED = "appealed", "申诉待另一人决定", "appealed; another person decides"
    RESTORED = "restored", "申诉成立，已恢复", "restored on appeal"
    CONFIRMED = "confirmed", "申诉不成立", "confirmed on appeal"


class ClaimState(Word):
    """Where the verification of an address stands."""

    WAITING = "waiting", "待网格员核实", "waiting for the grid worker"
    VERIFIED = "verified", "已核实", "verified"
    REFUSED = "refused", "未核实", "not verified"


class BoardKind(Word):
    """What hangs on the information board (S-304)."""

    RULES = "rules", "议事规则", "rules of deliberation"
    RECORD = "record", "民情纪实", "record of what residents said"
    DISCLOSURE = "disclosure", "信息公示", "disclosure"
    NOTICE = "notice", "通知", "notice"


class NewsTopic(Word):
    """What news are about; a person subscribes topic by topic (S-300)."""

    SAFETY = "safety", "安全提醒", "safety"
    OUTAGE = "outage", "停水停电", "water and power cuts"
    HEALTH = "health", "健康防疫", "health"
    SERVICE = "service", "便民服务", "services"
    ACTIVITY = "activity", "邻里活动", "activities"
    PARTY = "party", "党建", "party life"


class BroadcastKind(Word):
    """What is sent to all of an area (S-110): it says to whom it goes, and whether it waits for the quiet hours."""

    NEWS = "news", "消息", "news"
    SERVICE = "service", "服务通知", "service notice"
    EMERGENCY = "emergency", "紧急预警", "emergency warning"


class BroadcastState(Word):
    """Where a broadcast stands."""

    ASKED = "asked", "等另一位同事同意", "waits for a colleague"
    SENDING = "sending", "正在发", "going out"
    SENT = "sent", "发完了", "sent"
    REFUSED = "refused", "没同意发", "not agreed to"
    CALLED_OFF = "called_off", "已叫停", "called off"
