"""Children that never outlive the launcher, not even one killed by SIGKILL."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
DIE_THEN_EXEC = (
    "import ctypes, os, signal, sys; ctypes.CDLL(None).prctl(1, signal.SIGINT, 0, 0, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def dying_with(parent: int, by: signal.Signals) -> Callable[[], None]:
    """Return what a child does before exec: ask the kernel for a signal when its parent dies."""

    def arrange() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the line above

    return arrange


def start(words: Sequence[str], *, by: signal.Signals = signal.SIGTERM) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches only the launcher, which stops all.

    `by` is the signal the kernel sends it should the launcher be killed.
    """
    return subprocess.Popen(
        list(words), start_new_session=True,
        preexec_fn=dying_with(os.getpid(), by),
    )  # fmt: skip


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Stop a child and wait for it; after `patience` seconds kill what is left of its group."""
    if child.poll() is None:
        child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


class Stopped(Exception):
    """Somebody asked the launcher to stop."""


def stop_on_signals() -> None:
    """Turn SIGTERM, SIGHUP and Ctrl-C into `Stopped`, so that `finally` blocks run."""

    def stopped(number: int, frame: object) -> None:
        for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stopped)
