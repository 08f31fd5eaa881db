"""What is kept of what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.kernel.texts import clean, clean_line


@pytest.mark.parametrize(
    "what, given, kept",
    [
        ("words with line ends", "污水管堵了\r\n请\t疏通", "污水管堵了\r\n请\t疏通"),
        ("an override of the direction", "张\u202e三四\u202c", "张三四"),
        ("isolates and marks", "\u2066市北\u2069\u200f区\u200e", "市北区"),
        ("blanks of no width in a phone", "139\u200b0000\u20600001\ufeff", "13900000001"),
        ("a soft hyphen", "wa\u00adter", "water"),
        ("a filler that looks like nothing", "\u3164\uffa0", ""),
        ("tags", "\U000e0041好", "好"),
        ("a family stays one emoji", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a heart with its mark", "❤️\u200d🔥", "❤️\u200d🔥"),
        ("a skin tone", "👍🏽\u200d", "👍🏽"),
        ("a joiner between letters", "王\u200d阿姨", "王阿姨"),
    ],
)
def test_what_nobody_sees_is_not_kept(what: str, given: str, kept: str) -> None:
    assert clean(given) == kept


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\ud800"])
def test_what_cannot_be_stored_is_refused_by_name(bad: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean(f"灯{bad}坏了", field="words")
    assert refused.value.field == "words"


def test_a_name_is_one_line() -> None:
    assert clean_line(" 安居\n物业 \u202e 公司 ") == "安居 物业 公司"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_cleaning_twice_is_cleaning_once_and_adds_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    left = iter(text)
    assert all(letter in left for letter in once)
