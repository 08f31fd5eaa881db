"""Emergency words: nothing is missed, little is cried in vain (R5-2). The texts are our own."""

from datetime import datetime

import pytest

from linli.appeals.tests.triage_doubles import lines, look
from linli.kernel.clocks import SHANGHAI

MOST_FALSE_ALARMS = 0.05


def test_no_emergency_is_missed() -> None:
    assert [text for text in lines("emergencies.txt") if look(text).urgency != "emergency"] == []


def test_false_alarms_stay_few() -> None:
    texts = lines("ordinary.txt")
    false = [text for text in texts if look(text).urgency == "emergency"]
    assert len(false) / len(texts) <= MOST_FALSE_ALARMS, false


@pytest.mark.parametrize(
    "what, text, urgency",
    [
        ("it burns", "楼道着火了", "emergency"),
        ("it is only supposed to burn", "楼道堆满纸箱，万一着火没法跑", "normal"),
        ("it burned last year", "去年楼道着过火，墙还是黑的，请粉刷", "normal"),
        ("an excuse and a fire", "之前报过火警，现在又着火了", "emergency"),
        ("people are inside", "电梯里困了一位老人", "emergency"),
        ("the lift only stopped", "电梯坏了两天，没人来修", "urgent"),
        ("gas smells", "厨房有煤气味", "emergency"),
        ("gas costs", "这个月煤气费多收了钱", "normal"),
        ("a word inside another word", "楼下火锅店占道经营", "normal"),
        ("praise", "表扬网格员，把摔倒的老人送回家", "low"),
        ("a question", "请问老年卡去哪办理，需要什么材料", "low"),
    ],
)
def test_one_word_moves_the_urgency(what: str, text: str, urgency: str) -> None:
    assert look(text).urgency == urgency


@pytest.mark.parametrize(
    "what, at, urgency",
    [
        ("a winter night", datetime(2026, 1, 20, 3, 0, tzinfo=SHANGHAI), "emergency"),
        ("a winter noon", datetime(2026, 1, 20, 12, 0, tzinfo=SHANGHAI), "urgent"),
        ("a summer night", datetime(2026, 7, 20, 3, 0, tzinfo=SHANGHAI), "urgent"),
    ],
)
def test_water_on_the_road_freezes_on_winter_nights(what: str, at: datetime, urgency: str) -> None:
    assert look("大马路上自来水管爆了，水往外冒", at=at).urgency == urgency


def test_numbers_to_call_are_given() -> None:
    assert look("厨房一股煤气味，怀疑漏气").redirect_to[:2] == ("119", "gas_emergency")
    assert look("有人拿刀追人").redirect_to == ("110",)
