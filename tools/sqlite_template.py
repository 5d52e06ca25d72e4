"""Migrate an SQLite file once per set of migrations; the test workers copy it. Prints its path."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """Changes when any migration of ours, its data, or the lock file changes."""
    parts = [ROOT / "requirements.lock", *sorted(ROOT.glob("*/**/migrations/*.py")), *sorted(ROOT.glob("catalogue/*/data/*"))]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part.relative_to(ROOT)).encode() + part.read_bytes())
    return digest.hexdigest()[:16]


def template() -> Path:
    var = Path(os.environ.get("VAR", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    path = var / f"test-template-{fingerprint()}.sqlite3"
    if not path.exists():
        for old in var.glob("test-template-*"):
            old.unlink()
        fresh = path.with_suffix(".making")
        fresh.unlink(missing_ok=True)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings.test", "SQLITE_NAME": str(fresh)}
        subprocess.run([sys.executable, "-m", "shop", "migrate", "-v0"], env=env, check=True, cwd=ROOT)
        for leftover in var.glob(f"{fresh.name}-*"):
            leftover.unlink()
        fresh.rename(path)
    return path


if __name__ == "__main__":
    print(template())
