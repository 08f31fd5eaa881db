"""Dates, spans, money and areas as the design language writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.kernel.words import Text
from linli.web import formats

# Monday 23 November 2026, 14:58 in Qingdao.
NOW = datetime(2026, 11, 23, 6, 58, tzinfo=UTC)


@pytest.mark.parametrize("at, said", [
    (datetime(2026, 11, 23, 7, 40, tzinfo=UTC), Text("今天 15:40", "today 15:40")),
    (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), Text("今天 23:59", "today 23:59")),
    (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), Text("明天 00:00", "tomorrow 00:00")),
    (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), Text("昨天 23:59", "yesterday 23:59")),
    (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), Text("11月25日 周三", "Wed 25 Nov")),
    (datetime(2025, 11, 23, 2, 0, tzinfo=UTC), Text("2025年11月23日", "23 Nov 2025")),
])  # fmt: skip
def test_a_moment_is_named_by_the_day_people_live_in(at, said):
    assert formats.when(at, NOW) == said


def test_a_day_far_off_carries_its_time_when_asked():
    at = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    assert formats.when(at, NOW, with_time=True) == Text("11月25日 周三 10:00", "Wed 25 Nov 10:00")
    assert formats.exact(at) == Text("2026年11月25日 周三 10:00", "Wed 25 Nov 2026, 10:00")


@pytest.mark.parametrize("minutes, said", [
    (0, Text("不到 1 分钟", "under 1 min")),
    (1, Text("1 分钟", "1 min")),
    (59, Text("59 分钟", "59 min")),
    (60, Text("1 小时", "1 h")),
    (185, Text("3 小时 5 分", "3 h 5 min")),
    (359, Text("5 小时 59 分", "5 h 59 min")),
    (361, Text("6 小时", "6 h")),
    (1439, Text("23 小时", "23 h")),
    (1440, Text("1 天", "1 day")),
    (1740, Text("1 天 5 小时", "1 day 5 h")),
    (4319, Text("2 天 23 小时", "2 days 23 h")),
    (4399, Text("3 天", "3 days")),
])  # fmt: skip
def test_a_span_is_coarser_the_longer_it_is(minutes, said):
    assert formats.duration(minutes) == said


@pytest.mark.parametrize("what, left, tone, said", [
    ("long before", timedelta(hours=3, seconds=1), "calm", "还剩 3 小时"),
    ("a moment before the last hour", timedelta(hours=1, seconds=1), "calm", "还剩 1 小时"),
    ("the last hour", timedelta(hours=1), "soon", "还剩 1 小时"),
    ("the very moment", timedelta(0), "soon", "还剩 不到 1 分钟"),
    ("one second late", -timedelta(seconds=1), "late", "超期 不到 1 分钟"),
    ("three hours late", -timedelta(hours=3), "late", "超期 3 小时"),
])  # fmt: skip
def test_a_deadline_says_what_is_left(what, left, tone, said):
    due = formats.due(NOW + left, NOW)
    assert (due.tone, due.text.zh) == (tone, said)


def test_yellow_comes_when_the_duty_says_so():
    due_at = NOW + timedelta(hours=5)
    assert formats.due(due_at, NOW, yellow_at=NOW + timedelta(seconds=1)).tone == "calm"
    assert formats.due(due_at, NOW, yellow_at=NOW).tone == "soon"


def test_a_kept_deadline_is_in_time_to_the_second():
    assert formats.due_met(NOW, NOW).text == Text("按时完成", "done in time")
    assert formats.due_met(NOW, NOW + timedelta(minutes=1)).text == Text("完成时已超期 1 分钟", "done 1 min late")


@pytest.mark.parametrize("fen, said", [
    (0, "¥0.00"),
    (5, "¥0.05"),
    (123_456, "¥1,234.56"),
    (-123_456, "-¥1,234.56"),
])  # fmt: skip
def test_money_is_written_from_fen(fen, said):
    assert formats.yuan(fen) == said


def test_an_area_is_written_from_hundredths_of_a_square_metre():
    assert formats.area(8937) == "89.37 m²"
    assert formats.area(123_405) == "1,234.05 m²"
