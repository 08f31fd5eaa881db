"""How long one look at an address takes among 200,000 names, beside a plain scan through all of them.

CPU time of one thread. `known` addresses name a place as the register does; `slip` ones write it with a wrong
character, so that the names are looked through a second time; `foreign` ones name nothing of the district. Memory is
what the process grew by.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Sequence

import stage

from linli.grid.rules.names import Gazetteer, Names, Target
from linli.grid.words import MentionKind

NAMES, LOOKS, SCANS, LENGTH = 200_000, 400, 8, 60
_SYLLABLES = (
    "安宝昌成春德东丰福光广桂海和恒虹华惠吉嘉建江金锦景静康乐丽林龙隆梅明宁"
    "平青清庆荣瑞山盛世松泰天通万望文祥晓新兴秀雅阳永玉云泽长正中"
)
_ENDS = ("小区", "花园", "家园", "公寓", "宿舍", "大厦", "社区", "苑", "新村", "广场")
_REST = "的下水道堵了三天没有人来修味道很大楼道里的灯也坏了老人和孩子出门都不方便请尽快安排人员到现场看一看谢谢"


def main() -> None:
    """Make the names, look up each kind of address, print one JSON object."""
    dice = random.Random(200)
    names = _names(dice)
    before, began = _memory(), time.process_time()
    targets = {name: (Target(MentionKind.ESTATE, f"370203/{at % 900}"),) for at, name in enumerate(names)}
    gazetteer = Gazetteer(Names(district="370203", by_name=targets))
    built, began = time.process_time() - began, time.process_time()
    gazetteer.find("第一次看要多久")
    first = time.process_time() - began
    long_enough = [name for name in names if len(name) >= 5]
    texts = {
        "known": [_address(dice.choice(names)) for _ in range(LOOKS)],
        "slip": [_address(_slipped(dice, dice.choice(long_enough))) for _ in range(LOOKS)],
        "foreign": [_address("") for _ in range(LOOKS)],
    }
    looks = {kind: _milliseconds(gazetteer.locate, addresses) for kind, addresses in texts.items()}
    scan = _milliseconds(lambda text: [name for name in names if name in text], texts["known"][:SCANS])
    faster = {kind: round(scan["median"] / one["median"], 1) for kind, one in looks.items()}
    stage.show(
        "gazetteer",
        {
            "goal": "one look at 60 characters among 200,000 names <= 5 ms of CPU",
            "names": len(names),
            "build_seconds": round(built, 2),
            "first_look_seconds": round(first, 2),
            "memory_mb": round((_memory() - before) / 1024, 1),
            "milliseconds": looks,
            "plain_scan_milliseconds": scan,
            "times_faster_than_plain_scan": faster,
        },
    )


def _names(dice: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < NAMES:
        stem = "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 3, 3, 4))))
        found[stem + dice.choice(_ENDS)] = None
    return list(found)


def _slipped(dice: random.Random, name: str) -> str:
    at = dice.randrange(1, 3)
    return name[:at] + "鑫" + name[at + 1 :]


def _address(name: str) -> str:
    return f"我家住在{name}3号楼2单元{_REST}"[:LENGTH].ljust(LENGTH, "谢")


def _milliseconds(look: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    taken = []
    for text in texts:
        began = time.process_time()
        look(text)
        taken.append((time.process_time() - began) * 1000)
    taken.sort()
    return {"median": round(taken[len(taken) // 2], 3), "p95": round(taken[int(len(taken) * 0.95)], 3)}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
