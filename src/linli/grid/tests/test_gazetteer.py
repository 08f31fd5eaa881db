"""Names found in a text: as written, in other characters, with a slip; always what a plain scan would find."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.grid.rules.names import Gazetteer, Names, Target
from linli.grid.rules.near import LONGEST, SHORTEST, Near, is_slip
from linli.grid.words import Certainty
from linli.grid.words import MentionKind as Kind

STREET = "370203/370203008"
ONE, TWO = f"{STREET}/370203008002", f"{STREET}/370203008007"
ESTATE, THIRD, DOOR = UUID(int=1), UUID(int=3), UUID(int=18)
BY_NAME = {
    "市北区": (Target(Kind.DISTRICT, "370203"),),
    "延安路街道": (Target(Kind.STREET, STREET),),
    "上清路社区": (Target(Kind.COMMUNITY, ONE),),
    "明霞路社区": (Target(Kind.COMMUNITY, TWO),),
    "湖光山色花园": (Target(Kind.ESTATE, ONE, None, ESTATE),),
    "建材一厂宿舍": (Target(Kind.ALIAS, TWO, DOOR),),
    "遼東飯店": (Target(Kind.ALIAS, ONE, DOOR),),
    "无棣三路": (Target(Kind.ROAD),),
    "齐东路": (Target(Kind.ROAD),),
    "齐东路社区": (Target(Kind.FOREIGN, district_code="370202"),),
}
NAMES = Names(
    district="370203",
    by_name=BY_NAME,
    buildings={(ESTATE, "3"): Target(Kind.BUILDING, f"{ONE}/1", THIRD, ESTATE)},
    doors={("无棣三路", "18"): Target(Kind.ADDRESS, TWO, DOOR)},
)
GAZETTEER = Gazetteer(NAMES)


@pytest.mark.parametrize(
    "text, certainty, path",
    [
        ("無棣三路１８號二單元漏水", Certainty.DOOR, TWO),
        ("无棣三路十八号", Certainty.DOOR, TWO),
        ("湖光山色花園三號樓", Certainty.BUILDING, f"{ONE}/1"),
        ("湖光山色花园3号楼", Certainty.BUILDING, f"{ONE}/1"),
        ("辽东饭店门口", Certainty.ALIAS, ONE),
        ("湖光山涩花园的路灯", Certainty.ESTATE, ONE),
        ("湖光山涩花园3号楼", Certainty.BUILDING, f"{ONE}/1"),
        ("湖光色花园", Certainty.ESTATE, ONE),
        ("湖光山水色花园", Certainty.ESTATE, ONE),
        ("明露路社区", Certainty.COMMUNITY, TWO),
        ("延安路街到的垃圾", Certainty.STREET, STREET),
        ("建材二厂宿舍", Certainty.UNKNOWN, None),
        ("上清路小区", Certainty.UNKNOWN, None),
        ("齐东路堵了", Certainty.UNKNOWN, None),
        ("市北区齐东路堵了", Certainty.UNKNOWN, None),
        ("齐东路社区", Certainty.OUTSIDE, None),
    ],
)
def test_words_decide_by_the_ladder(text: str, certainty: Certainty, path: str | None) -> None:
    found = GAZETTEER.locate(text)
    assert (found.certainty, found.area_path) == (certainty, path)


def test_a_slip_is_less_sure_than_the_name_itself() -> None:
    exact, slip = GAZETTEER.locate("湖光山色花园"), GAZETTEER.locate("湖光山涩花园")
    assert (exact.confidence, exact.candidates) == (1.0, (ONE,))
    assert (slip.confidence, slip.candidates) == (0.5, (ONE,))
    assert slip.mention is not None
    assert slip.mention.is_misspelt


def test_a_slip_between_two_names_decides_nothing_and_names_both() -> None:
    names = {"望海花园": (Target(Kind.ESTATE, ONE),), "望江花园": (Target(Kind.ESTATE, TWO),)}
    found = Gazetteer(Names(district="370203", by_name=names)).locate("望河花园的灯")
    assert found.certainty is Certainty.UNKNOWN
    assert set(found.candidates) == {ONE, TWO}


def test_what_is_named_rightly_is_not_outvoted_by_a_slip() -> None:
    found = GAZETTEER.find("上清路社区对面，不是湖光山涩花园")
    assert [(m.name, m.is_misspelt) for m in found] == [("上清路社区", False)]


@pytest.mark.parametrize(
    "written, name, slip",
    [
        ("洛阳路街道", "络阳路街道", True),
        ("洛阳路街道", "洛阳路街道", False),
        ("延安二路社区", "延安一路社区", False),
        ("东山花园", "西山花园", False),
        ("湖光色花园", "湖光山色花园", True),
        ("湖光山色花", "湖光山色花园", False),
        ("的湖光山色花园", "湖光山色花园", False),
        ("湖山光色花园", "湖光山色花园", False),
    ],
)
def test_what_a_slip_is(written: str, name: str, slip: bool) -> None:
    assert is_slip(written, name) is slip


_LETTERS = st.text(alphabet="丽和锦绣海河路社区", min_size=1, max_size=12)


@given(st.sets(_LETTERS, max_size=30), st.lists(_LETTERS, max_size=5))
@settings(derandomize=True, database=None, deadline=None, max_examples=150)
def test_slips_are_those_that_a_plain_scan_finds(names: set[str], words: list[str]) -> None:
    text = "".join(words)
    wanted = {
        (start, end, name)
        for name in names
        if SHORTEST <= len(name) <= LONGEST
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if is_slip(text[start:end], name)
    }
    assert {(slip.start, slip.end, slip.name) for slip in Near(names).find(text)} == wanted


@given(st.sets(_LETTERS, max_size=30), st.lists(_LETTERS, max_size=5))
@settings(derandomize=True, database=None, deadline=None, max_examples=150)
def test_names_are_those_that_a_plain_scan_finds(names: set[str], words: list[str]) -> None:
    text = "".join(words)
    targets = {name: (Target(Kind.ROAD),) for name in names}
    found = {(m.start, m.end, m.name) for m in Gazetteer(Names(district="1", by_name=targets)).find(text)}
    every = {(at, at + len(name), name) for name in names for at in range(len(text)) if text.startswith(name, at)}
    assert found <= every
    for start, end, name in every:
        assert any(s < end and start < e and e - s >= len(name) for s, e, _ in found)
