"""`./linli tally FILE.json`: a free vote counter for owners' decisions; no database, nobody's data kept."""

import argparse
import json
import os
import sys
from pathlib import Path

import django

from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("tally", help="count an owners' vote / 业主大会计票器（不需要数据库）")
    parser.add_argument("file", help="JSON: one case or a list; - reads the input / 一个或一组案例，- 表示标准输入")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the answer to each case as JSON (a list for a list); exit 1 for a case with a fault, 2 for no JSON."""
    os.environ.setdefault("LINLI_MODE", "demo")  # nothing of a running house is needed: no keys, no database
    django.setup()
    from linli.assembly.rules import cases, rulesets
    from linli.standards.queries import packs

    try:
        content = sys.stdin.read() if given.file == "-" else Path(given.file).read_text(encoding="utf-8-sig")
        asked = json.loads(content, parse_float=str, parse_constant=str)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        print(f"linli: {given.file}: 不是可读的 JSON / not readable as JSON: {error}", file=sys.stderr)
        return 2
    known = rulesets.known(packs.parameters())
    answers = list(cases.answers(asked, known))
    print(json.dumps(answers if isinstance(asked, list) else answers[0], ensure_ascii=False, indent=1))
    return 1 if any("error" in answer for answer in answers) else 0
