"""The words of notices."""

from __future__ import annotations

from linli.kernel.words import Word


class NoticeKind(Word):
    """What is published."""

    HOTLINE_CASE = "hotline_case", "12345来电摘登", "published case"
    SUSPENDED_LIST = "suspended_list", "挂账公开", "list of suspended cases"
    MONTHLY_FIGURES = "monthly_figures", "月度通报", "monthly figures"
    NEWS = "news", "消息", "news"
    BOARD = "board", "信息公示", "information board"
    RULES = "rules", "规则公示", "rules"


class NoticeState(Word):
    """Where a notice stands."""

    DRAFT = "draft", "待审核", "waiting for the second pair of eyes"
    APPROVED = "approved", "已审核", "approved"
    PUBLISHED = "published", "已公开", "published"
    WITHDRAWN = "withdrawn", "已撤下", "withdrawn"


class DeliveryState(Word):
    """How a message fares outside."""

    WAITING = "waiting", "待发送", "waiting"
    QUIET = "quiet", "等免打扰结束", "waiting for the end of quiet hours"
    SENT = "sent", "已发送", "sent"
    FAILED = "failed", "发送失败", "failed"
    SKIPPED = "skipped", "无需发送", "not needed"


class Channel(Word):
    """By which way a message leaves the house."""

    EMAIL = "email", "邮件", "e-mail"
    SMS = "sms", "短信", "text message"
    WECOM = "wecom", "企业微信", "WeCom"
    DINGTALK = "dingtalk", "钉钉", "DingTalk"
    FEISHU = "feishu", "飞书", "Feishu"


class MessageKind(Word):
    """What a message is about, as the person who chooses sees it."""

    REPORTS = "reports", "我反映的事", "what I reported"
    DUTIES = "duties", "要我办的事", "what waits for me"
    NEWS = "news", "消息和通知", "news and notices"
    ACCOUNT = "account", "账户和个人信息", "my account and data"
    EMERGENCY = "emergency", "紧急情况", "emergencies"
    CODE = "code", "验证码", "codes"


class ObjectionState(Word):
    """Where an objection stands."""

    OPEN = "open", "待处理", "open"
    UPHELD = "upheld", "异议成立", "upheld"
    DISMISSED = "dismissed", "异议不成立", "dismissed"
