"""Matters: many who ask the same, each for oneself; and what a gathering is called."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.appeals.triage.same.matters import Matters
from linli.appeals.triage.same.reading import Read, read
from linli.appeals.triage.same.stream import Stream
from linli.appeals.triage.same.telling import telling
from linli.kernel.clocks import SHANGHAI

START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
SUBSIDY = ("咨询老年餐补贴怎么申请", "老年餐补贴为什么不通过", "老年餐补贴哪天发放", "老年餐补贴能不能转给家人")
OTHERS = ("云山路路灯不亮", "春晓园电梯停运", "桥下有人半夜敲鼓", "学校门口堵车", "河道漂着垃圾", "公园健身器材坏了")


def texts(*titles: str) -> list[Read]:
    return [read(f"{n}", f"u{n}", START + timedelta(days=n), title, "") for n, title in enumerate(titles)]


def gathered(rows: list[Read]) -> list[str]:
    stream = Stream(before=100)
    matters, found = Matters(stream), []
    for text in rows:
        stream.add(text)
        found.append(matters.take(text, text.id))
    return [matters.became(matter) for matter in found]


def test_one_question_of_many_is_one_matter_and_the_rest_stay_apart() -> None:
    found = gathered(texts(*OTHERS, *SUBSIDY))
    assert len(set(found[len(OTHERS) :])) == 1
    assert len(set(found)) == len(OTHERS) + 1


def test_texts_of_one_event_stay_in_its_matter() -> None:
    rows, stream = texts("云山路路灯不亮", "夜里一片漆黑"), Stream(before=100)
    matters = Matters(stream)
    for text in rows:
        stream.add(text)
    assert matters.take(rows[0], "0") == matters.take(rows[1], "0") == matters.of("0") == "0"


def test_a_title_is_what_several_people_wrote() -> None:
    rows = texts(*SUBSIDY)
    runs = telling(rows, Stream(rows, before=100).rarity)
    assert runs[0] == "老年餐补贴"
    assert telling(rows[:1], Stream(rows, before=100).rarity) == ()
    digits = texts("车牌鲁B12345乱停", "鲁B12345又乱停")
    assert not any(char.isdigit() for run in telling(digits, Stream(digits, before=100).rarity) for char in run)
