"""`./linli triage`: what triage proposes for a text.

Needs no database: the categories come from the pack, the places from the divisions' table.
"""

import argparse
import json
import sys
from datetime import datetime

from linli.appeals.scoring.triage import categories, proposal
from linli.appeals.triage.proposal import Proposal
from linli.config.commands.check import Subparsers
from linli.kernel.clocks import SHANGHAI

HOME = "370203"


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    triage = subparsers.add_parser("triage", help="propose for a text on standard input / 对一段文字给出研判建议")
    triage.add_argument("--json", action="store_true", help="print JSON / 输出 JSON")
    triage.add_argument("--channel", default="web", help="web, phone_12345, grid_patrol ... / 来源渠道")
    triage.add_argument("--at", default=None, help="ISO 8601 time of the report, with offset / 反映时间")
    triage.add_argument("--home", default=HOME, help="code of the handling district / 本区代码")
    triage.set_defaults(run=run)


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
    found = proposal(text, given.channel, at if at.tzinfo else at.replace(tzinfo=SHANGHAI), given.home)
    if given.json:
        print(json.dumps(found.explained(), ensure_ascii=False, indent=1))
    else:
        _say(found)
    return 0


def _say(found: Proposal) -> None:
    category = categories().get(found.category)
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
