"""How dates, spans, money and areas are written, in Chinese and English (design language, “Words”)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from linli.kernel.words import Text

DAYS_ZH = "一二三四五六日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEAR = {
    -1: Text("昨天", "yesterday"),
    0: Text("今天", "today"),
    1: Text("明天", "tomorrow"),
}
HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN


@dataclass(frozen=True, slots=True)
class Due:
    """What a due chip says: a tone (`calm|soon|late|met|off`), words, and the shape that goes with them."""

    tone: str
    shape: str
    text: Text


def day(at: datetime, now: datetime) -> Text:
    """Return the day of `at` as people name it on the day of `now`: 今天, 11月23日 周一, 2025年11月23日."""
    here, today = timezone.localtime(at), timezone.localtime(now)
    near = NEAR.get((here.date() - today.date()).days)
    if near:
        return near
    month = MONTHS_EN[here.month - 1]
    if here.year != today.year:
        return Text(f"{here.year}年{here.month}月{here.day}日", f"{here.day} {month} {here.year}")
    return Text(
        f"{here.month}月{here.day}日 周{DAYS_ZH[here.weekday()]}",
        f"{DAYS_EN[here.weekday()]} {here.day} {month}",
    )


def date_text(on: date) -> Text:
    """Return a day of the calendar, whenever it is: 2026年11月23日."""
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {MONTHS_EN[on.month - 1]} {on.year}")


def clock(at: datetime) -> str:
    """Return the time of day, 15:40."""
    return f"{timezone.localtime(at):%H:%M}"


def when(at: datetime, now: datetime, *, with_time: bool = False) -> Text:
    """Return `at` in everyday words; days next to today carry the time, others only when `with_time`."""
    name = day(at, now)
    if with_time or name in NEAR.values():
        return Text(f"{name.zh} {clock(at)}", f"{name.en} {clock(at)}")
    return name


def exact(at: datetime) -> Text:
    """Return the whole moment, for titles and readers: 2026年11月23日 周一 15:40."""
    here = timezone.localtime(at)
    return Text(
        f"{here.year}年{here.month}月{here.day}日 周{DAYS_ZH[here.weekday()]} {clock(at)}",
        f"{DAYS_EN[here.weekday()]} {here.day} {MONTHS_EN[here.month - 1]} {here.year}, {clock(at)}",
    )


def _join(*parts: tuple[int, str, str]) -> Text:
    said = [(n, zh, en) for n, zh, en in parts if n]
    return Text(
        " ".join(f"{n} {zh}" for n, zh, _ in said),
        " ".join(f"{n} {en}{'s' if en == 'day' and n != 1 else ''}" for n, _, en in said),
    )


def duration(minutes: int) -> Text:
    """Return a span of whole minutes, coarser the longer it is: 42 分钟, 3 小时 5 分, 1 天 5 小时, 4 天.

    Remainders are dropped, so a promise is never read as longer than it is.
    """
    if minutes < 1:
        return Text("不到 1 分钟", "under 1 min")
    if minutes < HOUR_MIN:
        return _join((minutes, "分钟", "min"))
    hours, rest = divmod(minutes, HOUR_MIN)
    if minutes < DAY_MIN:
        return _join((hours, "小时", "h"), (rest if hours < 6 else 0, "分", "min"))
    days, left = divmod(hours, 24)
    return _join((days, "天", "day"), (left if days < 3 else 0, "小时", "h"))


def span(length: timedelta) -> Text:
    """Return `duration` of a timedelta, whatever its sign."""
    return duration(int(abs(length.total_seconds()) // 60))


def due(due_at: datetime, now: datetime, *, yellow_at: datetime | None = None) -> Due:
    """Return what a running deadline says at `now`; without `yellow_at` the last hour counts as soon."""
    left = span(due_at - now)
    if now > due_at:
        return Due("late", "triangle", Text(f"超期 {left.zh}", f"{left.en} overdue"))
    is_soon = now >= (yellow_at or due_at - timedelta(hours=1))
    tone, shape = ("soon", "half") if is_soon else ("calm", "ring")
    return Due(tone, shape, Text(f"还剩 {left.zh}", f"{left.en} left"))


def due_met(due_at: datetime, met_at: datetime) -> Due:
    """Return what a kept deadline says: in time, or by how much it was missed."""
    if met_at <= due_at:
        return Due("met", "check", Text("按时完成", "done in time"))
    over = span(met_at - due_at)
    return Due("late", "triangle", Text(f"完成时已超期 {over.zh}", f"done {over.en} late"))


def yuan(fen: int) -> str:
    """Return money, ¥1,234.56, from whole fen."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}.{rest:02d}"


def area(dm2: int) -> str:
    """Return an area, 89.37 m², from hundredths of a square metre."""
    whole, rest = divmod(dm2, 100)
    return f"{whole:,}.{rest:02d} m²"
