"""Personal data planted in sentences is found: recall first (domain-spec §13, row 25)."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.notices.rules import PiiKind, mask, pii_spans

FIGURES = "0123456789"
WIDE = str.maketrans(FIGURES, "".join(chr(0xFF10 + n) for n in range(10)))
SPOKEN = str.maketrans(FIGURES, "零幺二三四五六七八九")
SURNAMES = st.sampled_from(
    [*"王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐于董萧程曹袁邓许傅沈曾彭吕", "欧阳", "诸葛", "司马"]
)
GIVEN = st.sampled_from(
    re.findall(
        r"\w+",
        "建国 小雨 秀英 桂兰 志强 海燕 家豪 月 伟 芳 静 和平 子涵 明 玉梅 雪 立新 春生 会敏 今朝 晓明 可欣 来福 年丰",
    )
)
NAMES = st.tuples(SURNAMES, GIVEN).map("".join)


def figures(count: int) -> st.SearchStrategy[str]:
    return st.text(FIGURES, min_size=count, max_size=count)


def spread(strategy: st.SearchStrategy[str], gaps: tuple[int, ...], signs: str = "- ") -> st.SearchStrategy[str]:
    def cut(drawn: tuple[str, str]) -> str:
        text, sign = drawn
        parts = [text[a:b] for a, b in zip((0, *gaps), (*gaps, len(text)), strict=True)]
        return sign.join(parts)

    return st.tuples(strategy, st.sampled_from(["", *signs])).map(cut)


MOBILE = st.tuples(st.sampled_from(["13", "15", "17", "18", "19"]), figures(9)).map("".join)
PHONES = st.one_of(
    spread(MOBILE, (3, 7)),
    MOBILE.map(lambda number: number.translate(WIDE)),
    MOBILE.map(lambda number: number.translate(SPOKEN)),
    MOBILE.map(lambda number: f"+86 {number}"),
    figures(7).map(lambda number: f"0532-8{number}"),
    figures(7).map(lambda number: f"(0532)8{number}"),
    figures(7).map(lambda number: f"8{number}"),
)
BIRTH = st.dates().map(lambda day: f"{1930 + day.year % 90}{day:%m%d}")
IDS = st.tuples(
    st.sampled_from(["370203", "370202", "110101"]), BIRTH, figures(3), st.sampled_from("0123456789Xx")
).map("".join)
PLATES = st.tuples(
    st.sampled_from(["鲁B", "鲁U", "京A", "苏E", "鲁B·", "鲁B "]),
    st.text("ABCDEFGH0123456789", min_size=4, max_size=4),
    st.sampled_from(["1", "7D", "挂", "F"]),
).map("".join)
CARDS = spread(figures(15).map(lambda tail: f"6222{tail}"), (4, 8, 12, 16), " ")
MAILS = st.tuples(st.from_regex(r"[a-z][a-z0-9_.]{2,8}", fullmatch=True), st.sampled_from(["qq.com", "163.com"])).map(
    "@".join
)
WECHATS = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_\-]{5,12}", fullmatch=True)
DOORS = st.tuples(*(st.integers(1, 30).map(str),) * 2, st.integers(101, 3504).map(str)).flatmap(
    lambda n: st.sampled_from(
        [f"{n[0]}号楼{n[1]}单元{n[2]}室", f"{n[0]}-{n[1]}-{n[2]}", f"{n[0]}栋{n[2]}户", f"{n[2]}室"]
    )
)

PLANTED = st.one_of(
    st.tuples(st.sampled_from(["电话{}", "请打{},谢谢", "我的手机是{}。", "联系{}找我"]), PHONES),
    st.tuples(st.sampled_from(["身份证{},请核实", "证号:{}"]), IDS),
    st.tuples(st.sampled_from(["{}一直堵着门", "有辆车{},停了三天"]), PLATES),
    st.tuples(st.sampled_from(["打到卡上{}", "账号{}没到账"]), CARDS),
    st.tuples(st.sampled_from(["发到{}吧", "邮箱:{}"]), MAILS),
    st.tuples(st.sampled_from(["微信号:{}", "加微信{},发照片", "VX {}"]), WECHATS),
    st.tuples(st.sampled_from(["住{},漏水了", "{}天天装修"]), DOORS),
    st.tuples(
        st.sampled_from(
            [
                "我叫{},反映路灯不亮", "我是{}。", "女儿{}被狗咬了", "联系人:{},白天都在", "业主{}反映电梯坏了",
                "{}先生来电", "找{}阿姨问问", "姓名:{}", "本人{},住在这里十年了", "邻居{}说管不了", "{},男,请回电",
            ]
        ),
        NAMES,
    ),
)  # fmt: skip
BEFORE = st.sampled_from(["", "市北区延安路街道天惠苑,", "昨晚八点多,", "你们好!", "反映三次了。"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BEFORE, PLANTED, st.sampled_from(["", "。请尽快处理", ",谢谢你们"]))
def test_what_is_planted_is_covered(before: str, planted: tuple[str, str], after: str) -> None:
    frame, secret = planted
    text = before + frame.format(secret) + after
    covered = mask(text)
    assert secret not in covered.text
    assert _covers(text, secret)
    assert mask(covered.text).text == covered.text


def _covers(text: str, secret: str) -> bool:
    start = text.index(secret)
    hidden = {place for span in pii_spans(text) for place in range(span.start, span.end)}
    return hidden.issuperset(place for place in range(start, start + len(secret)) if text[place].isalnum())


@given(st.text(max_size=80))
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = mask(text).spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "海伦路街道清江路社区,我们单元四楼从窗户拉电线下来给电动车充电。",
        "辽阳西路184号楼院有人把绿化带铲了种菜。",
        "一个月收一百五,可这两年公共收益一次也没公示过。",
        "站点拖了我两个月配送费一共6800多。",
        "12345你们好,编号370203-261121-00123的诉求怎么样了?",
        "2021—2023年和2024-2025年供暖季都不热,面积有120平。",
        "方面很多,高层电梯常常坏,马上又停,时间太长。",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert mask(text, doors=False).text == text


def test_known_names_are_covered_wherever_they_stand() -> None:
    assert mask("李雷和韩梅梅都签了字", names=["韩梅梅"], doors=False).text == "李雷和〔姓名〕都签了字"


def test_door_numbers_stay_for_triage() -> None:
    text = "天惠苑3号楼2单元501室漏水"
    assert pii_spans(text, doors=False) == ()
    assert [span.kind for span in pii_spans(text)] == [PiiKind.DOOR]
    assert mask(text).text == "天惠苑〔门牌〕漏水"


def test_a_child_with_phone_and_id_number() -> None:
    text = "我女儿林小雨今年9岁,我电话13900000025,身份证370203198801010000。"
    assert mask(text).text == "我女儿〔姓名〕今年9岁,我电话〔电话〕,身份证〔证件号〕。"


@pytest.mark.parametrize(
    "text",
    [
        "请打139 - 0000 - 0001找我",
        "请打①③⑨⓪⓪⓪⓪⓪⓪⓪①找我",
        "请打𝟏𝟑𝟗𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟏找我",
        "请打١٣٩٠٠٠٠٠٠٠١找我",
        "请打１３９－００００－０００１找我",
    ],
)
def test_a_phone_in_other_figures_is_a_phone(text: str) -> None:
    assert mask(text).text == "请打〔电话〕找我"
