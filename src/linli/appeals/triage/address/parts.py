"""What an address is made of, told by its own signs: 省 市 区 镇, 路 街, 号 栋 单元, and the name that is left.

By rules alone, so that it works without training; the ladder is that of domain-spec §16.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from linli.grid.rules.spelling import figures, plain

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_PAUSES = re.compile(r"[\s,，。.;；:：、·_\-—/\\~\"“”'!！?？()（）\[\]]+")
_NEAR = re.compile(
    r"与?[^与和]{0,8}?(?:交叉口|交汇处|路口)?(?:东北|西北|东南|西南|东|南|西|北)?\d+米"
    r"|附近|斜对面|对面|旁边?|交叉口|交汇处|路口|隔壁"
)
_DIVISIONS = (
    ("province", re.compile(r"(?:中国)?([一-鿿]{2,3}(?:省|自治区))")),
    ("city", re.compile(r"([一-鿿]{2,4}?市)")),
    ("district", re.compile(r"([一-鿿]{1,5}?(?:区|县|市|旗))(?!域|政府)")),
    ("town", re.compile(r"([一-鿿]{1,5}?(?:街道办事处|街道办|街道|镇|乡))")),
)
_ROAD = re.compile(r"([一-鿿a-z\d]{1,6}?(?:大道|大街|公路|路|街|巷|弄|胡同|道|线))(?=[东南西北]?\d|[一-鿿(]|$)")
_NUMBERED = re.compile(
    r"(\d+(?:-\d+)*|[a-z]\d*|[甲乙丙丁])"
    r"(号楼|号院|号|栋|座|单元|层|楼|室|弄|巷|排|期|区|门|米|组|队|f|院|店|国道|省道|县道|街|路)?"
)
_JOINING = re.compile(r"^(?:与|和|近|至)")
_MOST_ROADS = 3
KIND_OF_UNIT = {
    "号楼": "house", "栋": "house", "座": "house", "单元": "entrance", "室": "room", "层": "floor", "楼": "floor",
    "f": "floor", "号": "door", "弄": "lane", "院": "yard", "号院": "yard", "期": "phase", "区": "block",
    "组": "group", "队": "group", "门": "gate", "米": "metres", "巷": "alley", "排": "row",
}  # fmt: skip
"""Counted thing -> what its number numbers."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the thing it counts, '' where it stands alone."""

    value: str
    unit: str

    @property
    def kind(self) -> str:
        """Return what is numbered, '' if the unit does not say it."""
        return KIND_OF_UNIT.get(self.unit, "")


@dataclass(frozen=True, slots=True)
class Parts:
    """An address taken apart. `text` is all of it in one way of writing; `names` is what no sign explains."""

    text: str
    divisions: Mapping[str, str]
    roads: tuple[str, ...]
    numbers: tuple[Number, ...]
    names: tuple[str, ...]
    aside: str
    near: bool

    @property
    def name(self) -> str:
        """Return the names in one."""
        return "".join(self.names)

    @property
    def last(self) -> str:
        """Return the last name, which in most addresses is the place itself."""
        return self.names[-1] if self.names else ""


def parts_of(address: str) -> Parts:
    """Return the parts of one written address (at most a few hundred characters)."""
    text = figures(plain(address)).replace("幢", "栋").replace("#", "号")
    outside = _BRACKETS.sub("", text)
    divisions, rest = _divided(outside)
    joined = _PAUSES.sub("", rest)
    roads = [_JOINING.sub("", found[1]) for found in _ROAD.finditer(joined)][:_MOST_ROADS]
    left = _NEAR.sub(" ", rest)
    for road in roads:
        left = left.replace(road, " ", 1)
    return Parts(
        text=_PAUSES.sub("", text),
        divisions=divisions,
        roads=tuple(roads),
        numbers=tuple(Number(found[1], found[2] or "") for found in _NUMBERED.finditer(joined)),
        names=tuple(_PAUSES.sub(" ", _NUMBERED.sub(" ", left)).split()),
        aside="".join(_BRACKETS.findall(text)),
        near=_NEAR.search(rest) is not None,
    )


def _divided(text: str) -> tuple[dict[str, str], str]:
    """Return the divisions at the head of an address, and what follows them."""
    divisions = {}
    for kind, pattern in _DIVISIONS:
        found = pattern.match(text)
        if found and found.end() < len(text):
            divisions[kind] = found[1]
            text = text[found.end() :]
    return divisions, text
