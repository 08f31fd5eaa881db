"""`./linli demo`: the whole house on one machine, with invented people."""

import argparse
import base64
import importlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

from linli.config import environment, postgres, processes
from linli.config.commands import serve, worker
from linli.config.commands.check import Subparsers

PROFILES = ("tiny", "standard", "scale")
SIZES = (
    "tiny: four streets, 200 cases; standard: the district, 20,000 cases; scale: 1,000,000 cases and 317,700 accounts "
    "in 9,145 groups (hours, some 30 GB; topics of deliberation are not built / 议题尚未建)"
)
KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "LOG_KEY", "RECEIPT_KEY")
FIRST_PORT = 8000


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="try linli with an invented neighbourhood / 试用")
    parser.add_argument("--profile", choices=PROFILES, default="tiny", help=SIZES)
    parser.add_argument("--port", type=int, help=f"default: {FIRST_PORT} or the next free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="remove the demo's data first")
    parser.add_argument("--yes", action="store_true", help="do not ask before --reset")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Start everything, print where it is, and stop everything on Ctrl-C."""
    home = environment.STATE
    home.mkdir(exist_ok=True)
    if given.reset and not reset(home, sure=given.yes):
        return 1
    if known(home).get("interrupted"):
        say("上次载入未完成，重新开始 / the last loading was interrupted; starting afresh")
        reset(home, sure=True)
    port = choose_port(given.host, given.port)
    processes.stop_on_signals()
    try:
        with postgres.running(home) as cluster:
            prepare(cluster, home, given, port)
            return watch(cluster, given.host, port)
    except processes.Stopped:
        say("已停止 / stopped")
        return 0


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(f"linli: {text}", flush=True)


def reset(home: Path, *, sure: bool) -> bool:
    """Remove the demo's data after asking; return whether it was done."""
    if not sure:
        try:
            answer = input("linli: 删除演示数据？ Remove all demo data? [y/N] ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in {"y", "yes", "是"}:
            return False
    postgres.reset(home)
    shutil.rmtree(home / "media", ignore_errors=True)
    (home / "world.json").unlink(missing_ok=True)
    return True


def choose_port(host: str, asked: int | None) -> int:
    """Return the port asked for, or the first free one from 8000.

    :raises SystemExit: the port asked for is taken.
    """
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        return port
    raise SystemExit(f"linli: 端口 {asked or FIRST_PORT} 已被占用 / the port is taken; choose one with --port")


def keys(home: Path) -> dict[str, str]:
    """Return this demo's own keys, made at its first start."""
    file = home / "keys.json"
    there: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if not there.keys() >= set(KEYS):
        # A demo from before a key was introduced gets that one, and keeps the others: they open what it holds.
        made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in KEYS} | there
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(made, out)
    found: dict[str, str] = json.loads(file.read_text())
    return found


def prepare(cluster: postgres.Cluster, home: Path, given: argparse.Namespace, port: int) -> None:
    """Set this process's environment, migrate if needed, load the world if it is not there."""
    os.environ |= keys(home) | {
        "LINLI_MODE": "demo",
        "LINLI_PUBLIC_URL": f"http://{given.host}:{port}",
        "LINLI_HOOKS_LOOPBACK": "1",
        "DATABASE_URL": cluster.app_url,
    }
    if given.host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    if is_ready(home, given.profile):
        return
    say("准备数据库 / preparing the database ...")
    owner = os.environ | {"DATABASE_OWNER_URL": cluster.owner_url}
    done = subprocess.run([sys.executable, "-m", "linli", "migrate"], env=owner, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit("linli: 数据库结构更新失败 / the database could not be migrated; see above")
    profile = loaded(home) or load(home, given.profile)
    remember(home, {"profile": profile, "code": code_mark()})


def code_mark() -> str:
    """Return a cheap mark of all migrations and models: while it is the same, nothing waits to be migrated."""
    files = sorted((environment.SOURCE / "linli").glob("*/migrations/*.py"))
    files += sorted((environment.SOURCE / "linli").glob("*/models*"))
    files.append(environment.ROOT / "requirements" / "run.txt")
    return ";".join(f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files)


def remember(home: Path, what: dict[str, str]) -> None:
    """Write down what the database holds, whole or not at all."""
    part = home / "world.part"
    part.write_text(json.dumps(what))
    part.replace(home / "world.json")


def known(home: Path) -> dict[str, str]:
    """Return what was written down about the database."""
    try:
        found: dict[str, str] = json.loads((home / "world.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found


def loaded(home: Path) -> str:
    """Return the profile of the world that was loaded, or nothing."""
    return known(home).get("profile", "")


def is_ready(home: Path, profile: str) -> bool:
    """Return whether structure and world are those of this code."""
    there = loaded(home)
    if there and there != profile:
        say(f"保留已有 {there} 演示数据；换用 {profile} 请加 --reset / keeping the {there} world; --reset changes it")
    return known(home).get("code") == code_mark() and bool(there or not has_world())


def has_world() -> bool:
    """Return whether the room that invents a neighbourhood is open."""
    return (environment.SOURCE / "linli" / "demo" / "__init__.py").exists()


def world() -> ModuleType | None:
    """Return the room that invents a neighbourhood, if it is open."""
    if not has_world():
        return None
    room = importlib.import_module("linli.demo")
    return room if hasattr(room, "load") else None


def load(home: Path, profile: str) -> str:
    """Load the world, if its room is open, and return its profile."""
    import django

    # Before the rooms are imported: their models need Django's settings.
    django.setup()
    room = world()
    if room is None:
        return ""
    remember(home, {"interrupted": profile})
    say(f"正在载入演示社区（{profile}）/ inventing a neighbourhood ...")
    room.load(profile=profile, report=say)
    return profile


def accounts() -> str:
    """Return the accounts to try, one per line."""
    import django

    django.setup()
    room = world()
    if room is None:
        return ""
    return "\n".join(f"    {account}" for account in room.accounts())


def watch(cluster: postgres.Cluster, host: str, port: int) -> int:
    """Run server and worker until one of them ends or somebody stops us; return an exit code."""
    children = [
        processes.start(serve.words(host=host, port=port, workers=2)),
        # A worker asked politely may wait for a database that is gone; its jobs are safe in the database.
        processes.start(worker.WORDS, by=signal.SIGKILL),
    ]
    try:
        wait_for_page(children[0], f"http://{host}:{port}/healthz")
        print(f"\n  邻里 linli  http://{host}:{port}/\n{accounts()}\n  Ctrl-C 停止 / stops\n", flush=True)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        say("一个服务进程意外退出 / a process ended unexpectedly; see above")
        return 1
    finally:
        for child in children:
            child.terminate()
        for child in children:
            processes.stop(child)


def wait_for_page(server: subprocess.Popen[bytes], address: str) -> None:
    """Return when the first page is served.

    :raises SystemExit: the server ended or stayed silent for a minute.
    """
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("linli: 网页服务未能启动 / the server did not start; see above")
