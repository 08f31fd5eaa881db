"""`./linli openapi`: the interface's document on paper, its outline and the draft of a changelog entry."""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import django

from linli.config import environment, outline
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("openapi", help="print the interface's document and outline / 接口文档与变更")
    parser.add_argument("file", type=Path, nargs="?", help="write openapi.json here; without: bring docs/ up to date")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the document to a file, or the outline and what changed to docs/."""
    for name, value in environment.development_keys().items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("LINLI_MODE", "demo")
    django.setup()
    # After setup: the operations need the rooms' models.
    from linli.config.urls import api

    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    if given.file is not None:
        given.file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        print(f"linli: 已写入 / written: {given.file}")
        return 0
    new = outline.update(document, today=datetime.now(UTC).date())
    print("\n".join(new) if new else "linli: 接口没有变化 / the interface is as it was")
    return 0
