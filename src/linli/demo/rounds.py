"""The grid worker's last days on the round: buildings, findings, a notice that ends today, signed diaries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.demo.cast import Town
from linli.fieldwork import actions, queries
from linli.fieldwork.words import Outcome
from linli.people import queries as people

ZONE = ZoneInfo("Asia/Shanghai")
DAYS, A_DAY = 4, 4
FOUND: tuple[tuple[int, str, Outcome, str, str, int], ...] = (
    (3, "corridor", Outcome.NOTICE, "二楼平台堆放旧沙发和纸箱，占了半边通道。", "二楼西户", 3),
    (2, "light", Outcome.FIXED, "一单元楼道灯不亮，已换灯泡。", "", 0),
    (2, "ebike", Outcome.NOTICE, "从窗户拉线给电动车充电，已告知到车棚充。", "一楼东户", 6),
    (1, "garbage", Outcome.FIXED, "楼后散落装修垃圾，已和物业一起清走。", "", 0),
)
"""Days ago, item, what became of it, words, whom it was told, days to put it right."""
LINES = ("陪三楼张大爷去社区办了老年卡。", "居民问什么时候修东门的路，答应周三前回话。")


def walk(town: Town, *, now: datetime) -> int:
    """Walk the rounds of the last days and sign their diary; return how many buildings were checked."""
    worker = people.actor_for(town.accounts["grid"], now=now)
    items = [one.code for one in queries.items(now)]
    checked = 0
    for ago in range(DAYS, 0, -1):
        begin = (now - timedelta(days=ago)).astimezone(ZONE).replace(hour=9, minute=10, second=0)
        stops = queries.round_of(worker, begin).stops[:A_DAY]
        found = [one for one in FOUND if one[0] == ago]
        for at, stop in enumerate(stops):
            moment = begin + timedelta(minutes=12 * at)
            here = found[at] if at < len(found) else None
            fine = [code for code in items if here is None or code != here[1]]
            actions.check(actor=worker, building_id=stop.building.id, fine=fine, now=moment)
            checked += 1
            if here is not None:
                _, item, outcome, body, to_words, days = here
                actions.find(
                    actor=worker, building_id=stop.building.id, item=item, outcome=outcome, body=body,
                    to_words=to_words, due_on=_day(begin, days), now=moment,
                )  # fmt: skip
        if ago <= len(LINES):
            actions.add_line(actor=worker, day=begin.date(), body=LINES[ago - 1], now=begin + timedelta(hours=7))
        if stops:
            actions.sign(actor=worker, day=begin.date(), now=begin + timedelta(hours=8))
    return checked


def _day(begin: datetime, days: int) -> date | None:
    return begin.date() + timedelta(days=days) if days else None
