"""What people and machines send instead of plain words: taken as meant, or refused with a reason, nothing written."""

from __future__ import annotations

from typing import Any

import pytest

from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules import intake
from linli.appeals.tests.factories import SEWER, registered
from linli.duties.models import Duty
from linli.journal.models import Fact
from linli.kernel.errors import DomainError

RANT = "物业不管，" * 1000  # 5,000 characters, the most that is read
ARABIC_TURN, NO_WIDTH, JOINER = "\u202e", "\u200b", "\u200d"


@pytest.mark.parametrize(
    ("what", "text", "kept"),
    [
        ("emoji", "下水道堵了😭🚽", "下水道堵了😭🚽"),
        ("an emoji of several", f"一家人👩{JOINER}👧都在等", f"一家人👩{JOINER}👧都在等"),
        ("blanks of no width in a phone", f"电话139{NO_WIDTH}0000{NO_WIDTH}0001", "电话13900000001"),
        ("a turned direction", f"路灯坏了{ARABIC_TURN}了坏灯路", "路灯坏了了坏灯路"),
        ("a mark of byte order", "\ufeff路灯坏了", "路灯坏了"),
        ("full-width letters", "１２号楼ＡＢＣ", "１２号楼ＡＢＣ"),
        ("a rare character", "𠮷家的水管漏了", "𠮷家的水管漏了"),
        ("traditional characters", "樓道燈壞了", "樓道燈壞了"),
        ("line ends of three kinds", "一\r\n二\r三\n", "一\r\n二\r三\n"),
        ("markup", "<script>alert(1)</script>路灯", "<script>alert(1)</script>路灯"),
        ("the longest that is read", RANT, RANT),
        ("a formula of a spreadsheet", "=1+1|cmd", "=1+1|cmd"),
    ],
)
def test_odd_words_are_taken_as_meant(here: Any, what: str, text: str, kept: str) -> None:
    made = registered(here, text=text)
    assert AppealText.objects.get(appeal_id=made.id, kind="report").body == kept


@pytest.mark.parametrize(
    ("what", "text", "code"),
    [
        ("nothing", "", intake.NothingSaid.code),
        ("blanks", " \n\t　", intake.NothingSaid.code),
        ("blanks that nobody sees", NO_WIDTH * 3, intake.NothingSaid.code),
        ("a rant of ten thousand", RANT * 2, intake.TooLong.code),
        ("one character too many", RANT + "。", intake.TooLong.code),
        ("a NUL", "路灯\x00坏了", "kernel.invalid"),
        ("half a pair", "路灯\ud83d坏了", "kernel.invalid"),
        ("a bell", "路灯\x07坏了", "kernel.invalid"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(here: Any, what: str, text: str, code: str) -> None:
    before = [model.objects.count() for model in (Appeal, AppealText, Duty, Fact)]
    with pytest.raises(DomainError) as refused:
        registered(here, text=text)
    assert refused.value.code == code
    assert refused.value.text.zh
    assert refused.value.text.en
    assert [model.objects.count() for model in (Appeal, AppealText, Duty, Fact)] == before


def test_the_odd_ones_are_looked_at_like_others(here: Any) -> None:
    assert registered(here, text=f"厨房一股煤{NO_WIDTH}气味，不敢开灯").id
    assert Appeal.objects.get().urgency == "emergency"
    registered(here, text=SEWER)
    assert Appeal.objects.count() == 2
