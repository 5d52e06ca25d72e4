"""The example of ADDING_A_CHANNEL.md keeps the document's own rules; that it works is shown by the suite beside it."""

import ast
from pathlib import Path

from connectors.contract import overridden_operations, proven_capabilities
from connectors.registry import CHANNELS
from tests.conformance.example.connector import ExampleConnector

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests/conformance/example"
ALLOWED = ("connectors.contract", "connectors.errors", "connectors.http")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return named | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


def test_the_connector_knows_contract_errors_and_http_and_nothing_else_of_ours():
    ours = {
        name for name in imported(EXAMPLE / "connector.py") if name.split(".")[0] in ("connectors", "shop", "tests")
    }
    assert ours == set(ALLOWED)


def test_its_marketplace_knows_no_client_code():
    ours = {name for name in imported(EXAMPLE / "stall.py") if name.split(".")[0] in ("connectors", "shop", "tests")}
    assert all(name.startswith("connectors.sandbox.") for name in ours)


def test_what_it_provides_is_what_it_overrides():
    assert ExampleConnector.provides == proven_capabilities(ExampleConnector)
    assert "label" not in overridden_operations(ExampleConnector)


def test_the_document_points_to_it_and_production_does_not():
    assert "tests/conformance/example/" in (ROOT / "connectors/ADDING_A_CHANNEL.md").read_text(encoding="utf-8")
    assert ExampleConnector.name not in CHANNELS
