"""The databases of the test run: migrated once (tools/), copied per worker."""

import os
import shutil
import sys
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running beside the ORM
sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))


@pytest.fixture(scope="session")
def django_db_keepdb():
    return os.environ.get("DATABASE") != "postgres"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Give this worker its own copy of the migrated SQLite file."""
    from sqlite_template import template

    from django.conf import settings

    if os.environ.get("DATABASE") == "postgres":
        return
    mine = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    for leftover in mine.parent.glob(f"{mine.name}-*"):
        leftover.unlink()
    shutil.copyfile(template(), mine)


@pytest.fixture(autouse=True)
def media_in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
