"""`channels … --json` prints JSON whatever happens, with the same exit code as without."""

import json
import os
import subprocess
import sys

import pytest

from django.core.management import call_command
from django.db import OperationalError

from connectors.management.commands import channels

pytestmark = pytest.mark.one_database


@pytest.fixture
def channel() -> str:
    return "shopee"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (["fetch-order", "NOSUCH", "--account", "{account}"], 1),
        (["fetch-order", "1", "--account", "999999"], 2),
        (["rehearse", "--live", "999999"], 2),
        *((([act, "--account", "999999"]), 2) for act in ("plan", "sync", "status", "drift")),
        (["connect", "shopee", "--shop-id", "1", "--producer", "999999"], 2),
    ],
)
def test_a_failure_is_json_too(account, capsys, act, code):
    with pytest.raises(SystemExit) as end:
        call_command("channels", *(part.format(account=account.pk) for part in act), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (list(told), end.value.code) == (["error"], code)
    assert told["error"]


def test_without_a_database_it_says_so_in_json(account, capsys, monkeypatch):
    def fail(accounts):
        raise OperationalError("no such table: connectors_channelaccount")

    monkeypatch.setattr(channels, "status_rows", fail)
    with pytest.raises(SystemExit) as end:
        call_command("channels", "status", "--json")
    assert end.value.code == 2
    assert "no such table" in json.loads(capsys.readouterr().out)["error"]


def test_wrong_arguments_are_told_in_json_too(tmp_path, channel):
    env = {**os.environ, "VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shop.settings.test"}
    asked = [sys.executable, "-m", "shop", "channels", "plan", "--json", "--account", "nix"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "nix" in json.loads(done.stdout)["error"]


def test_an_empty_var_is_one_plain_line(db, tmp_path, channel):
    env = {**os.environ, "VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shop.settings.dev"}
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "shop", "channels", "status"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "VAR=" in done.stderr
