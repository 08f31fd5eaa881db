"""A private PostgreSQL in the project's own folder (architecture D1).

The server is a child of the launcher and stops with it. Its address and passwords lie in `cluster.json`
beside the data, readable by the owner only. If the launcher is killed, the kernel tells the server to stop;
should it still run at the next start, it is stopped in good order first, and nothing is lost.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from linli.config import binaries as programs
from linli.config import environment, processes
from linli.config.binaries import Binaries, NoPostgres, Runner

PATIENCE_SECONDS = 60
FAST_NOT_SAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
CALM = {"max_connections": "60", "shared_buffers": "128MB"}


class AlreadyRunning(SystemExit):
    """Another launcher owns the cluster of this folder."""


@dataclass(frozen=True)
class Cluster:
    """Where a private server is and how to speak to it."""

    data: str
    port: int
    super_password: str
    owner_password: str
    app_password: str
    runner: Runner

    def url(self, role: str, password: str, name: str = "linli") -> str:
        """Return the address of a database for a role."""
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{name}"

    @property
    def owner_url(self) -> str:
        """The address for migrations."""
        return self.url("linli_owner", self.owner_password)

    @property
    def app_url(self) -> str:
        """The address for the application, which may not edit append-only tables."""
        return self.url("linli_app", self.app_password)

    def environ(self) -> dict[str, str]:
        """Return the variables for a child process that may migrate."""
        return {"DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url}


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(f"linli: {text}", flush=True)


def free_port() -> int:
    """Return a port on the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _save(file: Path, cluster: Cluster) -> None:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(asdict(cluster), out)
    part.replace(file)


def remembered(home: Path = environment.STATE) -> Cluster | None:
    """Return the cluster made earlier in this folder, running or not."""
    try:
        row: dict[str, Any] = json.loads((home / "cluster.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    # The project may have been moved or copied: data beside this file comes first.
    here = home / "pg"
    data = str(here) if (here / "PG_VERSION").exists() else row["data"]
    return Cluster(**{**row, "data": data, "runner": Runner(**row["runner"])})


def is_running(home: Path = environment.STATE) -> bool:
    """Return whether a launcher holds the cluster of this folder."""
    home.mkdir(exist_ok=True)
    with (home / "cluster.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _hold(home: Path) -> IO[str]:
    lock = (home / "cluster.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning("linli: 已在运行 / already running here; stop the other ./linli first") from None
    return lock


def _make(home: Path, temporary: Path | None) -> tuple[Cluster, Binaries]:
    """Make a new data folder."""
    found = programs.find()
    found, runner, data = programs.settle(found, home / "pg", temporary)
    if data.parent != home and temporary is None:
        say(f"数据目录 / the data folder is {data} (the project folder is closed to other users)")
    if (data / "PG_VERSION").exists():
        raise NoPostgres(
            f"linli: {data} 存在但缺少 {home / 'cluster.json'} / there is data without the file that opens it.\n"
            "  Bring that file back, or remove the data with: ./linli demo --reset"
        )
    # Made under another name and renamed when complete, so that a half-made folder is never taken for data.
    new = data.with_name("pg.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    runner.own(new)
    cluster = Cluster(
        str(data), free_port(), secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(24), runner
    )
    with tempfile.NamedTemporaryFile("w", dir="/tmp") as password:
        password.write(cluster.super_password)
        password.flush()
        runner.own(Path(password.name))
        words = [
            str(found.folder / "initdb"), "-D", str(new), "-U", "linli_super", "-A", "scram-sha-256",
            "--pwfile", password.name, "-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if temporary else []),
        ]  # fmt: skip
        done = runner.run(words)
    if done.returncode:
        raise NoPostgres(f"linli: initdb failed:\n{done.stdout}{done.stderr}")
    _save(home / "cluster.json", cluster)
    new.rename(data)
    return cluster, found


def _again(cluster: Cluster) -> tuple[Cluster, Binaries]:
    """Return what is needed to start an existing data folder."""
    version = int((Path(cluster.data) / "PG_VERSION").read_text())
    found = programs.find(version)
    if os.getuid() == 0:
        found = programs.for_runner(found, cluster.runner, Path(cluster.data))
    _stop_orphan(Path(cluster.data))
    return cluster, found


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(data).encode() in words


def _stop_orphan(data: Path) -> None:
    """Stop a server left by a killed launcher; forget a pid file whose process is gone."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    if _is_server_of(pid, data):
        say("上次的数据库仍在运行，先正常停止 / stopping the database left by an earlier run")
        os.kill(pid, signal.SIGINT)
    end = time.monotonic() + PATIENCE_SECONDS
    while _is_server_of(pid, data):
        if time.monotonic() > end:
            raise NoPostgres(f"linli: the earlier database (process {pid}) does not stop")
        time.sleep(0.05)
    # The number may meanwhile belong to a stranger, which would keep PostgreSQL from starting.
    file.unlink(missing_ok=True)


def _start(cluster: Cluster, found: Binaries, options: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    words = [str(found.folder / "postgres"), "-D", cluster.data, "-p", str(cluster.port)]
    settings = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "logging_collector": "off",
        "timezone": "UTC", "log_timezone": "UTC", **options,
    }  # fmt: skip
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    runner = cluster.runner
    with log.open("ab") as out:
        return subprocess.Popen(
            runner.command(words), user=runner.uid, group=runner.gid, extra_groups=[] if runner.uid else None,
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", env=programs.clean_environment(),
            umask=0o077, start_new_session=True, preexec_fn=processes.dying_with(os.getpid(), signal.SIGINT),
        )  # fmt: skip


def _wait(cluster: Cluster, server: subprocess.Popen[bytes], log: Path) -> psycopg.Connection[tuple[Any, ...]]:
    """Return a superuser connection as soon as the server answers."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return psycopg.connect(
                cluster.url("linli_super", cluster.super_password, "postgres"), autocommit=True, connect_timeout=5
            )
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise NoPostgres(f"linli: PostgreSQL 未能启动 / did not start: {error}\n{tail}") from None
            time.sleep(0.03)


def _roles(connection: psycopg.Connection[tuple[Any, ...]], cluster: Cluster, *, may_create: bool) -> None:
    """Make the two roles and the database, once."""
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'linli%'").fetchall()
    for role, password in (("linli_owner", cluster.owner_password), ("linli_app", cluster.app_password)):
        if (role,) not in rows:
            words = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}" + (" CREATEDB" if may_create else ""))
            connection.execute(words.format(sql.Identifier(role), sql.Literal(password)))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'linli'").fetchone():
        connection.execute("CREATE DATABASE linli OWNER linli_owner")


@contextmanager
def running(home: Path = environment.STATE, *, temporary: Path | None = None) -> Iterator[Cluster]:
    """Run the private cluster of `home` while the block lasts.

    With `temporary`, a throw-away cluster for tests: fast, unsafe against power cuts, removed by the caller.

    :raises AlreadyRunning: another launcher runs it.
    :raises NoPostgres: no PostgreSQL, a data folder of another version, or a server that does not start.
    """
    home.mkdir(exist_ok=True)
    with _hold(home):
        known = remembered(home)
        usable = known is not None and (Path(known.data) / "PG_VERSION").exists()
        cluster, found = _again(known) if known is not None and usable else _make(home, temporary)
        if _is_taken(cluster.port):
            cluster = Cluster(**{**vars(cluster), "port": free_port()})
            _save(home / "cluster.json", cluster)
        log = home / "postgres.log"
        server = _start(cluster, found, FAST_NOT_SAFE if temporary else CALM, log)
        try:
            with _wait(cluster, server, log) as connection:
                _roles(connection, cluster, may_create=temporary is not None)
            yield cluster
        finally:
            # SIGINT is PostgreSQL's "fast" stop: sessions end, everything committed stays.
            processes.stop(server, by=signal.SIGINT, patience=PATIENCE_SECONDS)


@contextmanager
def throw_away() -> Iterator[Cluster]:
    """Run a cluster for tests in a temporary folder, and remove it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="linli-test-"))
    home.chmod(0o711)  # another user must be able to pass, not to look
    try:
        with running(home, temporary=home) as cluster:
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def reset(home: Path = environment.STATE) -> None:
    """Remove the private cluster of `home` with all its data.

    :raises AlreadyRunning: it is in use.
    """
    with _hold(home):
        cluster = remembered(home)
        data = Path(cluster.data) if cluster else home / "pg"
        _stop_orphan(data)
        shutil.rmtree(data, ignore_errors=True)
        (home / "cluster.json").unlink(missing_ok=True)
