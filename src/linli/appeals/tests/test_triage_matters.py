"""Several matters in one text: sixty texts of ours with one, two or three, and where one order is enough (R5-3)."""

from __future__ import annotations

import pytest

from linli.appeals.tests.triage_doubles import lines, look

LEAST_PRECISION, LEAST_RECALL = 0.9, 0.75


def _labelled() -> list[tuple[frozenset[str], str]]:
    rows = [line.split("\t") for line in lines("matters.tsv")]
    return [(frozenset(codes.split(",")), text) for codes, text in rows]


def test_texts_with_several_matters_are_told_from_those_with_one() -> None:
    several = [(len(wanted) > 1, len(look(text).sub_issues) > 1) for wanted, text in _labelled()]
    right = sum(wanted and said for wanted, said in several)
    assert right / sum(said for _, said in several) >= LEAST_PRECISION
    assert right / sum(wanted for wanted, _ in several) >= LEAST_RECALL


def test_the_leaves_of_several_matters_are_found() -> None:
    pairs = [(wanted if len(wanted) > 1 else frozenset(), set(look(text).sub_issues)) for wanted, text in _labelled()]
    hits = sum(len(wanted & said) for wanted, said in pairs)
    assert hits / sum(len(said) for _, said in pairs) >= LEAST_PRECISION
    assert hits / sum(len(wanted) for wanted, _ in pairs) >= LEAST_RECALL


@pytest.mark.parametrize(
    "what, text, mode, count",
    [
        ("one matter", "院里西边那盏路灯坏了快一个月", "fast", 0),
        ("one matter and what comes of it", "楼上半夜吵，孩子上学没精神，老人也睡不着", "instant", 0),
        ("two with one lead and place stay one order", "遛狗不牵绳，狗屎也没人捡", "instant", 2),
        ("two with one lead, added", "院里的路灯不亮，还有大门口的井盖丢了一块", "fast", 2),
        ("two leads, added", "化粪池满了往外冒，另外楼道里贴满了小广告", "split", 2),
        ("two, the second with “too”", "屋顶漏雨漏到卧室，电梯也三天两头坏", "fast", 2),
        ("three, counted", "说三件事：一是路灯坏了半个月；二是下水道堵了；三是楼道里全是小广告", "split", 3),
        ("three, circled", "①路灯不亮②下水道堵了③楼道里全是小广告", "split", 3),
    ],
)
def test_one_more_matter_moves_the_proposal(what: str, text: str, mode: str, count: int) -> None:
    found = look(text)
    assert (len(found.sub_issues), found.mode) == (count, mode)
