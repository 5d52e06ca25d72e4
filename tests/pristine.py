"""The database as the migrations leave it: put back after every test that commits for real."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlite_template import template

from django.db import connection


def copy_sqlite(target: Path) -> None:
    for leftover in target.parent.glob(f"{target.name}-*"):
        leftover.unlink()
    shutil.copyfile(template(), target)


def restore() -> None:
    """A transactional test ends with an empty database; the next test wants provinces, groups and pages again."""
    connection.close()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        _refill_sqlite(name)
    else:
        _recreate_postgres(name)


def _refill_sqlite(name: str) -> None:
    """By SQLite's own backup, because threads of the test may still have the file open."""
    with closing(sqlite3.connect(template())) as source, closing(sqlite3.connect(name, timeout=30)) as target:
        source.backup(target)


def _recreate_postgres(name: str) -> None:
    given = connection.settings_dict
    with psycopg.connect(host=given["HOST"], user=given["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(made.format(sql.Identifier(name), sql.Identifier(os.environ["PGTEMPLATE"])))
