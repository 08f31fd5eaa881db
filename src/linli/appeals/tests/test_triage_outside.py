"""The closed list of what is not for this desk (domain-spec §4.3): each code by several wordings, never by itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from linli import standards
from linli.appeals.tests.triage_doubles import look
from linli.appeals.triage import outside
from linli.appeals.triage.likeness import EVERYDAY, texts

NUMBERS = [
    ("110", "有人在楼下持刀追人"),
    ("110", "半夜有人撬我家门，人还在门外"),
    ("119", "三楼着火了，浓烟往上窜"),
    ("119", "电梯里困了两个人出不来"),
    ("120", "我爸昏迷叫不醒"),
    ("120", "路边有人倒地抽搐"),
    ("122", "路口两辆车相撞，有人受伤流血"),
    ("122", "货车追尾，司机被夹住"),
]
CHANNELS = [
    ("court", "邻居借我五万块不还，我想让你们帮我判他还钱"),
    ("court", "房东不退押金，我要起诉他"),
    ("court", "离婚财产怎么分，请给我判"),
    ("court_appeal", "法院已经判了，我不服，请你们改判"),
    ("court_appeal", "二审维持原判，我觉得不公"),
    ("court_enforcement", "判决生效一年了对方不执行，老赖还开着车"),
    ("labour_arbitration", "已经申请劳动仲裁，仲裁委还没开庭"),
    ("administrative_review", "我对处罚决定不服，已经申请行政复议"),
    ("petition", "这件事我在信访局登记过，信访编号有，正在办"),
    ("discipline", "我要向纪委检举干部收红包"),
    ("discipline", "举报局长受贿，请转监委"),
    ("open_government", "我要申请政府信息公开，公开征地批文"),
]
REFUSALS = [
    ("secret", "请告诉我举报人是谁"),
    ("secret", "帮我查一下邻居的电话"),
    ("secret", "我想看看那家公司的商业秘密"),
    ("beyond_duties", "能不能帮我介绍个对象"),
    ("beyond_duties", "这周我出差，请社区替我遛狗"),
    ("beyond_duties", "股票亏了，政府得赔我"),
    ("against_law", "能不能帮我开个假证明"),
    ("against_law", "你们找人教训他一顿"),
    ("against_law", "帮我撤销违章，我认识你们领导"),
]


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_an_emergency_names_its_number(number: str, text: str) -> None:
    found = look(text)
    assert found.urgency == "emergency"
    assert number in found.redirect_to


@pytest.mark.parametrize(("channel", "text"), CHANNELS)
def test_a_matter_of_law_names_its_channel(channel: str, text: str) -> None:
    assert channel in look(text).redirect_to


@pytest.mark.parametrize(("code", "text"), REFUSALS)
def test_what_may_be_refused_is_hinted_and_never_refused(code: str, text: str) -> None:
    found = look(text)
    assert [hint.code for hint in outside.hints(text)] == [code]
    assert any(f"refuse_reason.{code}" in reason.en for reason in found.reasons)
    assert found.mode != "refuse"


def test_a_danger_is_no_matter_of_channels() -> None:
    found = look("楼下赌场打起来了，有人被砍倒，你们找人教训他一顿")
    assert found.urgency == "emergency"
    assert not any("refuse_reason" in reason.en for reason in found.reasons)


def test_every_code_has_a_sentence_in_both_languages() -> None:
    pack = Path(standards.__file__).parent / "packs" / "codes.csv"
    with pack.open(encoding="utf-8", newline="") as file:
        told = {(row["list"], row["code"]): (row["told_zh"], row["told_en"]) for row in csv.DictReader(file)}
    for list_, code, _, _ in outside.RULES:
        assert all(told[list_, code]), (list_, code)


def test_everyday_reports_are_hinted_at_nothing() -> None:
    hinted = [text for name in EVERYDAY for text in texts(name) if outside.hints(text)]
    assert hinted == []
