"""`./linli serve`: the pages, on the database of DATABASE_URL."""

import argparse
import os
import sys

from linli.config import environment
from linli.config.commands.check import Subparsers


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("serve", help="serve the pages with granian / 启动网页服务")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.set_defaults(run=run)


def words(*, host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "linli.config.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-access-log", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Become the server."""
    environment.read()
    line = words(host=given.host, port=given.port, workers=given.workers)
    os.execv(line[0], line)  # noqa: S606
