"""The databases of the test run: migrated once (tools/), copied per worker."""

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings as properties

properties.register_profile("house", deadline=None)  # how long an example takes says nothing on a busy machine
properties.load_profile("house")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running beside the ORM
sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))


POSTGRES = os.environ.get("DATABASE") == "postgres"


def pytest_addoption(parser):
    parser.addoption(
        "--shared-out",
        action="store_true",
        help="the other database runs too: what runs on both is tried with one marketplace on each",
    )


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what touches the database runs again."""
    chosen = list(filter(_touches_the_database, items)) if POSTGRES else items[:]
    if config.getoption("--shared-out"):
        chosen = [item for item in chosen if not _is_the_others(item)]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen if POSTGRES else _long_ones_first(chosen)


def _long_ones_first(items: list) -> list:
    """xdist gives each worker a run of neighbours. So the first begins with what waits for other processes, which needs
    little of its core, and the second with chaos, which is never done before the rest."""
    waiting = [item for item in items if any(map(item.get_closest_marker, ("browser", "race")))]
    chaos = [item for item in items if "chaos" in item.path.parts]
    long = {*waiting, *chaos}
    short = [item for item in items if item not in long]
    if "PYTEST_XDIST_WORKER_COUNT" not in os.environ:
        return [*waiting, *chaos, *short]
    share = len(items) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    room = max(0, share - len(waiting))
    return [*waiting, *short[:room], *chaos, *short[room:]]


def _touches_the_database(item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


def _is_the_others(item) -> bool:
    """Channels differ above the database, databases below them: each pair of them need not be tried."""
    tried = item.callspec.params.get("channel") if hasattr(item, "callspec") else None
    runs_on_both = _touches_the_database(item) and not item.get_closest_marker("one_database")
    return runs_on_both and "engine" in item.path.parts and tried == ("lazada" if POSTGRES else "shopee")


def pytest_collection_finish():
    """What is imported stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_keepdb():
    return not POSTGRES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Give this worker its own copy of the migrated SQLite file."""
    from django.conf import settings

    from tests.pristine import copy_sqlite

    if not POSTGRES:
        copy_sqlite(Path(settings.DATABASES["default"]["TEST"]["NAME"]))


@pytest.fixture(scope="session", autouse=True)
def nothing_is_emptied():
    """A test that commits is followed by the database as a whole (below), so Django need not empty each table."""
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        yield


@pytest.fixture(autouse=True)
def media_in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def in_vietnamese(settings):
    """A request of an earlier test may have left its language active in this thread."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What a test notes is rolled back, so the next may meet the same revision with other rows."""
    from shop.search.revision import memory

    memory.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is not None and marker and marker.kwargs.get("transaction"):
        from pytest_django.plugin import blocking_manager_key

        from tests.pristine import restore

        with item.config.stash[blocking_manager_key].unblock():
            restore()
    return result
