"""Names of places in the words of a report that the register may not know: what people call a place (S-106).

A name is what stands where an address has the name of its place. What covers a person, a telephone or a plate is no
name of a place, nor is what a thousand places are called (小区, 某厂, 门口的超市).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from linli.appeals.triage.address import Span, spans
from linli.appeals.triage.personal import spans_of
from linli.grid.rules.spelling import plain

SHORTEST, LONGEST = 3, 14
MOST = 3
_MORE = re.compile(r"(?:职工|家属)?(?:家属院|家属楼|宿舍楼?|大院|老楼|北院|南院|东院|西院)")
_ENDS = (
    "小区|花园|家园|公寓|宿舍|大厦|广场|山庄|新村|新城|新苑|大院|楼院|公馆|中心|大楼|商城|市场|超市|商场|酒店|宾馆|饭店|医院|学校|小学|"
    "中学|大学|幼儿园|公司|厂|银行|店|苑|庭|府|邸|湾|园|院"
)
_NO_NAME = re.compile(
    rf"^(?:(?:我们?|咱们?|他们?|你们?|这个?|那个?|某|本|该|一个|有个|几个|整个|附近|对面|旁边|隔壁|楼下|门口|路边|马路|老旧?|新|大|小|每个|"
    rf"全|各|同一|没有|工|菜|农贸|便民|早|夜|步行|停车|文化|商业|购物|社区|街道|服务|活动|健身|垃圾|物业|开发|装修|施工|供热|供暖|热力|燃气|自来水|公交|快递|"
    rf"房地产|地产|幼儿|的|了|和|在|到|去)*(?:{_ENDS}))$"
)
_LEAD_IN = re.compile(r"(?:我家?住在?|家住|一下|有关|关于|就是|反映|靠近|临近|紧邻)+")
_VERB = re.compile(r"[了吗呢吧啊哪谁什么怎很太都被把给让不没有人]")


def names_in(text: str, known: Iterable[tuple[int, int]] = ()) -> tuple[str, ...]:
    """Return the names of places in `text`, in order, at most three; `known` are stretches that need none.

    A name that touches personal data is left out whole, and so is one that holds a figure of more than two digits.
    """
    told = plain(text)
    taken = [*known, *((span.start, span.end) for span in spans_of(text))]
    found = [told[start:end] for start, end in _stretches(told) if not _touches(start, end, taken)]
    return tuple(dict.fromkeys(name for name in found if is_name(name)))[:MOST]


def is_name(words: str) -> bool:
    """Say whether these words may be a name of one place: long enough, no sentence, not what thousands are called."""
    return (
        SHORTEST <= len(words) <= LONGEST
        and _NO_NAME.match(words) is None
        and _VERB.search(words) is None
        and re.search(r"\d{3}|[^一-鿿a-z0-9]", words) is None
        and not spans_of(words)
    )


def _stretches(told: str) -> Sequence[tuple[int, int]]:
    return [_longer(told, span) for span in spans(told) if span.tag == "poi"]


def _longer(told: str, span: Span) -> tuple[int, int]:
    """Return a name with what belongs to it (机床厂 goes on as 机床厂家属院), without what only leads up to it."""
    more = _MORE.match(told, span.end)
    lead = _LEAD_IN.match(told, span.start, span.end)
    return lead.end() if lead else span.start, more.end() if more else span.end


def _touches(start: int, end: int, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in stretches)
