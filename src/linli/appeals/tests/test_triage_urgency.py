"""Emergency words: nothing is missed, little is cried in vain (R5-2). The texts are our own."""

from datetime import datetime

import pytest

from linli.appeals.tests.triage_doubles import lines, look
from linli.appeals.triage import likeness, signs, spelling
from linli.appeals.triage.propose import MOST_CHARACTERS
from linli.appeals.triage.topics import Passage
from linli.appeals.triage.urgency import alarms
from linli.kernel.clocks import SHANGHAI

MOST_FALSE_ALARMS = 0.05
MOST_MISSED_UNSEEN, MOST_FALSE_UNSEEN = 0.05, 0.15
LETTER = (
    "尊敬的领导，您好。我是本小区业主，二〇一二年入住以来物业换了三家，公共部位的维修一直没有着落，业主多次到社区反映。"
    "楼道杂物没有人清，消防通道也停满了车，一旦起火后果不堪设想，前几年隔壁小区就发生过火灾，烧伤了人。"
    "希望有关部门督促物业整改，把消防栓修好，并对业主公开维修资金的账目，给大家一个答复。"
)


@pytest.mark.parametrize("name", likeness.DANGER)
def test_no_emergency_is_missed(name: str) -> None:
    assert [text for text in likeness.texts(name) if look(text).urgency != "emergency"] == []


@pytest.mark.parametrize("name", likeness.EVERYDAY)
def test_false_alarms_stay_few(name: str) -> None:
    texts = likeness.texts(name)
    false = [text for text in texts if look(text).urgency == "emergency"]
    assert len(false) / len(texts) <= MOST_FALSE_ALARMS, false


def test_what_nobody_learned_from_is_found_too() -> None:
    texts = [line.rpartition("\t")[2] for line in lines("unseen_emergencies.tsv")]
    missed = [text for text in texts if look(text).urgency != "emergency"]
    assert len(missed) / len(texts) <= MOST_MISSED_UNSEEN, missed
    everyday = lines("unseen_ordinary.txt")
    false = [text for text in everyday if look(text).urgency == "emergency"]
    assert len(false) / len(everyday) <= MOST_FALSE_UNSEEN, false


def test_the_examples_are_kinds_and_texts_each_once() -> None:
    rows = [line.split("\t") for name in likeness.DANGER[1:] for line in _lines_of(name)]
    assert {len(row) for row in rows} == {3}
    assert len(_lines_of("emergencies_200.tsv")) == 200
    kinds = {kind for kind, _, _ in rows}
    assert {"gas", "fire", "trapped", "suicide", "violence", "missing", "poisoning", "crash", "bite"} <= kinds
    every = [text for name in (*likeness.DANGER, *likeness.EVERYDAY) for text in likeness.texts(name)]
    assert len(every) == len(set(every))


def _lines_of(name: str) -> list[str]:
    return (likeness.FOLDER / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "what, text, urgency",
    [
        ("a letter names fires as examples", LETTER, "urgent"),
        ("the same letter, and it burns", LETTER + "就在刚才三楼起火了，浓烟已经上了五楼。", "emergency"),
        ("a letter in which somebody has fallen", LETTER + "现在我妈摔在楼梯上，头上流血，叫不醒。", "emergency"),
        ("others died years ago", LETTER + "当年还有人被逼得跳楼。", "urgent"),
        ("the writer wants to die", LETTER + "我真的不想活了。", "emergency"),
    ],
)
def test_in_a_letter_a_word_of_danger_must_be_said_of_now(what: str, text: str, urgency: str) -> None:
    assert len(LETTER) > signs.LETTER_CHARACTERS
    assert look(text).urgency == urgency


@pytest.mark.parametrize(
    "what, text, kind, urgency",
    [
        ("thanks at the end are a courtesy", "电梯困人了，谢谢", "help", "emergency"),
        ("thanks before help has come", "谢谢你们快来吧楼道着火了", "help", "emergency"),
        ("thanks for a deed", "感谢消防员昨晚把困在电梯里的我救出来", "praise", "low"),
        ("thanks as a farewell", "谢谢大家照顾，东西都收拾好了，以后不用再找我了", "help", "emergency"),
    ],
)
def test_thanks_do_not_silence_a_danger(what: str, text: str, kind: str, urgency: str) -> None:
    found = look(text)
    assert (found.kind, found.urgency) == (kind, urgency)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("樓電車醫護傷氣濃煙", "楼电车医护伤气浓烟"),
        ("電梯", "电梯"),
        ("有人要条楼", "有人要跳楼"),
        ("配电室着货了", "配电室着火了"),
        ("叫他没反映，快来", "叫他没反应，快来"),
        ("反映问题没反映到位", "反映问题没反映到位"),
        ("清除电线", "清除电线"),
    ],
)
def test_other_spellings_are_read_as_what_is_meant(written: str, read: str) -> None:
    assert spelling.plain(written) == read
    assert len(written) == len(read)


def test_slips_and_their_right_words_are_as_long_as_each_other() -> None:
    assert [(r, s) for r, slips in spelling.SLIPS.items() for s in slips.split() if len(r) != len(s)] == []


def test_a_rant_of_ten_thousand_characters_is_read_to_its_end() -> None:
    rant = (LETTER * 60)[: MOST_CHARACTERS - 30]
    assert alarms(Passage(rant)) == ()
    assert "fire" in {alarm.topic for alarm in alarms(Passage(rant + "刚才楼下车库起火了，快来人"))}


@pytest.mark.parametrize("text", ["", " ", "。", "\u200b\u200b", "😀", "a", "１２３", "\x00"])
def test_nothing_said_raises_nothing(text: str) -> None:
    assert alarms(Passage(text)) == ()


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
