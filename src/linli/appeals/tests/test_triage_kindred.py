"""The likeness to written examples: each leaf has them, they lead where words are silent, and what is set aside."""

from collections import Counter

import pytest

from linli.appeals.tests.triage_doubles import leaves, lines, look
from linli.appeals.triage import category, kindred
from linli.appeals.triage.matter import matter

LEAST_EXAMPLES = 11
LEAST_FIRST, LEAST_AMONG_THREE, LEAST_GROUP = 0.84, 0.94, 0.88
MOST_MISCALIBRATED = 0.05


def test_every_leaf_has_examples_each_once() -> None:
    rows = list(kindred.rows())
    counts = Counter(code for code, _ in rows)
    assert set(counts) == set(leaves())
    assert min(counts.values()) >= LEAST_EXAMPLES
    assert len(rows) == len(set(rows))


def test_no_example_is_a_text_that_measures() -> None:
    measured = {line.rpartition("\t")[2] for name in ("unseen_leaves_300.tsv", "leaves.tsv") for line in lines(name)}
    assert measured.isdisjoint(text for _, text in kindred.rows())


def test_three_hundred_texts_that_nothing_was_learned_from() -> None:
    rows = [line.split("\t") for line in lines("unseen_leaves_300.tsv")]
    found = [(row[1].split(","), look(row[-1])) for row in rows]
    groups = [{code.partition(".")[0] for code in accepted} for accepted, _ in found]
    first = sum(said.category in accepted for accepted, said in found)
    three = sum(any(c.code in accepted for c in said.candidates[:3]) for accepted, said in found)
    group = sum(said.category.partition(".")[0] in own for own, (_, said) in zip(groups, found, strict=True))
    assert first >= LEAST_FIRST * len(rows)
    assert three >= LEAST_AMONG_THREE * len(rows)
    assert group >= LEAST_GROUP * len(rows)
    sure = sum(said.confidence for _, said in found)
    assert abs(sure - first) <= MOST_MISCALIBRATED * len(rows)


@pytest.mark.parametrize(
    "what, text, code",
    [
        ("another word for the thing", "院里那几个电驴子天天拉线充着电", "fire.ebike"),
        ("the thing and what is wrong with it", "黢黑一片，下夜班摸黑走", "util.streetlight"),
        ("the name of a place says nothing", "辽阳西路建材厂宿舍2号楼楼道里堆着纸箱杂物", "env.corridor_clutter"),
        ("what was settled before does not decide", "上次反映的路灯修好了，这次是下水道堵了往外冒", "util.sewer"),
        ("what came back decides", "上次路灯修好了没几天又不亮了", "util.streetlight"),
        ("what is denied does not decide", "不是暖气的事，是家里水管没水，水龙头拧开一滴没有", "util.water_pipe"),
    ],
)
def test_what_a_text_is_about(what: str, text: str, code: str) -> None:
    assert look(text).category == code


def test_blanking_keeps_positions_and_never_takes_all() -> None:
    text = "去年的井盖换好了，这次是路灯不亮，晚上看不见"
    told = matter(text).text
    assert len(told) == len(text)
    assert "井盖" not in told
    assert "路灯不亮" in told
    assert matter("上次修好了，谢谢").text == "上次修好了，谢谢"


def test_the_words_that_decided_stand_in_the_text() -> None:
    text = "大门口的电瓶车从窗户拉插排充电"
    words = look(text).candidates[0].words
    assert words
    assert all(part in text for word in words for part in word.split("…"))


@pytest.mark.parametrize("text", ["", " ", "？？", "abc", "\x00"])
def test_nothing_said_resembles_nothing(text: str) -> None:
    assert kindred.leaves().compare(text) == []


def test_a_greater_lead_is_surer() -> None:
    leads = [category.certainty(lead) for lead in (0.0, 2.0, 6.0, 12.0)]
    assert leads == sorted(leads)
    assert leads[0] < 0.5 < leads[-1] < 1
