"""`./linli train WHAT`: make a model from one's own rows (ADR 0032, 0034, 0036). Needs no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from linli.appeals.scoring import rows
from linli.config.commands.check import Subparsers

Told = dict[str, Any]


class TooLittle(ValueError):
    """There are too few rows to learn from; says how many are needed, in both languages."""


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("train", help="learn from one's own rows / 用自己的数据训练")
    kinds = parser.add_subparsers(dest="what", metavar="labels|addresses", required=True)
    for name, told, needed in (
        ("labels", "categories of texts / 诉求类别", "rows with label / 带标签的数据"),
        ("addresses", "parts of addresses / 地址要素", "rows with id, text, spans [[tag, start, end]] / 带标注的地址"),
    ):
        kind = kinds.add_parser(name, help=told)
        kind.add_argument("--data", type=Path, required=True, metavar="FILE", help=needed)
        kind.add_argument("--out", type=Path, required=True, metavar="MODEL", help="the model's file / 模型文件")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Train, write the file and print what was measured on held-out rows; 2 for what cannot be read or learned."""
    try:
        told = _labels(given.data, given.out) if given.what == "labels" else _addresses(given.data, given.out)
    except TooLittle as problem:
        print(f"linli: {problem}", file=sys.stderr)
        return 2
    except (OSError, rows.Unreadable) as problem:
        print(f"linli: 读写失败 / cannot read or write: {problem}", file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False, indent=1))
    print(f"linli: {given.out}")
    return 0


def _labels(data: Path, out: Path) -> Told:
    # Loaded when asked: the learning libraries take a second that no other command should pay.
    from linli.appeals.triage.learned import store, training
    from linli.appeals.triage.propose import by_rules

    try:
        model = training.train(rows.read(data, "label"), by_rules)
    except training.TooLittle as problem:
        least = training.LEAST_ROWS
        raise TooLittle(f"数据太少：至少两个类别，每类至少 {least} 条 / too little data: {problem}") from None
    return dict(model.about) | {"bytes": store.write(out, model)}


def _addresses(data: Path, out: Path) -> Told:
    from linli.appeals.scoring import addr_parse
    from linli.appeals.triage.address import store

    labelled = addr_parse.labelled(data)
    if len(labelled) < addr_parse.LEAST_ROWS:
        least = addr_parse.LEAST_ROWS
        raise TooLittle(f"数据太少：至少 {least} 条地址 / too little data: at least {least} addresses")
    held_out = addr_parse.measured(labelled, folds=[0], networks=1)
    about = {"rows": len(labelled), "held_out": held_out}
    return about | {"bytes": store.write(out, addr_parse.learned(labelled), about)}
