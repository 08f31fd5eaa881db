"""`./linli triage`: what triage proposes for a text. `./linli score triage FILE`: how often it is right.

Both need no database: the categories come from the pack, the places from the divisions' table.
"""

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from linli.appeals.triage import score
from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.proposal import Proposal
from linli.appeals.triage.propose import propose
from linli.config.commands.check import Subparsers
from linli.config.rulebook import PACKS
from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text
from linli.standards.words import Category

HOME = "370203"


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    triage = subparsers.add_parser("triage", help="propose for a text on standard input / 对一段文字给出研判建议")
    triage.add_argument("--json", action="store_true", help="print JSON / 输出 JSON")
    triage.add_argument("--channel", default="web", help="web, phone_12345, grid_patrol ... / 来源渠道")
    triage.add_argument("--at", default=None, help="ISO 8601 time of the report, with offset / 反映时间")
    triage.add_argument("--home", default=HOME, help="code of the handling district / 本区代码")
    triage.set_defaults(run=run)
    scoring = subparsers.add_parser("score", help="score a part of linli on labelled data / 在标注数据上评分")
    scoring.add_argument("part", choices=["triage"])
    scoring.add_argument("file", type=Path, help="labelled appeals / 标注文件 (JSON)")
    scoring.add_argument("--predict", type=Path, metavar="FILE", help="texts to predict / 待预测的文件")
    scoring.add_argument("--out", type=Path, metavar="OUTPUT", help="one JSON line per item / 预测输出")
    scoring.add_argument("--home", default=HOME, help="code of the handling district / 本区代码")
    scoring.set_defaults(run=run_score)


def run(given: argparse.Namespace) -> int:
    """Print the proposal for the text on standard input."""
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace").strip()
    if not text:
        print("linli: 没有文字 / no text on standard input", file=sys.stderr)
        return 1
    try:
        at = datetime.fromisoformat(given.at) if given.at else datetime.now(SHANGHAI)
    except ValueError:
        print(f"linli: 时间看不懂 / not an ISO 8601 time: {given.at}", file=sys.stderr)
        return 2
    found = _propose(text, given.channel, at if at.tzinfo else at.replace(tzinfo=SHANGHAI), given.home)
    if given.json:
        print(json.dumps(found.explained(), ensure_ascii=False, indent=1))
    else:
        _say(found)
    return 0


def run_score(given: argparse.Namespace) -> int:
    """Print the scores of the labelled file, or write the predictions of another one."""
    if (given.predict is None) != (given.out is None):
        print("linli: --predict 与 --out 要一起用 / use --predict and --out together", file=sys.stderr)
        return 2
    try:
        items = _items(given.file)
        others = _items(given.predict) if given.predict else []
    except (OSError, ValueError, KeyError) as problem:
        print(f"linli: 读不了标注文件 / cannot read: {problem}", file=sys.stderr)
        return 2
    if given.out:
        lines = [json.dumps(line, ensure_ascii=False) for line in _predict(others, given.home).values()]
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if items and all("expected" in item for item in items):
        print(json.dumps(_scores(items, given.home), ensure_ascii=False, indent=1))
    return 0


def _scores(items: Sequence[score.Item], home: str) -> dict[str, Any]:
    return {
        "triage": score.scores(items, _predict(items, home), home=home),
        "majority": score.scores(items, score.majority(items), home=home),
    }


def _items(path: Path) -> list[score.Item]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        items = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        read = json.loads(text)
        items = read["items"] if isinstance(read, dict) else read
    for item in items:
        datetime.fromisoformat(item["reported_at"])
        item["id"], item["text"]
    return items


def _predict(items: Sequence[score.Item], home: str) -> dict[str, score.Prediction]:
    out: dict[str, score.Prediction] = {}
    for item in items:
        at = datetime.fromisoformat(item["reported_at"])
        at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
        out[item["id"]] = _propose(item["text"], item.get("channel", "web"), at, home).to_json(item["id"])
    return out


def _propose(text: str, channel: str, at: datetime, home: str) -> Proposal:
    return propose(text, channel, at, categories=_categories(), gazetteer=divisions(), home=home)


@lru_cache(maxsize=1)
def _categories() -> Mapping[str, Category]:
    with (PACKS / "categories.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _category(row) for row in csv.DictReader(file)}


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        code=row["code"],
        text=Text(row["zh"], row["en"]),
        group=row["code"].partition(".")[0],
        gbt=row["gbt"],
        lead_unit=row["lead_unit"],
        mode=row["mode"],
        urgency=row["urgency"],
        note=Text(row["note_zh"], row["note_en"]),
        text_is_enough=row["text_is_enough"] == "1",
        onsite=row["onsite"] == "1",
        hazard=row["hazard"] == "1",
        community_list=row["community_list"] == "1",
    )


def _say(found: Proposal) -> None:
    category = _categories().get(found.category)
    name = f"{category.text.zh} / {category.text.en}" if category else ""
    place = found.place
    lines = (
        ("类别 category", f"{found.category} {name} ({found.confidence:.2f})"),
        ("问题 issues", "、".join(found.sub_issues)),
        ("紧急 urgency", " ".join((found.urgency, *found.urgency_words))),
        ("方式 mode", found.mode),
        ("主办 lead", " ".join((found.lead_unit or "-", *(f"+{unit}" for unit in found.co_units)))),
        ("地点 place", " ".join(part.name for part in (place.street, place.community) if part)),
        ("位置 where", place.location_text or ""),
        ("转往 redirect", " ".join(found.redirect_to)),
        ("隐私 personal", "、".join(found.pii_strings())),
        *((("依据 because", f"{reason.zh} / {reason.en}")) for reason in found.reasons),
    )
    for name, value in lines:
        if value:
            print(f"{name}: {value}")
