"""Words of the room places."""

from __future__ import annotations

from linli.kernel.words import Word


class PlanKind(Word):
    """What is held (domain-spec §17; S-210, S-213, S-063)."""

    RECEPTION_DAY = "reception_day", "接待日", "reception day"
    MOBILE_OFFICE = "mobile_office", "行走办公", "walking office"
    CONTACT_DAY = "contact_day", "代表委员联系日", "deputies' contact day"


class Every(Word):
    """How a plan recurs: a closed set, no free rule."""

    WEEK = "week", "每周，或每几周", "every week, or every so many"
    MONTH = "month", "每月第几个星期几", "a weekday of the month"
    DAYS = "days", "指定的日期", "single days"


class OnHoliday(Word):
    """What becomes of a sitting that falls on a day off."""

    NEXT = "next", "顺延到下一个工作日", "moves to the next working day"
    SKIP = "skip", "当次不开", "is left out"
    KEEP = "keep", "照常开", "is held all the same"


class SittingState(Word):
    """Where a sitting stands."""

    PLANNED = "planned", "未开始", "planned"
    HELD = "held", "已开", "held"
    CALLED_OFF = "called_off", "已取消", "called off"


class OffReason(Word):
    """Why a sitting is called off."""

    WEATHER = "weather", "天气原因", "the weather"
    STAFF = "staff", "人员临时有任务", "staff are needed elsewhere"
    VENUE = "venue", "场地用不了", "the place cannot be used"
    HOLIDAY = "holiday", "放假", "a holiday"
    OTHER = "other", "其他工作安排", "other work"
    ENDED = "ended", "这项安排已结束", "the arrangement has ended"


class BookedBy(Word):
    """How a booking came in."""

    WEB = "web", "网上预约", "online"
    PHONE = "phone", "电话预约", "by phone"
    DESK = "desk", "窗口预约", "at the desk"


class BookingState(Word):
    """Where a booking stands."""

    BOOKED = "booked", "已预约", "booked"
    CAME = "came", "已到", "came"
    MISSED = "missed", "未到", "did not come"
    CANCELLED = "cancelled", "已取消预约", "cancelled"
    CALLED_OFF = "called_off", "接待取消", "the sitting was called off"


class VisitState(Word):
    """Where somebody who came stands."""

    WAITING = "waiting", "等候", "waiting"
    CALLED = "called", "接待中", "being seen"
    DONE = "done", "已接待", "seen"


class Advice(Word):
    """What advice was given at once."""

    POLICY = "policy", "解答政策", "explained the rules"
    WHERE = "where", "告诉去哪里办、怎么办", "said where and how it is done"
    PAPERS = "papers", "帮助填写材料", "helped with papers"
    MEDIATION = "mediation", "当场调解", "mediated on the spot"
    VISIT = "visit", "约定上门查看", "agreed on a visit"


class AdviceResult(Word):
    """What came of the advice."""

    SETTLED = "settled", "当场解决", "settled at once"
    TOLD = "told", "已告知办法，由本人去办", "the person knows what to do"
    AGAIN = "again", "约定再来", "comes again"


OPEN_BOOKING = (BookingState.BOOKED,)
"""A person has at most one such booking in a sitting."""
