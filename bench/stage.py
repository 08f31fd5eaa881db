"""The stage of every measurement: a private PostgreSQL with default settings, a district, a server."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from linli.config import environment, postgres  # noqa: E402
from linli.config.commands import serve, worker  # noqa: E402


@dataclass(frozen=True)
class Stage:
    """Where everything is: database addresses, the postmaster, the folder."""

    owner_url: str
    app_url: str
    home: Path
    postmaster: int


@contextmanager
def stage() -> Iterator[Stage]:
    """Start a private cluster with PostgreSQL's defaults (fsync on), migrated and empty; stop it at the end."""
    home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    home.chmod(0o755)
    try:
        with postgres.running(home) as cluster:
            os.environ |= environment.development_keys() | {
                "LINLI_MODE": "demo",
                "LINLI_REPORTS_PER_MINUTE": "0",
                "LINLI_REQUESTS_PER_MINUTE": "0",
                "DATABASE_URL": cluster.app_url,
                "DATABASE_OWNER_URL": cluster.owner_url,
                "DJANGO_SETTINGS_MODULE": "linli.config.settings",
                "MEDIA_ROOT": str(home / "media"),
            }
            subprocess.run([sys.executable, "-m", "linli", "migrate"], check=True, stdout=subprocess.DEVNULL)
            yield Stage(cluster.owner_url, cluster.app_url, home, _postmaster(cluster))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _postmaster(cluster: postgres.Cluster) -> int:
    return int((Path(cluster.data) / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def server(port: int, *, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the pages as in production; yield the process."""
    process = subprocess.Popen(serve.words(host="127.0.0.1", port=port, workers=workers))
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def job_worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run the job worker beside the server."""
    process = subprocess.Popen(worker.WORDS)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def shared(name: str) -> Path:
    """Return a file of the collected material; say what is missing otherwise."""
    folder = Path(os.environ.get("LINLI_SHARED") or ROOT.parent / "shared")
    found = folder / name
    if not found.exists():
        raise SystemExit(f"this measurement needs {name} in ../shared (or LINLI_SHARED)")
    return found


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median, least and most."""
    return {
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }


def show(name: str, result: dict[str, object]) -> None:
    """Print one JSON object."""
    print(json.dumps({"bench": name, **result}, ensure_ascii=False, indent=1))
