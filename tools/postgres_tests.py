"""Run pytest on a throw-away PostgreSQL whose template database is migrated once: `postgres_tests.py [pytest args]`."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
from pgserver import server

TEMPLATE = "shop_template"


def main() -> int:
    with server() as host:
        env = {**os.environ, "DATABASE": "postgres", "PGHOST": host, "PGUSER": "postgres", "PGTEMPLATE": TEMPLATE}
        env["DJANGO_SETTINGS_MODULE"] = "shop.settings.test"
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate = [sys.executable, "-m", "shop", "migrate", "-v0"]
        subprocess.run(migrate, env={**env, "PGNAME": TEMPLATE}, check=True)
        return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=env).returncode


if __name__ == "__main__":
    sys.exit(main())
