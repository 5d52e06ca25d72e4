"""What a benchmark starts ends with it, however it ends. Linux only."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # prctl(2)
# Waits for the end of its input, which comes when the benchmark is gone, however that came about.
GUARD = """
import os, pathlib, shutil, signal, sys, time
sys.stdin.read()
home = pathlib.Path(sys.argv[1])
pid = home / "data" / "postmaster.pid"
if pid.exists():
    os.kill(int(pid.read_text().split()[0]), signal.SIGQUIT)
    time.sleep(2)
shutil.rmtree(home, ignore_errors=True)
"""


def stop_when_told() -> None:
    """Let a signal end the program as an exception does, so that whatever was started is stopped."""

    def stop(number: int, _frame: object) -> None:
        for one in SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for one in SIGNALS:
        signal.signal(one, stop)


@contextmanager
def stopped_even_if_killed(home: str) -> Iterator[None]:
    """Stop the PostgreSQL in `home` (tools/pgserver.py) and remove it even after a SIGKILL of this program."""
    guard = subprocess.Popen([sys.executable, "-c", GUARD, home], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        guard.terminate()
        guard.wait()


def die_with_parent() -> None:
    """For `preexec_fn`: the child is told to end when its parent is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def started(*args: str, **more) -> Iterator[subprocess.Popen]:
    """A Python process beside this one: `python ARGS…`, told to end with the block."""
    process = subprocess.Popen([sys.executable, *args], preexec_fn=die_with_parent, text=True, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)
