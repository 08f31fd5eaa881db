"""The words of desks."""

from __future__ import annotations

from linli.kernel.words import Word


class Listed(Word):
    """A list of the desk that filters are saved for."""

    QUEUE = "queue", "诉求", "appeals"
    INBOX = "inbox", "待办", "duties"
    SUPERVISION = "watch", "督办", "supervision"


class Step(Word):
    """The form a canned answer is for; the names are those of the deeds."""

    ASK_INFO = "ask_info", "请补充", "asking for more"
    ANSWER_NOW = "answer_now", "直接答复", "answering now"
    FIRST_CONTACT = "first_contact", "首次联系", "first contact"
    INTERIM_REPLY = "interim_reply", "阶段答复", "interim reply"
    SUBMIT_RESULT = "submit_result", "提交结果", "submitting the result"


class Blank(Word):
    """What a canned answer leaves open, filled from the case: ``{number}``."""

    NUMBER = "number", "编号", "number"
    PLACE = "place", "地点", "place"
    UNIT = "unit", "单位", "unit"
    DUE = "due", "期限", "due time"
