"""What the person wants: inquiry, help, complaint, report, suggestion, praise (domain-spec §4.1)."""

from __future__ import annotations

import re

_PRAISE = re.compile(
    r"表扬|点赞|锦旗|致谢|感谢信|夸一?夸|特意感谢|衷心感谢|非常感谢|感谢|多亏|好样的|值得学习|热心肠|谢谢"
)
_PRAISE_FIRST = re.compile(r"表扬|点个?赞|点一个赞|锦旗|感谢信|夸一?夸|衷心感谢|特意.{0,4}感谢|多亏")
_REQUEST = re.compile(
    r"尽快|抓紧|请(?!转达|替我|代)(?=.{0,12}(?:处理|解决|清理|维修|修|查|核实|管|落实|整治|协调|帮|给|派|拆|规范|答复))|麻烦|没人管|不管|投诉|举报|"
    r"何时|什么时候能|能不能|能否|赶紧|希望(?!.{0,6}(?:表扬|继续))|要求|盼"
)
_SUGGEST = re.compile(
    r"建议|提个?意见|提议|倡议|献计|能否(?:增|设|开|多|考虑)|可否(?:增|设|开|多|考虑)|希望(?:能够?)?(?:增|设|多|开展|开设|开通|安装|加装)"
)
_ASK = re.compile(
    r"请问|咨询|想问|问一下|想了解|了解一下|怎么(?:办理|申请|报名|查|缴|交|签|领|补办|使用|收费|走|样才)|如何(?:办|申|查|报|缴|领)|"
    r"需要(?:什么|哪些)|要什么|带什么|去哪|在哪|哪里(?:办|能|可以|有)|几点|多少钱|什么条件|什么流程|什么标准|标准是|上班时间|可以吗|能不能办|有什么政策|"
    r"什么政策|怎么定|怎么弄|要办个什么|多大年龄|免费吗|是多少|何时(?:开始|报名|发)|什么时候(?:开始|报名|发|轮到|开放)"
)
_TROUBLE = re.compile(
    r"堵|坏了|漏水|漏雨|漏气|渗|没人管|不管|脏|吵|臭|拖欠|欠薪|拖了|不给|不让|霸占|私自|乱停|乱扔|扰民|不亮|爆|塌|脱落|不热|停电|停水|被骗|拒绝|不退|态度|"
    r"咬|偷|打了|推诿|不作为|睡不着|没人收|积水|冒|危险|隐患|不发|要不回|办不下来|跑路|占道|占用"
)
_REPORT = re.compile(r"举报|巡查发现|检查发现|排查发现|巡查中|预警|识别到|巡逻发现|入户发现|沿街检查|涉嫌|偷偷")
_HELP = re.compile(
    r"求助|求求|救|帮忙|帮帮|请帮|帮我|怎么办|来个人|快来|赶紧|麻烦|急需|今晚就|马上来|谁(?:来)?管管|能不能来|请求|上门"
)
_PATROL = frozenset({"grid_patrol", "video", "iot"})


def kind_of(text: str, channel: str) -> str:
    """Return the code of what the person wants; `channel` decides where only staff or machines speak."""
    if _is_praise(text):
        return "praise"
    trouble = _TROUBLE.search(text) is not None
    if channel in _PATROL or _REPORT.search(text):
        return "report"
    if _SUGGEST.search(text) and not (trouble and _REQUEST.search(text)):
        return "suggestion"
    if _ASK.search(text) and not trouble:
        return "inquiry"
    if _HELP.search(text):
        return "help"
    return "complaint"


def _is_praise(text: str) -> bool:
    """Say whether it is thanks for something done, not the polite end of a request."""
    if not _PRAISE.search(text):
        return False
    if _PRAISE_FIRST.search(text[:20]) and not re.search(r"投诉|没人管|不管", text):
        return True
    return not _REQUEST.search(text) and not _TROUBLE.search(text[len(text) // 2 :]) and "。请" not in text
