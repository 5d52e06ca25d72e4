"""The contract: values that refuse nonsense, operations that refuse politely."""

import ast
from datetime import UTC, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from connectors import registry
from connectors.contract import (
    BatchRule,
    Capability,
    ChannelConfig,
    Connector,
    Grant,
    Money,
    PriceLevel,
    Range,
    SkuRef,
    StockLevel,
    overridden_operations,
    proven_capabilities,
)
from connectors.errors import ChannelError, Kind, RefusedError, ThrottledError, TransientError, Unsupported


@pytest.mark.parametrize(
    ("given", "dong"),
    [(32119, 32119), ("199000", 199000), ("1,234.00", 1234), (Decimal("5000.0"), 5000), (-3, -3), ("0", 0)],
)
def test_money_reads_what_channels_send(given, dong):
    assert Money.parse(given) == Money(dong)


@pytest.mark.parametrize("given", [1.5, "12.50", "abc", "", None, "NaN", "Infinity", True])
def test_money_refuses_what_is_not_whole_dong(given):
    with pytest.raises(ValueError, match="not"):
        Money.parse(given)


@pytest.mark.parametrize("given", [1.0, "1", True, Decimal(1)])
def test_money_holds_nothing_but_integers(given):
    with pytest.raises(ValueError, match="whole number"):
        Money(given)


@pytest.mark.parametrize(
    ("low", "high", "value", "held"),
    [(None, None, -9, True), (5, None, 5, True), (5, None, 4, False), (None, 9, 9, True), (None, 9, 10, False)],
)
def test_ranges_include_their_ends(low, high, value, held):
    assert Range(low, high).holds(value) is held


def test_batches_of_one_item_each():
    levels = [StockLevel(SkuRef(item, str(n)), n) for n in range(3) for item in ("a", "b")]
    batches = BatchRule(2, per_item=True).split(levels)
    assert [[(x.ref.item_id, x.quantity) for x in batch] for batch in batches] == [
        [("a", 0), ("a", 1)],
        [("a", 2)],
        [("b", 0), ("b", 1)],
        [("b", 2)],
    ]


def test_batches_across_items_keep_their_order():
    levels = [PriceLevel(SkuRef(str(n)), Money(n)) for n in range(5)]
    assert [[x.original.dong for x in b] for b in BatchRule(3).split(levels)] == [[0, 1, 2], [3, 4]]


def test_a_bare_connector_supports_nothing():
    assert overridden_operations(Connector) == frozenset()
    assert proven_capabilities(Connector) == frozenset()


def test_every_operation_is_unsupported_by_default():
    class Nothing(Connector):
        name = "nothing"
        title = "Nothing"
        provides = frozenset()

    channel = Nothing(ChannelConfig("1", "s3cret", "https://api.example.vn"), http=None)
    for call in (
        lambda: channel.authorise_url("x"),
        lambda: channel.pull_orders(datetime.now(UTC)),
        lambda: channel.label("1"),
        lambda: channel.push_stock([]),
        lambda: channel.decide_cancel("1", accept=True),
    ):
        with pytest.raises(Unsupported) as caught:
            call()
        assert caught.value.kind is Kind.UNSUPPORTED
        assert caught.value.channel == "nothing"
    assert not channel.supports("label")


@pytest.mark.parametrize("name", sorted(registry.CHANNELS))
def test_declared_capabilities_are_those_overridden(name):
    channel = registry.connector_class(name)
    assert channel.name == name
    assert channel.capabilities() == proven_capabilities(channel)


@pytest.mark.parametrize("name", sorted(registry.CHANNELS))
def test_a_channel_package_knows_only_the_contract(name):
    package = registry.CHANNELS[name].rsplit(".", 2)[0]
    allowed = ("connectors.contract", "connectors.errors", "connectors.http", package)
    folder = Path(find_spec(package).origin).parent
    for source in folder.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            for module in modules:
                ours = module.split(".")[0] in ("connectors", "shop", "catalogue", "tests", "django")
                assert not ours or module.startswith(allowed), f"{source.name} imports {module}"


def test_capabilities_need_all_their_operations():
    class Half(Connector):
        name = "half"

        def pull_orders(self, since, cursor=""):
            raise NotImplementedError

    assert proven_capabilities(Half) == frozenset()
    assert overridden_operations(Half) == {"pull_orders"}
    assert Capability.ORDERS not in proven_capabilities(Half)


def test_unknown_channels_are_a_key_error():
    with pytest.raises(KeyError):
        registry.connector_class("nosuch")


def test_secrets_have_no_repr():
    now = datetime.now(UTC)
    grant = Grant("77", "access-token-1", "refresh-token-1", now)
    config = ChannelConfig("1", "app-secret-1", "https://x.vn", webhook_secret="push-secret-1")
    shown = f"{grant!r} {grant} {config!r} {config}"
    assert "77" in shown
    for secret in ("access-token-1", "refresh-token-1", "app-secret-1", "push-secret-1"):
        assert secret not in shown


def test_errors_tell_where_what_and_request():
    error = TransientError(
        "busy", channel="shopee", operation="add_item", code="error_inner", request_id="r1", effect_unknown=True
    )
    assert str(error) == "shopee add_item: transient [error_inner] busy (may have been carried out) (request r1)"
    assert repr(error) == f"<TransientError {error}>"


def test_throttled_says_how_long():
    error = ThrottledError(retry_after=3.0, code="error_rate_limit")
    assert (error.kind, error.retry_after) == (Kind.THROTTLED, 3.0)


def test_secrets_leave_an_error_that_echoes_them():
    error = RefusedError("token tok-123456 is bad")
    error.conceal({"tok-123456"})
    assert "tok-123456" not in f"{error!s}{error!r}{error.args}"


def test_every_error_has_a_kind():
    def leaves(cls):
        return [cls, *[x for sub in cls.__subclasses__() for x in leaves(sub)]]

    assert all(isinstance(cls.kind, Kind) for cls in leaves(ChannelError)[1:])
