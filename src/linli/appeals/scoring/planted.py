"""Texts with personal data planted in difficult forms, for the test that nothing of it is left. All invented.

No chance is drawn: text number n takes item, form and sentence by strides that have no common divisor with the lists,
so that every run has the same texts and every form meets many sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_WIDE = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-()@."}
_SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
_SPOKEN_ONE = str.maketrans("0123456789", "洞幺两三四五六拐八九")

ITEMS: dict[str, tuple[str, ...]] = {
    "phone": (
        "13900000412",
        "138 0000 0617",
        "139-0000-0823",
        "+86 13700000951",
        "13600000733".translate(_WIDE),
        "13500000264".translate(_SPOKEN),
        "13900000718".translate(_SPOKEN_ONE),
        "0532-85000127",
        "(0532)85000346",
        "0532 8500 0459",
        "85000571",
        "139.0000.0682",
        "1 3 9 0 0 0 0 0 7 9 3",
        "86-13800000894",
        "(0532)85000915".translate(_WIDE),
        "0532-85000138转802",
    ),
    "id_number": (
        "370203198801010014",
        "37020319990909123X",
        "37020319990909124x",
        "370203 19880101 0022",
        "370203-19770707-0031",
        "370203880101002",
        "370203195512310047".translate(_WIDE),
        "37020319990909125X".translate(_WIDE),
    ),
    "plate": (
        "鲁B12345",
        "鲁B·A1234",
        "鲁B D12345",
        "鲁BF12345",
        "鲁b 88x66",
        "鲁U·6688K",
        "京AD12345",
        "鲁B1234挂",
        "鲁B•9Z9Z9",
        "鲁B12345".translate(_WIDE),
    ),
    "door": (
        "3号楼2单元501室",
        "12栋1单元302户",
        "5号楼三单元四楼西户",
        "八号楼二单元六零一",
        "6-2-1102",
        "9幢1204室",
        "2号楼1单元3楼东户",
        "15号院4号楼1单元201",
        "7号楼701",
        "1单元802户",
        "十号楼四单元三零二室",
        "4#楼3单元602室",
    ),
    "bank_card": ("6222020000000000017", "6222 0200 0000 0000 025", "6217000000000000033".translate(_WIDE)),
    "email": ("wang.xm2026@example.com", "li_lei@mail.example.cn", "zhao88＠example．com"),
    "account": (
        "微信号linli_abc88",
        r"微信:wxid_k9x2m7",
        "QQ 2000000418",
        "vx：lin-li2026",
        "加我扣扣2000000526",
        "V信号zhaoqian77",
    ),
    "name": (
        "我叫王桂芳",
        r"联系人:李建国",
        "联系人赵云",
        "业主欧阳修远",
        "姓名：孙小美",
        "本人周大海",
        "我是吴秀兰",
        "女儿林小雨",
        "我儿子陈子轩",
        "住户郑爱华",
        "租客冯磊",
        "车主蒋文涛",
        "老伴韩玉珍",
        "王先生",
        "李女士",
        "王阿姨",
        "刘大爷",
        "张师傅",
        "诸葛先生",
        "当事人马志强",
        "名叫司马相如",
        "申请人：高丽娟",
    ),
    "health": (
        "我妈有糖尿病",
        "本人怀孕五个月",
        "我老伴患肺癌",
        "我儿子是自闭症",
        "我父亲偏瘫卧床",
        "她有抑郁症",
        "我确诊乙肝",
        "我爱人做透析",
        "我女儿癫痫",
        "我是二级残疾",
        "奶奶得了阿尔茨海默病",
        "我有高血压",
    ),
}
"""Kind -> forms in which it is written. Of a name the cue stays and the name goes; see `secret_of`."""

_CUES = (
    "我叫",
    r"联系人:",
    "联系人",
    "业主",
    "姓名：",
    "本人",
    "我是",
    "女儿",
    "我儿子",
    "住户",
    "租客",
    "车主",
    "老伴",
    "当事人",
    "名叫",
    "申请人：",
    "微信号",
    r"微信:",
    "QQ",
    "vx：",
    "加我扣扣",
    "V信号",
    "我妈有",
    "我老伴患",
    "我儿子是",
    "我父亲",
    "她有",
    "我确诊",
    "我爱人做",
    "我女儿",
    "我是二级",
    "奶奶得了",
    "我有",
)

SENTENCES = (
    "楼道灯坏了两周，{one}，{two}，请尽快修。",
    "{one}。小区门口的井盖松了，车一过就响。{two}。",
    "反映一下噪音的事（{one}），晚上十一点还在装修；{two}",
    "您好{one}，下水道堵了，脏水往外冒，{two}谢谢",
    "请回复：{one}／{two}。暖气一直不热，屋里十五度",
    "【补充】{one}\n{two}\n垃圾三天没有清了",
    "昨天下午说过一次没人管，{one}；今天又说一次，{two}！",
    "停车位被地锁占了，物业说不归他管。{one}, {two}",
    "{one} {two} 请帮忙问问医保怎么报",
    "为了方便联系留一下{one}，也可以是{two}，都行",
    "外墙渗水，{one}，家里墙都黑了，{two}，盼回复",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A text and what must not be left of it: kind and the characters."""

    text: str
    secrets: tuple[tuple[str, str], ...]


def planted(count: int = 500) -> Iterator[Planted]:
    """Yield `count` texts with two planted items each, always the same ones."""
    every = [(kind, form) for kind, forms in ITEMS.items() for form in forms]
    return islice(_pairs(every), count)


def _pairs(every: list[tuple[str, str]]) -> Iterator[Planted]:
    number = 0
    while True:
        one = every[number % len(every)]
        two = every[(number * 37 + 11 + 5 * (number // len(every))) % len(every)]
        if one[0] != two[0]:
            sentence = SENTENCES[(number * 7 + number // len(every)) % len(SENTENCES)]
            text = sentence.format(one=one[1], two=two[1])
            yield Planted(text, ((one[0], secret_of(*one)), (two[0], secret_of(*two))))
        number += 1


def secret_of(kind: str, form: str) -> str:
    """Return the part of a form that is personal: the name without its cue, the illness without whose it is."""
    if kind not in ("name", "account", "health"):
        return form
    cue = max((cue for cue in _CUES if form.startswith(cue)), key=len, default="")
    return form[len(cue) :].strip()
