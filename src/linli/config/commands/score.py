"""`./linli score TASK`: how good triage is on labelled material, and predictions that others can score."""

import argparse
import json
import os
import sys
from pathlib import Path

from linli.appeals.scoring import rows, task
from linli.config import environment
from linli.config.commands.check import Subparsers

HOME = "370203"


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("score", help="score a part of linli on labelled data / 在标注数据上评分")
    parser.add_argument("task", choices=sorted(task.TASKS))
    parser.add_argument("file", type=Path, nargs="?", help="labelled file; default: the collected material / 标注文件")
    parser.add_argument("--predict", type=Path, metavar="FILE", help="rows without labels / 待预测的文件")
    parser.add_argument("--out", type=Path, metavar="OUTPUT", help="one JSON line per row / 预测输出")
    parser.add_argument("--model", type=Path, metavar="FILE", help="what `./linli train` made / 训练得到的模型")
    parser.add_argument("--train", type=Path, metavar="FILE", help="labelled rows to learn from / 训练数据")
    parser.add_argument("--messages", type=Path, metavar="FILE", help="texts that the rows name / 留言全文")
    parser.add_argument("--home", default=HOME, help="code of the handling district / 本区代码")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write predictions, or print the figures as JSON; 2 for what cannot be read."""
    if (given.predict is None) != (given.out is None):
        print("linli: --predict 与 --out 要一起用 / use --predict and --out together", file=sys.stderr)
        return 2
    asked = task.Given(
        shared=Path(os.environ.get("LINLI_SHARED") or environment.ROOT.parent / "shared"),
        home=given.home,
        file=given.file,
        predict=given.predict,
        model=given.model,
        train=given.train,
        messages=given.messages,
    )
    chosen = task.load(given.task)
    try:
        if given.out:
            count = rows.write(given.out, chosen.predict(asked))
            print(f"{count} -> {given.out}")
        else:
            print(json.dumps(chosen.measure(asked), ensure_ascii=False, indent=1))
    except task.Missing as missing:
        print(f"linli: 还需要 {missing} / this task also needs {missing}", file=sys.stderr)
        return 2
    except (OSError, rows.Unreadable) as problem:
        print(f"linli: 读不了文件 / cannot read: {problem}", file=sys.stderr)
        return 2
    return 0
