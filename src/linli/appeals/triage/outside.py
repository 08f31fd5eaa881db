"""What may not be for this desk: the closed list of domain-spec §4.3 by its words, as hints to the person who decides.

A hint names the code of the closed list (`redirect_reason`, `refuse_reason` of the standards, each with the sentence
told); it never refuses by itself (个人信息保护法 §24, D-07), and a danger is heard before it.

Source: 北京市接诉即办工作条例 §11, 潍坊市 12345 热线条例 §19.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REDIRECT, REFUSE = "redirect_reason", "refuse_reason"


@dataclass(frozen=True, slots=True)
class Hint:
    """Which list and code may apply, by which words, and the channel to tell (None: none by itself)."""

    list: str
    code: str
    word: str
    channel: str | None = None


RULES: tuple[tuple[str, str, str | None, re.Pattern[str]], ...] = tuple(
    (list_, code, channel, re.compile(pattern))
    for list_, code, channel, pattern in (
        (
            REDIRECT,
            "litigation",
            "court",
            r"(?:想|要|准备|打算)(?:去)?(?:起诉|打官司|告上法院|上法院)|(?:帮我|给我|替我|请你们|请)(?:们)?(?:判|断案|裁决)|"
            r"(?:遗产|财产|抚养权|债务|欠款|借款)[^。]{0,8}(?:怎么分|判给|归谁|判)|判他(?:还|赔)",
        ),
        (
            REDIRECT,
            "discipline",
            "discipline",
            r"纪委|监委|纪检|监察委|(?:书记|主任|局长|科长|所长|镇长|干部|领导|公务员)[^。，]{0,8}(?:受贿|贪污|收(?:了)?(?:红包|好处|钱)|行贿|挪用公款|包养)",
        ),
        (
            REFUSE,
            "secret",
            None,
            r"(?:国家秘密|军事秘密|涉密|机密文件|商业秘密)|(?:把|要|查|告诉我|提供|公布)[^。，]{0,10}(?:邻居|他人|别人|对方|举报人|投诉人|业主们?)(?:的)?"
            r"(?:电话|手机号|身份证|住址|病历|工资|银行|行踪|开房|户籍|个人信息)|(?:谁|哪个)(?:举报|投诉)(?:了)?我|举报人是谁|部队(?:的)?(?:番号|部署|调动)",
        ),
        (
            REFUSE,
            "beyond_duties",
            None,
            r"(?:帮我|给我|替我)(?:介绍|找)(?:个)?(?:对象|女朋友|男朋友|老婆|媳妇|保姆|工作对象)|(?:帮我|替我|给我)(?:遛狗|带孩子|打扫家|搬家|洗衣|做饭|买菜|写作业|取快递|充话费|买票|订酒店|算命)|"
            r"(?:股票|基金|彩票)[^。]{0,8}(?:亏|涨|推荐|中奖|买哪)|游戏(?:账号|装备|充值)[^。]{0,8}(?:找回|被封|退)",
        ),
        (
            REFUSE,
            "against_law",
            None,
            r"(?:帮我|给我|替我|能不能|想)(?:[^。，]{0,4})(?:办(?:个)?假|开(?:个)?假|伪造|作弊|撤销违章|消掉违章|删除案底|找关系|走后门)|(?:办|买|开)假(?:证|发票|证明|病假条)|"
            r"(?:赌场|赌博|卖淫|嫖|毒品)[^。]{0,6}(?:怎么开|在哪|推荐|介绍|允许)|(?:教训|收拾|报复)[^。，]{0,6}(?:他|她|那家|邻居)(?:一顿|一下)",
        ),
    )
)


def hints(text: str) -> tuple[Hint, ...]:
    """Return what may not be for this desk, one hint a code, in the order of the list."""
    found = []
    for list_, code, channel, pattern in RULES:
        match = pattern.search(text)
        if match is not None:
            found.append(Hint(list_, code, match.group(), channel))
    return tuple(found)
