"""A second, blind set of texts with planted personal data: drawn by chance from a grammar, with seeds. All invented.

`planted` walks lists by strides; this one writes a whole report in pieces - opening, where, what, who, ending - and
draws each number anew, so that nothing here is a form that the first set holds. It was written down before the rules
were tried on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random  # noqa: TID251 (texts of a test; the seed is a parameter)

from linli.appeals.scoring.planted import Planted

FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐许沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔崔康毛邱秦侯邵孟"
)
COMPOUND = ("欧阳", "诸葛", "司马", "上官", "皇甫")
GIVEN = (
    "桂芬", "建军", "淑珍", "国强", "晓燕", "文博", "佳怡", "德胜", "春花", "永福", "雅琴", "思远", "凤英", "守义",
    "浩然", "梓萱",
    "玉兰", "志刚", "敏", "磊", "娜", "勇", "艳", "涛", "俊杰", "诗涵", "秀荣", "金龙", "月娥", "宝山",
)  # fmt: skip
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
SPOKEN = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

OPENINGS = (
    "您好，",
    "领导你好！",
    "市长：",
    "",
    "在吗？",
    "又是我，",
    "帮我看看，",
    "[图片] ",
    "急！",
    "反映一个问题：",
)
MATTERS = (
    "楼上天天半夜拖桌子", "垃圾桶满了没有人收", "门口路灯一闪一闪的", "楼顶有人养鸽子", "电梯困人两次了",
    "井盖少了半块",
    "车库里总有积水", "树枝挡住了窗户", "早市占着消防通道", "暖气片凉的", "公交站牌倒了", "隔壁饭店油烟大",
)  # fmt: skip
ENDINGS = ("谢谢！", "请尽快处理。", "急盼回复", "", "再没人管我就去上访", "麻烦了🙏", "等你们消息……", "不要推来推去。")


def blind(count: int = 300, seed: int = 20_261_122) -> Iterator[Planted]:
    """Yield `count` texts with two or three planted items each; the same ones for the same seed."""
    chance = Random(seed)
    kinds = sorted(KINDS)
    for number in range(count):
        first = kinds[number % len(kinds)]
        others = chance.sample([kind for kind in kinds if kind != first], chance.choice((1, 1, 2)))
        said = [(kind, *KINDS[kind](chance)) for kind in (first, *others)]
        yield Planted(_written(chance, [phrase for _, phrase, _ in said]), tuple((kind, one) for kind, _, one in said))


def _written(chance: Random, phrases: list[str]) -> str:
    """Return a report in which the phrases stand before, within and after the matter."""
    pieces = [*phrases, chance.choice(MATTERS)]
    chance.shuffle(pieces)
    joint = chance.choice(("，", "。", "；", "\n", ", ", "！"))
    return chance.choice(OPENINGS) + joint.join(pieces) + chance.choice(("。", "，", "\n")) + chance.choice(ENDINGS)


def _figures(chance: Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _mobile(chance: Random) -> str:
    return "1" + chance.choice("356789") + _figures(chance, 9)


def _cut(text: str, sign: str, *lengths: int) -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(text[at : at + length])
        at += length
    return sign.join([*parts, text[at:]])


def _phone(chance: Random) -> tuple[str, str]:
    number, line = _mobile(chance), chance.choice("25678") + _figures(chance, 7)
    form = chance.choice(
        (
            _cut(number, chance.choice(" -－—.·_/"), 3, 4), _cut(number, "  ", 3, 3, 2), number.translate(FORMAL),
            number.translate(SPOKEN), number.translate(WIDE), _cut(number.translate(WIDE), "　", 3, 4),
            f"0532-{line}转{_figures(chance, 3)}", f"0532 {line} 分机{_figures(chance, 4)}", f"（0532）{line}",
            f"{line}-{_figures(chance, 3)}", f"+86{number}", f"（+86）{number}", f"86 {_cut(number, ' ', 3, 4)}",
            f"０５３２－{line.translate(WIDE)}", _cut(line, " ", 4), "、".join(number), number.replace("0", "O"),
        )
    )  # fmt: skip
    return chance.choice(("打我电话{}", "联系方式：{}", "我手机{}", "号码是{}", "请回{}", "tel {}", "（{}）")).format(
        form
    ), form


def _id_number(chance: Random) -> tuple[str, str]:
    birth = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    whole = (
        chance.choice(("370203", "370211", "110105", "320102"))
        + birth
        + _figures(chance, 3)
        + chance.choice("0123456789Xx")
    )
    form = chance.choice(
        (
            whole, _cut(whole, " ", 6, 8), _cut(whole, " ", 3, 3, 4, 4), _cut(whole, "-", 6, 4, 4),
            whole.translate(WIDE),
            _cut(whole, "　", 6, 8), _cut(whole, ".", 6, 8), _cut(whole, "_", 6, 8), f"E{_figures(chance, 8)}",
        )
    )  # fmt: skip
    cue = (
        "护照号"
        if form.startswith("E")
        else chance.choice(("身份证", "身份证号：", "证件号码是", "sfz ", "身份证号码为"))
    )
    return cue + form, form


def _plate(chance: Random) -> tuple[str, str]:
    place, letter = chance.choice("鲁京苏粤豫"), chance.choice("ABCU")
    tail = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(5))
    tail = chance.choice("0123456789") + tail[1:]
    form = chance.choice(
        (
            place + letter + tail, f"{place}{letter} {tail}", f"{place} {letter} {tail}", f"{place}{letter}-{tail}",
            f"{place}{letter}·{tail}", f"{place}{letter}D{tail}", f"{place}{letter.lower()}{tail.lower()}",
            f"{place}{letter}—{tail}",
            f"{place}{letter}{tail[:4]}学", (letter + tail).translate(WIDE).join((place, "")),
        )
    )  # fmt: skip
    return chance.choice(("车牌{}", "那辆{}的车", "白色大众{}", "车号：{}", "{}堵门")).format(form), form


def _door(chance: Random) -> tuple[str, str]:
    house, entrance, floor = chance.randint(1, 28), chance.randint(1, 4), chance.randint(1, 9)
    room = f"{floor}0{chance.randint(1, 4)}"
    spoken = room.translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    digit = "零一二三四五六七八九"
    form = chance.choice(
        (
            f"{house}号楼{entrance}单元{room}", f"{house}#{entrance}单元{room}", f"{house}-{entrance}-{room}",
            f"{house}－{entrance}－{room}",
            f"{house}幢{room}", f"{digit[floor]}号楼{digit[entrance]}单元{spoken}",
            f"{entrance}单元{digit[floor]}楼东户",
            f"{house}号楼{room}室", f"{chance.choice('ABC')}座{floor}{room}室", f"{house}栋{entrance}门{room}",
            f"{room}室", f"{house}号楼-{entrance}-{room}",
        )
    )  # fmt: skip
    return chance.choice(("我住{}", "家在福山家园{}", "{}的", "地址{}", "楼上{}")).format(form), form


def _bank_card(chance: Random) -> tuple[str, str]:
    whole = chance.choice(("622848", "621700", "622588", "436742")) + _figures(chance, chance.choice((10, 13)))
    form = chance.choice((whole, _cut(whole, " ", 4, 4, 4), _cut(whole, "-", 4, 4, 4), whole.translate(WIDE)))
    return chance.choice(("退到{}", "银行卡{}", "农行卡号：{}", "账号 {}", "钱打到{}这张卡")).format(form), form


def _email(chance: Random) -> tuple[str, str]:
    user = chance.choice(("gfw", "liu.yang", "zhang_san", "lily-2008", "a1b2c3"))
    host = chance.choice(("qq.com", "163.com", "example.com.cn", "mail.example.org"))
    form = chance.choice(
        (
            f"{user}@{host}",
            f"{user} @ {host}",
            f"{user.upper()}@{host}",
            f"{user}＠{host}",
            f"{user}@{host.replace('.', '．')}",
        )
    )
    return chance.choice(("邮箱{}", "发我{}", "e-mail: {}", "回到{}吧")).format(form), form


def _account(chance: Random) -> tuple[str, str]:
    user = chance.choice(("lzq_1988", "xiaoyu-mama", "wxid_7gh3k2", "happy2020day", "zy19900305"))
    cue = chance.choice(("微信", "微信号：", "加我微信 ", "wx：", "vx:", "加V：", "微信号是", "WeChat ID: ", "抖音号"))
    return cue + user, user


def _qq(chance: Random) -> tuple[str, str]:
    number = chance.choice("123456789") + _figures(chance, chance.choice((6, 8, 9)))
    return chance.choice(("QQ", "qq号", "QQ：", "扣扣", "加Q ")) + number, number


def _name(chance: Random) -> tuple[str, str]:
    name = (chance.choice(FAMILY) if chance.random() < 0.9 else chance.choice(COMPOUND)) + chance.choice(GIVEN)
    phrase = chance.choice(
        (
            "我叫{}", "我是居民{}", "联系人：{}", "联系人 {}", "{}，女，68岁", "{}（男）", "我母亲{}", "我爸叫{}",
            "业主{}", "房东是{}",
            "——{}", "落款：{}", "找{}就行", "{}女士", "户主：{}", "户主名字{}", "楼下{}家", "署名{}",
            "儿子{}今年上三年级", "反映人：{}",
            "本人{}", "租给{}了", "经办人 {}", "邻居{}家", "投诉人{}", "患者{}", "孩子名叫{}", "车主是{}", "{}先生",
        )
    )  # fmt: skip
    return phrase.format(name), name


def _health(chance: Random) -> tuple[str, str]:
    whose = chance.choice(
        ("我爸", "我妈", "本人", "老伴", "我媳妇", "我孩子", "我婆婆", "我自己", "楼上大爷", "我姥姥")
    )
    what = chance.choice(
        (
            "尿毒症", "肺癌晚期", "二级残疾", "糖尿病", "冠心病", "抑郁症", "老年痴呆", "瘫痪", "乙肝", "自闭症",
            "癫痫", "哮喘", "帕金森",
            "精神分裂", "高血压", "脑梗", "怀孕六个月", "股骨头坏死", "心脏支架", "白内障", "剖腹产",
            "腰椎间盘突出", "肾结石", "甲亢",
        )
    )  # fmt: skip
    return chance.choice(
        (f"{whose}有{what}", f"{whose}{what}", f"{whose}刚查出{what}", f"{whose}是{what}", f"{whose}因为{what}下不了楼")
    ), what


KINDS: dict[str, Callable[[Random], tuple[str, str]]] = {
    "account": _account, "bank_card": _bank_card, "door": _door, "email": _email, "health": _health,
    "id_number": _id_number, "name": _name, "phone": _phone, "plate": _plate, "qq": _qq,
}  # fmt: skip
"""Kind -> draws a phrase and what of it is personal."""
