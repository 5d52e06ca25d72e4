"""Migrate an SQLite file once per set of migrations; the test workers copy it. Prints its path."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """Changes when any migration of ours, its data, the lock file or the list of apps changes."""
    ours = (path for folder in ("shop", "catalogue", "connectors") for path in (ROOT / folder).rglob("migrations/*.py"))
    parts = [ROOT / "requirements.lock", *sorted(ours), *sorted(ROOT.glob("catalogue/*/data/*"))]
    digest = hashlib.sha256(_installed_apps())
    for part in parts:
        digest.update(str(part.relative_to(ROOT)).encode() + part.read_bytes())
    return digest.hexdigest()[:16]


def _installed_apps() -> bytes:
    settings = (ROOT / "shop/settings/base.py").read_text(encoding="utf-8")
    return settings.partition("INSTALLED_APPS = [")[2].partition("]")[0].encode()


def template() -> Path:
    """The migrated file, made by whoever comes first; the others wait. Copies are the callers' own."""
    kept = Path(os.environ.get("TEST_TEMPLATES", Path(tempfile.gettempdir()) / f"cho-phien-templates-{os.getuid()}"))
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = kept / f"{fingerprint()}.sqlite3"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _migrate(path)
    return path


def _migrate(path: Path) -> None:
    for old in sorted(path.parent.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-5]:
        old.unlink()
    fresh = path.with_suffix(".making")
    fresh.unlink(missing_ok=True)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings.test", "SQLITE_NAME": str(fresh)}
    subprocess.run([sys.executable, "-m", "shop", "migrate", "-v0"], env=env, check=True, cwd=ROOT)
    for leftover in path.parent.glob(f"{fresh.name}-*"):
        leftover.unlink()
    fresh.rename(path)


if __name__ == "__main__":
    print(template())
