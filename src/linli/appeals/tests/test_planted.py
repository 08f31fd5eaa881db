"""Planted personal data: nothing of 1,000 items in difficult forms is left, and everyday words stay. All invented."""

from __future__ import annotations

import pytest

from linli.appeals.scoring import pii
from linli.appeals.scoring.planted import ITEMS, planted, secret_of
from linli.appeals.tests.triage_doubles import lines
from linli.appeals.triage.likeness import EVERYDAY, texts
from linli.notices.rules.masking import mask

MOST_COVERED = 0.01
"""Share of the characters of everyday reports that may be covered without need."""


def test_nothing_planted_is_left() -> None:
    left = [
        (kind, secret, one.text)
        for one in planted()
        for kind, secret in one.secrets
        if pii.is_left(one.text, secret, pii.ours(one.text))
    ]
    assert left == []


def test_the_planted_texts_are_five_hundred_different_ones_with_every_form() -> None:
    every = list(planted(500))
    assert len({one.text for one in every}) == 500
    met = {secret for one in every for secret in one.secrets}
    assert {(kind, secret_of(kind, form)) for kind, forms in ITEMS.items() for form in forms} <= met


def test_masking_the_planted_texts_twice_is_masking_once() -> None:
    for one in planted():
        masked = mask(one.text).text
        assert mask(masked).text == masked


def test_everyday_words_stay() -> None:
    every = [text for name in EVERYDAY for text in texts(name)] + lines("unseen_ordinary.txt")
    covered = sum(end - start for text in every for start, end in pii.ours(text))
    assert covered / sum(map(len, every)) <= MOST_COVERED


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我妈有糖尿病，下不了楼", "我妈有〔健康〕，下不了楼"),
        ("老伴查出肺癌", "老伴查出〔健康〕"),
        ("周一社区开展糖尿病筛查，请报名", "周一社区开展糖尿病筛查，请报名"),
        ("残疾人坡道太陡", "残疾人坡道太陡"),
        ("我想咨询残疾人证怎么办", "我想咨询残疾人证怎么办"),
        ("我想问住院报销的比例", "我想问住院报销的比例"),
        ("狂犬疫苗在哪打", "狂犬疫苗在哪打"),
    ],
)
def test_an_illness_is_covered_where_it_is_said_of_a_person(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_triage_keeps_what_it_needs() -> None:
    assert mask("我妈有糖尿病，住3号楼2单元501室", doors=False).text == "我妈有糖尿病，住3号楼2单元501室"
