"""Who may know whom (design §2), read from the imports themselves."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("shop", "catalogue", "connectors")
# Settings and addresses name every app; the demo's loader may start what is installed, by name only.
MAY_NAME_CONNECTORS = {ROOT / "shop/settings/base.py", ROOT / "shop/urls.py"}


def imports(path: Path) -> Iterator[str]:
    """Absolute names of what a file imports, also inside functions and from its own package."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                yield node.module or ""
            else:
                base = package[: len(package) - node.level + 1]
                yield ".".join([*base, node.module or ""]).rstrip(".")


def files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def trespasses(folder: str, *forbidden: str, allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(folder)
        for name in imports(path)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
        and not any(name == one or name.startswith(f"{one}.") for one in allowed)
        and path not in MAY_NAME_CONNECTORS
    ]


def test_the_catalogue_knows_nobody_of_ours():
    assert trespasses("catalogue", "shop", "connectors") == []


def test_the_shop_sells_without_knowing_the_connectors():
    assert trespasses("shop", "connectors") == []


def test_without_the_connectors_the_shop_still_checks_out():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings_without_connectors"}
    done = subprocess.run([sys.executable, "-m", "shop", "check"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("channel", ["shopee", "lazada"])
def test_a_channel_knows_only_contract_errors_and_http(channel):
    allowed = ("connectors.contract", "connectors.errors", "connectors.http", f"connectors.{channel}")
    assert trespasses(f"connectors/{channel}", *OURS, "django", allowed=allowed) == []


def test_the_contract_knows_no_channel_and_no_django():
    assert (
        trespasses(
            "connectors/contract",
            *OURS,
            "django",
            allowed=("connectors.contract", "connectors.errors", "connectors.http"),
        )
        == []
    )


def test_the_sandbox_knows_no_client():
    assert trespasses("connectors/sandbox", *OURS, "django", allowed=("connectors.sandbox",)) == []


def test_themes_hold_no_python():
    assert list((ROOT / "themes").rglob("*.py")) == []
