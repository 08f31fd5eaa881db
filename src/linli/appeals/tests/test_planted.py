"""Planted personal data: nothing of 1,000 items in difficult forms is left, and everyday words stay. All invented."""

from __future__ import annotations

import pytest

from linli.appeals.scoring import pii
from linli.appeals.scoring.blind import blind
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


def test_nothing_of_the_blind_set_is_left() -> None:
    every = [*blind(), *blind(300, seed=7)]
    left = [
        (kind, secret, one.text)
        for one in every
        for kind, secret in one.secrets
        if pii.is_left(one.text, secret, pii.ours(one.text))
    ]
    assert (len(every), left) == (600, [])


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


STAYS = (
    "7600 MARTEL AVE, 90046",
    "HOTEL 90046 前面的路灯坏了",
    "订单号 2026051200012345 一直没送到",
    "订单编号：202605120001234567 退款没到",
    "工单编号：QD20260512000123 超期了",
    "12345热线工单号202605120012345678，至今没有答复",
    "受理编号 20260512123456，请查一下",
    "你们的编号370203-261121-00123怎么样了",
    "诉求编号QD-2026-0512-0001没有人理",
    "文号 2026-0036号 的批复",
    "证号为鲁房字第2019-1728号",
    "拨打12345没人接",
    "打了12315电话，又打95598",
    "电话12369说不归他们管",
    "举报电话96119打不通",
    "打110，警察来过三次",
    "致电10086说信号塔停了",
    "电话费多扣了15000元",
    "公示日期20260512到20260519",
    "2026-05-12至2026-05-19停水",
    "2019.5—2020.3一直没修",
    "2012、2013年的物业费",
    "电话预约时间2026-05-12上午",
    "3号楼前面的路灯不亮",
    "184号楼院的绿化带",
    "辽阳西路184号门口有个坑",
    "12路公交站牌倒了",
    "5单元门口堆了杂物",
    "8栋和9栋之间没有路灯",
    "全小区564户居民停水",
    "共185户业主签字",
    "每户都交了300元",
    "几十户人家没有暖气",
    "工资3000-5000元不等",
    "每平2200-2300一平",
    "欠薪68000000元",
    "面积12345678平方米",
    "经过802、801、602、204路公交",
    "71.80、74.20、84.40分",
    "早上8:00—11:30，下午13:30—17:30",
    "GB 18030-2022 和 GB/T 34428.1-2017",
    "位置120.384512,36.067432",
    "新iPhone15被偷了",
    "一期二期三期都没有电",
    "物业经理说下周修",
    "请工作人员上门看看",
    "居民高度关注",
    "业主辛苦维权",
    "为老百姓解决问题",
    "孩子成长的环境",
    "班主任老师说不管",
    "我和同学一起去的",
    "我是昨天搬来的",
    "本人申请复查",
    "公安局副局长接访日",
    "残疾人坡道太陡",
    "周一社区开展糖尿病筛查",
    "车位200个，电表读数35678912度",
    "十字路口的红绿灯坏了",
    "幼儿园门口20米内有人抽烟",
    "暖气只有15度，要求18度",
    "垃圾桶满了3天，来电2次",
    "2025年10月1日起收费，共3个月",
    "户口迁移要几天",
    "门牌号掉了一块",
    "电话亭倒了",
    "人均20000左右",
    "楼道灯坏了15天，1号到15号一直黑",
    "编码为1003788-6200-383653的设备",
    "站台票价2元，地铁1号线13号口",
    "1971.12-1972.1在农场工作",
)
"""Numbers of papers, days, amounts, houses and public lines, and words that begin like a name: nobody's."""


@pytest.mark.parametrize("text", STAYS)
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("订单号13900000001", "订单号〔电话〕"),
        ("编号370203198801010014", "编号〔证件号〕"),
        ("合同编号 2026051200012345，卡号6222020000000000017", "合同编号 2026051200012345，卡号〔银行卡号〕"),
        ("302户漏水，全楼30户停水", "〔门牌〕漏水，全楼30户停水"),
        ("电话12345678", "电话〔电话〕"),
    ],
)
def test_what_is_somebodys_goes_also_beside_what_is_not(text: str, masked: str) -> None:
    """A number that could be a person's is one, whatever stands before it."""
    assert mask(text).text == masked


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
