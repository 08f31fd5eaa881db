"""`./linli bench NAME`: one measurement of bench/, in this installation's environment."""

import argparse
import subprocess
import sys

from linli.config import environment
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("bench", help="run one measurement of bench/ / 运行一项测量")
    parser.add_argument("name", nargs="?", help="a script of bench/ without .py")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run the script with the words after its name; without a name list them."""
    folder = environment.ROOT / "bench"
    names = sorted(file.stem for file in folder.glob("*.py") if file.stem not in {"stage", "crowd"})
    if given.name not in names:
        print("./linli bench " + "|".join(names))
        return 2
    words = [sys.executable, str(folder / f"{given.name}.py"), *given.rest[1:]]
    return subprocess.run(words, cwd=folder, check=False).returncode
