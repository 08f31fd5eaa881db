"""Why is this due on Tuesday at 10:00? A deadline told line by line, in both languages. Source: domain-spec §7."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from linli.kernel.clocks.terms import Clock, ClockStands, Line, Pauses, Term, aware
from linli.kernel.words import Text

if TYPE_CHECKING:
    from linli.kernel.clocks.calendar import Calendar

HOLIDAYS = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def explain(calendar: Calendar, start: datetime, term: Term, pauses: Pauses = ()) -> tuple[Line, ...]:
    """Return the story of a deadline: start, how it counts, each day left out, pauses, the end.

    A clock that stands still has no last line but says so.
    """
    start = aware(start)
    try:
        due: datetime | None = calendar.due(start, term, pauses)
    except ClockStands:
        due = None
    until = due or max(pause.start for pause in pauses)
    lines = [_start(calendar, start, term), Line(_counting(calendar, term))]
    if term.clock is not Clock.NATURAL:
        lines += _days(calendar, calendar.local_day(start), calendar.local_day(until))
    lines += _pauses(calendar, pauses, start, until)
    if due is not None and term.clock is Clock.CALENDAR_DAYS and not pauses:
        lines += _moved(calendar, calendar.local_day(start) + timedelta(days=term.amount), due)
    lines.append(_end(calendar, due))
    return tuple(lines)


def _start(calendar: Calendar, start: datetime, term: Term) -> Line:
    zh, en = _stamp(calendar, start)
    if term.is_in_days:
        return Line(Text(f"{zh} 起算，当日不计入（民法典第二百零一条）", f"From {en}; that day is not counted"), start)
    return Line(Text(f"{zh} 起算", f"From {en}"), start)


def _counting(calendar: Calendar, term: Term) -> Text:
    hours = [f"{_clock(begin)}-{_clock(end)}" for begin, end in calendar.office_hours]
    if term.clock is Clock.NATURAL:
        return Text(f"期限 {term.text.zh}，昼夜连续计算", f"Term {term.text.en}, counted day and night")
    if term.clock is Clock.WORKING:
        return Text(
            f"期限 {term.text.zh}，只计工作日 {'、'.join(hours)}",
            f"Term {term.text.en}, counted on working days {', '.join(hours)}",
        )
    close = _clock(calendar.office_hours[-1][1])
    return Text(
        f"期限 {term.text.zh}，止于最后一日下班 {close}（民法典第二百零三条）",
        f"Term {term.text.en}, ending when business closes at {close} on the last day",
    )


def _days(calendar: Calendar, first: date, last: date) -> Iterator[Line]:
    run: list[date] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if run and (calendar.is_workday(day) or _name(calendar, day) != _name(calendar, run[0])):
            yield _off(calendar, run)
            run = []
        if not calendar.is_workday(day):
            run.append(day)
        elif day.weekday() >= 5:
            zh, en = _day(day)
            yield Line(Text(f"{zh}调休上班，计入", f"{en} is a make-up working day and counts"))
    if run:
        yield _off(calendar, run)
    for year in range(first.year, last.year + 1):
        if calendar.is_provisional(date(year, 1, 1)):
            yield Line(
                Text(
                    f"{year} 年放假安排尚未公布，暂按周一至周五计算",
                    f"The holidays of {year} are not announced yet; counted Monday to Friday for now",
                )
            )


def _name(calendar: Calendar, day: date) -> str:
    return calendar.days.get(day, (True, ""))[1] or "周末"


def _off(calendar: Calendar, run: list[date]) -> Line:
    name = _name(calendar, run[0])
    english = "weekend" if name == "周末" else HOLIDAYS.get(name, name)
    (zh, en), (zh_last, en_last) = _day(run[0]), _day(run[-1])
    if len(run) > 1:
        zh, en = f"{zh}至{zh_last}", f"{en} to {en_last}"
    return Line(Text(f"{zh}{name}休息，不计", f"{en}: {english}, not counted"))


def _pauses(calendar: Calendar, pauses: Pauses, start: datetime, until: datetime) -> Iterator[Line]:
    for pause in sorted(pauses, key=lambda item: item.start):
        if pause.start > until or (pause.end is not None and pause.end <= start):
            continue
        zh, en = _stamp(calendar, pause.start)
        if pause.end is None:
            yield Line(Text(f"{zh} 起暂停计时", f"Paused since {en}"), pause.start)
            continue
        zh_end, en_end = _stamp(calendar, pause.end)
        yield Line(Text(f"{zh} 至 {zh_end} 暂停计时，不计", f"Paused from {en} to {en_end}, not counted"), pause.start)


def _moved(calendar: Calendar, last: date, due: datetime) -> Iterator[Line]:
    if calendar.is_workday(last):
        return
    (zh, en), (zh_due, en_due) = _day(last), _day(calendar.local_day(due))
    yield Line(
        Text(
            f"最后一日 {zh}是休息日，顺延到 {zh_due}（民法典第二百零三条）",
            f"The last day, {en}, is off; moved to {en_due}",
        )
    )


def _end(calendar: Calendar, due: datetime | None) -> Line:
    if due is None:
        return Line(Text("恢复计时后再算到期时间", "The due time is set when the clock resumes"))
    zh, en = _stamp(calendar, due)
    return Line(Text(f"应于 {zh} 前完成", f"Due by {en}"), due)


def _stamp(calendar: Calendar, moment: datetime) -> tuple[str, str]:
    local = moment.astimezone(calendar.zone)
    zh, en = _day(local.date())
    return f"{zh}{local:%H:%M}", f"{en} {local:%H:%M}"


def _day(day: date) -> tuple[str, str]:
    return (
        f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS_ZH[day.weekday()]}）",
        f"{_WEEKDAYS_EN[day.weekday()]} {day.isoformat()}",
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
