"""Made-up closed cases to learn from."""

from __future__ import annotations

import random
from typing import Any

WORDS = {
    "road": "路面 坑洼 井盖 塌陷 沥青 路灯 红绿灯 斑马线 人行道 护栏",
    "water": "自来水 停水 水压 水管 爆裂 浑浊 水表 水费 二次供水 漏水",
    "school": "学校 老师 补课 学费 招生 食堂 校车 幼儿园 入学 家长",
}
SHARED = "小区 居民 反映 希望 部门 处理 问题 长期 附近 每天 晚上 领导"


def rows(per_label: int = 40, *, noise: float = 0.0, seed: int = 1) -> list[dict[str, Any]]:
    """Return made-up cases: a few words of the label among words that say nothing of it."""
    chance = random.Random(seed)
    made = []
    for label in WORDS:
        for _ in range(per_label):
            said = label if chance.random() >= noise else chance.choice(list(WORDS))
            text = chance.sample(WORDS[said].split(), 3) + chance.sample(SHARED.split(), 5)
            chance.shuffle(text)
            made.append({"row": len(made), "group": f"g{len(made)}", "label": label, "tokens": " ".join(text)})
    return made
