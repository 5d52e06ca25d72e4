"""The database as the migrations leave it: put back after every test that commits for real."""

import os
import shutil
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
        copy_sqlite(Path(name))
    else:
        _recreate_postgres(name)


def _recreate_postgres(name: str) -> None:
    given = connection.settings_dict
    with psycopg.connect(host=given["HOST"], user=given["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(made.format(sql.Identifier(name), sql.Identifier(os.environ["PGTEMPLATE"])))
