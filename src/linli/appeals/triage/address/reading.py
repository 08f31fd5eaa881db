"""The parts of an address by its own signs alone, with their places in the text: what is read on day one (ADR 0036)."""

from __future__ import annotations

import re
from typing import NamedTuple

from linli.grid.rules.spelling import plain


class Span(NamedTuple):
    """A part of an address: its tag, where it begins and where it ends (exclusive), in code points."""

    tag: str
    start: int
    end: int


_HAN = "[一-鿿]"
_NUMBER = r"(?:\d+|[零〇一二三四五六七八九十百两]+)"
_LETTERED = rf"(?:[a-z]?{_NUMBER}[a-z]?|[a-z]|[甲乙丙丁])"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    "甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_OF_A_ROAD = r"[一-鿿]?(?:支路|路|街|巷)(?!道)"
_ENDS_OF_PLACES = (
    "小区|花园|家园|公寓|宿舍|大厦|广场|山庄|新村|新城|新苑|雅居|名苑|佳苑|大院|楼院|公馆|国际|中心|大楼|商城|市场|超市|商场|"
    "酒店|宾馆|饭店|医院|学校|小学|中学|大学|幼儿园|公司|厂|银行|店|苑|庭|府|邸|湾|园"
)
_READERS = (
    ("prov", rf"(?:{_PROVINCES})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?(?=$|{_HAN}{{2}})(?![东南西北中]?路)"),
    ("city", rf"{_HAN}{{2,4}}?(?<!城)市(?![场政民区])"),
    (
        "district",
        rf"{_HAN}{{1,3}}?(?:(?<![小社园院业发一二三四五六])区|县|旗)(?![域政城])(?!{_OF_A_ROAD})|{_HAN}{{1,3}}?市(?={_HAN})(?![场政民])",
    ),
    ("town", rf"{_HAN}{{2,5}}?(?:街道办事处|街道办|街道|(?:镇|乡)(?!政府|{_OF_A_ROAD}))"),
    ("community", rf"{_HAN}{{2,6}}?(?:居委会|社区|村委会|行政村|(?<!新)村)(?!{_NUMBER}(?:号楼|栋|幢))"),
    ("poi", rf"{_HAN}{{1,6}}?(?:工业园区?|工业区|科技园区?|产业园区?|园区|小区)"),
    ("devzone", rf"{_HAN}{{1,6}}?(?:开发区|高新区)"),
    ("roadno", rf"{_NUMBER}(?:[-之]\d+)?(?:号院?|弄)(?![楼门线])(?:[甲乙丙丁](?!单元))?"),
    ("houseno", rf"{_LETTERED}(?:号楼|栋|幢|座)"),
    ("cellno", rf"{_LETTERED}(?:单元|号门)"),
    ("floorno", r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:层|楼|f)"),
    ("roomno", rf"{_LETTERED}(?:室|户)"),
    ("road", rf"{_HAN}{{1,6}}?(?:大道|大街|公路|支路|路|街(?!道)|巷|胡同)(?!口|边|灯|面|上|街道|社区)"),
    ("poi", rf"[一-鿿a-z\d]{{1,12}}?(?:{_ENDS_OF_PLACES})(?!{_HAN}{{0,3}}(?:{_ENDS_OF_PLACES}))"),
    ("chain", r"(?<!\d)\d{1,4}(?:-\d{1,4}){1,2}(?!\d)"),
)
_READER = re.compile("|".join(f"(?P<{tag}_{n}>{pattern})" for n, (tag, pattern) in enumerate(_READERS)))
_LEAD_IN = re.compile(
    r"^.*(?:位于|住在|地址是|地址为|反映|来电|称|我是|我在|在|到|从|的|是)(?=..)|^(?:和|与|及)(?=...)"
)
_NAMED = frozenset({"city", "district", "town", "community", "road", "poi"})
_CHAINS = {2: ("houseno", "roomno"), 3: ("houseno", "cellno", "roomno")}


def read(text: str) -> list[Span]:
    """Return the parts that their signs give away, in order and without overlap; what no sign explains is left out.

    The tags are those of the labelled rows that a parser learns from: prov, city, district, town, community, road,
    roadno, poi, houseno, cellno, floorno, roomno.
    """
    written = plain(text)
    out: list[Span] = []
    for found in _READER.finditer(written):
        tag = str(found.lastgroup).partition("_")[0]
        if tag == "chain":
            out += _chain(found[0], found.start())
            continue
        lead = _LEAD_IN.match(found[0]) if tag in _NAMED else None
        out.append(Span(tag, found.start() + (lead.end() if lead else 0), found.end()))
    return out


def _chain(written: str, start: int) -> list[Span]:
    """Return the parts of 47-6-746: house, entrance and room by their order."""
    numbers = written.split("-")
    out = []
    for tag, number in zip(_CHAINS[len(numbers)], numbers, strict=True):
        out.append(Span(tag, start, start + len(number)))
        start += len(number) + 1
    return out
