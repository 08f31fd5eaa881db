"""`./linli train WHAT`: make a model from one's own closed cases (ADR 0032, 0034). Needs no database."""

import argparse
import json
import sys
from pathlib import Path

from linli.appeals.scoring import rows
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("train", help="learn from one's own closed cases / 用自己的办结诉求训练")
    kinds = parser.add_subparsers(dest="what", metavar="labels", required=True)
    labels = kinds.add_parser("labels", help="categories of texts / 诉求类别")
    labels.add_argument("--data", type=Path, required=True, metavar="FILE", help="rows with label / 带标签的数据")
    labels.add_argument("--out", type=Path, required=True, metavar="MODEL", help="the model's file / 模型文件")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Train, write the file and print what was measured on held-out rows; 2 for what cannot be read or learned."""
    # Loaded when asked: the learning libraries take a second that no other command should pay.
    from linli.appeals.triage.learned import store, training
    from linli.appeals.triage.propose import by_rules

    try:
        model = training.train(rows.read(given.data, "label"), by_rules)
        size = store.write(given.out, model)
    except training.TooLittle as problem:
        print(
            f"linli: 数据太少：至少两个类别，每类至少 {training.LEAST_ROWS} 条 / too little data: {problem}",
            file=sys.stderr,
        )
        return 2
    except (OSError, rows.Unreadable) as problem:
        print(f"linli: 读写失败 / cannot read or write: {problem}", file=sys.stderr)
        return 2
    print(json.dumps(dict(model.about) | {"bytes": size}, ensure_ascii=False, indent=1))
    print(f"linli: {given.out}")
    return 0
