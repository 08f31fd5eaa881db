"""Which words of a text say what it is about: not its address, not what was settled before, not what it denies.

Words that do not decide are blanked, character for character, so that positions stay. Danger, place and personal data
are searched in the whole text.

Source: ADR 0046.
"""

from __future__ import annotations

import re

from linli.appeals.triage.topics import Passage

_LEAST_LEFT = 8
"""Characters that must be left; a text that is nothing but the past is about the past."""

_CLAUSES = re.compile(r"[^，,。！？!?；;\n]+")
_ADDRESS = re.compile(
    r".*(?:\d+号(?:楼|院)?|(?<!进)社区|街道|[一二三四五六七八九十]?路|小区|(?<![医法学影剧])院|苑|[花家佳乐]园|公寓|新村)"
)
_EARLIER = re.compile(
    r"上次|上回|上一次|上个月|上周|去年|前年|之前|以前|早先|前几天|前段时间|前一阵|头一回|那次|那个|那件|原先"
)
_SETTLED = re.compile(
    r"(?:修|弄|换|处理|解决|办|整改|清理?|疏通|协调)(?:得?差不多)?(?:好|完|妥|走|通|掉|干净)?了|解决了|已经(?:没事|好了)|(?:也|都)?没事了"
)
_AGAIN = re.compile(r"又|还是|再次|复发|反复|没几天|没多久|不到|老样子|依旧|仍")
_DENIED = re.compile(
    r"^(?:也|又|真)?(?:不是(?!很|太|一|没|不|说好)|并不是|并非|先不说|不关|跟)[^，。]{1,14}?(?:的?(?:事儿?|问题|毛病|原因)|没关系|无关|坏了?)$|"
    r"^(?:也|又|真|家里|屋里)?(?:没有|没闻到|没闻着|没看见|没见|没发现)[^，。]{0,5}(?:味儿?|着火|冒烟|漏气|漏水|受伤|断电)|"
    r"^[^，。]{1,6}(?:没坏|没问题|没事|好好的|正常)$|^不是说?[^，。]{2,12}$"
)


def matter(text: str, address: str | None = None) -> Passage:
    """Return `text` with all that does not say what it is about blanked; `address` is where the place was read."""
    kept = _without_address(text, address)
    for start, end in _aside(kept):
        shorter = kept[:start] + " " * (end - start) + kept[end:]
        if len("".join(shorter.split())) >= _LEAST_LEFT:
            kept = shorter
    return Passage(kept)


def _without_address(text: str, address: str | None) -> str:
    at = text.find(address) if address else -1
    found = _ADDRESS.match(address) if address and at >= 0 else None
    if found is None or len(text) - found.end() < _LEAST_LEFT:
        return text
    return text[:at] + " " * found.end() + text[at + found.end() :]


def _aside(text: str) -> list[tuple[int, int]]:
    """Return the clauses that tell of a matter already settled or deny one."""
    clauses = [(found.start(), found.end()) for found in _CLAUSES.finditer(text)]
    aside: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(clauses):
        clause = text[start:end].strip()
        following = text[slice(*clauses[index + 1])] if index + 1 < len(clauses) else ""
        is_denied = _DENIED.search(clause) is not None and bool(following or aside)
        if is_denied or (_EARLIER.search(clause) and _is_settled(clause, following)):
            aside.append((start, end))
    return aside


def _is_settled(clause: str, following: str) -> bool:
    """Say whether a clause on the past is closed, by itself or by the next one, and nothing came back."""
    if not following or _AGAIN.search(following) or _AGAIN.search(clause):
        return False
    return _SETTLED.search(clause) is not None or (
        _SETTLED.search(following) is not None and len(following) <= _LEAST_LEFT
    )
