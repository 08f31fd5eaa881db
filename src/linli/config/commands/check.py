"""`./linli check`: style, types and walls."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from linli.config import environment

Subparsers = argparse._SubParsersAction  # what add_subparsers returns; it has no public name


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help="ruff, mypy --strict, import-linter / 代码检查")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run every check; stop at none, so that all complaints are seen at once."""
    beside = Path(sys.executable).parent
    environ = os.environ | environment.development_keys() | {"LINLI_MODE": "test", "NO_COLOR": "1"}
    environ.setdefault("XDG_RUNTIME_DIR", os.environ.get("TMPDIR", "/tmp"))  # noqa: S108
    failed = []
    for words in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports", "--no-cache"]):
        print("== " + " ".join(words), flush=True)
        program = beside / words[0]
        if subprocess.run([program, *words[1:]], cwd=environment.ROOT, env=environ, check=False).returncode:
            failed.append(words[0])
    if failed:
        print("linli: 检查未通过 / these checks failed: " + ", ".join(failed), file=sys.stderr, flush=True)
    return 1 if failed else 0
