"""`./linli test`: checks, then every test on a throw-away PostgreSQL."""

import argparse
import os
import shutil
import signal
import subprocess
import sys

from linli.config import environment, postgres, processes
from linli.config.commands import check
from linli.config.commands.check import Subparsers

# The first opens a page in a third of the time (tests/houses.py takes them in this order).
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium")


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("test", help="checks and tests; arguments go to pytest / 检查与测试", add_help=False)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check unless arguments are given, then run pytest; its summary is the last line."""
    words: list[str] = given.rest
    if not words and check.run(given):
        return 1
    find_chromium()
    find_typescript()
    if not any(word == "-n" or word.startswith(("-n", "--numprocesses", "-p")) for word in words):
        words = ["-n", "2", "--dist", "loadgroup", *words]
    processes.stop_on_signals()
    environ = os.environ | environment.development_keys() | {"LINLI_MODE": "test"}
    with postgres.throw_away() as cluster:
        environ |= cluster.environ()
        child = subprocess.Popen(
            [sys.executable, "-m", "pytest", *words], cwd=environment.ROOT, env=environ,
            preexec_fn=processes.dying_with(os.getpid(), signal.SIGTERM),
        )  # fmt: skip
        try:
            code = child.wait()
        finally:
            if child.poll() is None:
                processes.stop(child)
    # A house without a single test yet is not a failure.
    return 0 if code == 5 and not given.rest else code


def find_chromium() -> None:
    """Install Debian's Chromium when that is possible, or say that browser tests need it."""
    if any(shutil.which(name) for name in CHROMIUM):
        return
    apt = shutil.which("apt-get")
    if apt and os.getuid() == 0:
        print("linli: 安装 Chromium（浏览器测试用）/ installing Chromium for the browser tests ...", flush=True)
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], env=environ, capture_output=True, check=False)
        for package in PACKAGES:
            line = [apt, "install", "-y", "-qq", "--no-install-recommends", package]
            done = subprocess.run(line, env=environ, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
        print(done.stderr[-600:], file=sys.stderr)
    print(
        "linli: 未找到 Chromium / no Chromium: install it for the browser tests (apt-get install chromium)", flush=True
    )


def find_typescript() -> None:
    """Fetch the packages with which the generated TypeScript client is tried, as the lock pins them; once."""
    npm, folder = shutil.which("npm"), environment.ROOT / "tests" / "api" / "typescript"
    if npm is None or (folder / "node_modules").is_dir():
        return
    print("linli: 下载 TypeScript 客户端测试用的包 / fetching packages for the TypeScript client ...", flush=True)
    line = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=20000"]
    try:
        subprocess.run(line, cwd=folder, capture_output=True, timeout=120, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        print("linli: 没有下载到，跳过该测试 / not fetched; that test is skipped", flush=True)
