"""The same matter, not the same words (ADR 0035): generated texts only."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from linli.appeals.triage.same.around import SAME, Around
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.likeness import measures
from linli.appeals.triage.same.reading import Read, name_pairs, read
from linli.appeals.triage.same.stream import Stream
from linli.kernel.clocks import SHANGHAI

BEGIN = datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)
ESTATES = (
    "碧桐湾",
    "锦上里",
    "汀兰苑",
    "云栖谷",
    "澜月庭",
    "朗诗居",
    "柏林郡",
    "枫丹坊",
    "梧桐墅",
    "望潮台",
    "青禾院",
    "知春坊",
)
PROBLEMS = (
    ("楼下烧烤店油烟直排熏人", "晚上开窗全是油烟味，烧烤摊排烟管道正对着卧室，老人咳嗽睡不着。"),
    ("电梯三天两头停运困人", "电梯维修了几次还是停，昨天又把孩子困在轿厢里，物业说没有维修资金。"),
    ("地下车库反复积水淹车", "一下雨地下车库就积水，排水泵坏了，好几辆车泡了水。"),
    ("路灯整排不亮走夜路害怕", "小区门口那排路灯灭了两个月，晚上黑漆漆的，有人摔倒。"),
    ("垃圾清运不及时臭味大", "垃圾桶满了没人清，苍蝇乱飞，味道飘到三楼。"),
)
COMMON = ("尊敬的领导您好", "望有关部门尽快解决", "给居民一个满意的答复", "多次反映一直没有人管", "请政府部门重视起来")


def told(id_: str, title: str, detail: str, *, user: str = "", days: float = 0.0) -> Read:
    return read(id_, user, BEGIN + timedelta(days=days), title, detail)


def crowd(seed: int = 7, count: int = 100) -> list[Read]:
    """Return other people's messages: each of its own estate and problem, with phrases that all use."""
    chance = random.Random(seed)
    texts = []
    for number in range(count):
        estate, (problem, story) = chance.choice(ESTATES), chance.choice(PROBLEMS)
        road = chance.choice("春夏秋冬东南西北") + chance.choice("江河山海云林") + "路"
        title = f"{estate}小区附近{road}{number % 37}号{problem[: chance.randint(4, 9)]}"
        detail = f"{chance.choice(COMMON)}，{road}{story[: chance.randint(10, 30)]}，{chance.choice(COMMON)}"
        texts.append(told(f"c{number}", title, detail, user=f"u{number}", days=number / 5))
    return texts


def around_of(*texts: Read) -> Around:
    everything = [*crowd(), *texts]
    around = Around(Stream(everything))
    for text in everything:
        around.add(text)
    return around


def test_a_name_is_known_by_where_it_stands() -> None:
    assert {"碧桐", "桐湾", "湾小", "小区"} <= name_pairs("投诉碧桐湾小区油烟")
    assert "油烟" not in name_pairs("投诉碧桐湾小区油烟")
    assert name_pairs("我们的小区") == {"小区"}
    assert "碧桐" in name_pairs("B3区碧桐湾油烟扰民")


def test_what_is_written_in_noise_does_not_count() -> None:
    text = told("1", "碧桐湾&nbsp;油烟", "https://example.org/碧 <手机号> ******** 油烟")
    assert {"油烟", "碧桐"} <= text.whole
    assert not any("nb" in pair or "手机" in pair for pair in text.whole)


def test_a_stream_learns_and_forgets_the_same() -> None:
    texts = crowd()
    stream = Stream(texts)
    before = stream.rarity("油烟"), stream.in_names("碧桐"), stream.texts_of("u1")
    assert before[1] > 0.8 > 0.2 > stream.in_names("油烟")
    extra = told("x", "碧桐湾小区油烟", "油烟", user="u1")
    stream.add(extra)
    assert stream.rarity("油烟") != before[0]
    stream.forget(extra)
    assert (stream.rarity("油烟"), stream.in_names("碧桐"), stream.texts_of("u1")) == before


def test_one_matter_in_other_words_scores_above_the_same_words_elsewhere() -> None:
    one = told("a", "金沙半岛小区楼下烧烤店油烟扰民", "一楼烧烤店油烟直排，晚上开窗全是味道。", user="甲", days=20)
    same = told("b", "投诉金沙半岛烧烤油烟", "烧烤店没有烟道，油烟熏得睡不着。", user="乙", days=21)
    other = told("c", "金沙半岛小区电梯经常停运", "电梯又困人，物业说没有维修资金。", user="丙", days=21)
    far = told("d", "望潮台小区楼下烧烤店油烟扰民", "一楼烧烤店油烟直排，晚上开窗全是味道。", user="丁", days=21)
    around = around_of(one, same, other, far)
    assert around.wide("a", "b") > around.wide("a", "d")
    assert around.wide("a", "b") == pytest.approx(around.wide("b", "a"))
    assert around.wide("c", "d") < SAME


def test_near_texts_lend_their_words() -> None:
    smoke = told("a", "金沙半岛小区楼下烧烤店油烟扰民", "一楼烧烤店油烟直排，熏得睡不着。", user="甲", days=20)
    noise = told("b", "金沙半岛夜市吵到半夜", "金沙半岛夜市喝酒划拳，吵到凌晨。", user="乙", days=21)
    bridge = told("c", "金沙半岛烧烤夜市油烟又吵", "金沙半岛夜市烧烤店油烟直排，喝酒划拳吵到凌晨。", user="丙", days=22)
    without = around_of(smoke, noise)
    within = around_of(smoke, noise, bridge)
    assert within.wide_measures("a", "b")["linked"] > without.wide_measures("a", "b")["linked"]


def test_a_turn_that_one_person_always_uses_tells_nothing_between_that_persons_texts() -> None:
    serial = [
        told(
            f"s{number}",
            f"请加快{topic}建设刻不容缓",
            f"{topic}长期落后，请加快建设刻不容缓。",
            user="甲",
            days=number,
        )
        for number, topic in enumerate(("图书馆", "体育馆", "医疗中心", "消费中心", "博物馆", "少年宫"))
    ]
    stream = Stream([*crowd(), *serial])
    assert stream.tells("甲", "刻不") < 0.1
    assert stream.tells("甲", "图书") == 1.0
    other = told("o", serial[1].id, "", user="乙")
    found = measures(stream.weigh(serial[0]), stream.weigh(serial[1]), stream)
    assert found["same_writer"] == 1.0
    assert measures(stream.weigh(serial[0]), stream.weigh(other), stream)["same_writer"] == 0.0


def test_events_gather_as_they_come_and_leave_others_out() -> None:
    chance = random.Random(3)
    where, how, when = ("楼下", "一楼", "底商"), ("扰民", "熏人", "直排"), ("从早到晚", "直冲卧室", "没有烟道")
    event = [
        told(
            f"e{number}",
            f"金沙半岛小区{chance.choice(where)}烧烤店油烟{chance.choice(how)}",
            f"{chance.choice(COMMON)}，金沙半岛烧烤店油烟{chance.choice(when)}，{chance.choice(COMMON)}",
            user=f"v{number}",
            days=10 + number,
        )
        for number in range(12)
    ]
    texts = sorted([*crowd(), *event], key=lambda text: (text.at, text.id))
    events = Events()
    first = {text.id: events.take(text) for text in texts}
    clusters = {id_: events.became(found) for id_, found in first.items()}
    (most,) = {clusters[text.id] for text in event[2:]}
    assert sum(cluster == most for cluster in clusters.values()) <= len(event) + 1
    again = Events()
    assert {text.id: again.take(text) for text in texts} == first


def test_events_forget_what_is_old() -> None:
    events = Events()
    events.take(told("a", "金沙半岛小区烧烤店油烟扰民", "油烟", user="甲"))
    assert events.texts_of("a") == {"a"}
    late = told("b", "金沙半岛小区烧烤店油烟扰民", "油烟", user="乙", days=500)
    assert events.take(late) == "b"
    assert not events.texts_of("a")
    assert events.around.stream.count == 1
