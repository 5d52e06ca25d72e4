"""What every registered channel must do, over real HTTP to its practice marketplace."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from connectors.contract import (
    Action,
    CancelReason,
    DraftSku,
    EventKind,
    ListingRef,
    Money,
    OrderStatus,
    Outcome,
    PriceLevel,
    ShipRequest,
    StockLevel,
    overridden_operations,
    proven_capabilities,
)
from connectors.errors import (
    ChannelError,
    ConfigurationError,
    Kind,
    ReconnectError,
    RefusedError,
    ThrottledError,
    TokenError,
    TransientError,
    Unsupported,
)
from connectors.registry import CHANNELS
from tests.conformance.adapters import ADAPTERS
from tests.conformance.receiver import Receiver

EVER = timedelta(days=1)


def first_sku(channel, ref):
    return channel.read_back([ref])[0].skus[0]


def orders_since(channel, since):
    """Every order, following the cursor to its end."""
    page = channel.pull_orders(since)
    found, pages = list(page.items), 1
    while page.next_cursor:
        page = channel.pull_orders(since, page.next_cursor)
        found += page.items
        pages += 1
        assert pages < 50, "pages do not end"
    return found


# --- declaration ---


def test_every_registered_channel_has_an_adapter():
    assert set(ADAPTERS) == set(CHANNELS)


def test_declared_is_what_is_overridden(market):
    kind = type(market.connector())
    assert kind.capabilities() == proven_capabilities(kind)
    assert {"authorise_url", "exchange", "refresh", "check"} <= overridden_operations(kind)
    assert (kind.name, bool(kind.title)) == (market.name, True)
    assert min(kind.stock_batch.size, kind.price_batch.size, kind.read_batch, kind.calls_per_second) > 0


def test_what_is_not_overridden_says_so(market):
    channel = market.connector()
    for operation in ("label", "pull_returns", "pull_settlements"):
        if not channel.supports(operation):
            with pytest.raises(Unsupported) as caught:
                getattr(channel, operation)(datetime.now(UTC))
            assert (caught.value.channel, caught.value.operation) == (market.name, operation)


# --- permission ---


def test_the_state_comes_back_and_the_code_works_once(market):
    callback = market.consent()
    assert callback["state"] == "state:signed"
    (grant,) = market.connector().exchange(callback)
    assert grant.shop_id == market.shop_id
    assert market.connector(grant).check().shop_id == market.shop_id
    with pytest.raises(ReconnectError):
        market.connector().exchange(callback)


def test_another_shop_is_another_grant(market):
    assert market.grant(market.other_shop_id).shop_id == market.other_shop_id


def test_a_refreshed_grant_works(market, channel):
    grant = channel.refresh()
    assert channel.check().active and market.connector(grant).check().active


# --- creating once ---


def test_a_create_that_was_not_recorded_is_resumed_to_one_listing(market, channel):
    """Killed between "created there" and "recorded here"."""
    draft = market.draft(channel)
    made = channel.push_listing(draft)
    resumed = channel.push_listing(draft, resume=True)
    assert (made.action, resumed.action) == (Action.CREATED, Action.UNCHANGED)
    assert (resumed.item.ref, resumed.item.skus) == (made.item.ref, made.item.skus)
    assert len(market.listed()) == 1


def test_a_create_whose_answer_was_lost_is_resumed_to_one_listing(market, channel):
    draft = market.draft(channel)
    market.fault("create", "html", when="after")
    with pytest.raises(TransientError) as caught:
        channel.push_listing(draft)
    assert caught.value.effect_unknown
    assert channel.push_listing(draft, resume=True).action is Action.UNCHANGED
    assert len(market.listed()) == 1


def test_a_create_that_had_no_effect_is_resumed_to_one_listing(market, channel):
    draft = market.draft(channel)
    market.fault("create", "server_error", when="before")
    with pytest.raises(TransientError):
        channel.push_listing(draft)
    assert channel.push_listing(draft, resume=True).action is Action.CREATED
    assert len(market.listed()) == 1


def test_what_was_sent_is_read_back_and_needs_no_change(market, channel, listed):
    draft = market.draft(channel)
    (found,) = channel.read_back([listed])
    assert (found.title, found.description) == (draft.title, draft.description)
    assert channel.find_by_sku("MO-01").ref == listed
    assert channel.find_by_sku("MO-nowhere") is None
    again = market.draft(channel, image_ids=found.image_ids)
    assert channel.push_listing(again, listed).action is Action.UNCHANGED


def test_unknown_listings_are_left_out(channel, listed):
    assert [one.ref for one in channel.read_back([ListingRef("999"), listed])] == [listed]


# --- batches ---


def test_rows_of_a_partial_batch_have_their_own_fate(market, channel):
    refs = []
    for n in range(6):
        made = channel.push_listing(market.draft(channel, DraftSku(f"S{n}", Money(90000), 1), item_sku=f"S{n}"))
        refs += made.item.skus
    for number in range(2, 20):
        market.control("faults", clear=1)
        market.control("faults", effect="partial", path=market.fault_paths["stock"], next_calls=2, rows=0.5)
        if not all_went_well(channel, [StockLevel(ref, number) for ref in refs]):
            return
    raise AssertionError("no row ever failed")


def all_went_well(channel, levels):
    """Whether every row was taken. What is said done is there; what waits is taken the next time."""
    outcomes = [one for batch in channel.stock_batch.split(levels) for one in push(channel, batch)]
    assert [outcome.item for outcome in outcomes] == levels
    for level, outcome in zip(levels, outcomes, strict=True):
        assert (outcome.problem is None) is (outcome.action is Action.UPDATED)
        if outcome.action is Action.UPDATED:
            assert first_sku(channel, ListingRef(level.ref.item_id)).stock == level.quantity
    waiting = [outcome.item for outcome in outcomes if outcome.action is Action.WAITING]
    for batch in channel.stock_batch.split(waiting):
        push(channel, batch)
        assert {outcome.action for outcome in channel.push_stock(batch)} == {Action.UPDATED}
    return all(outcome.action is Action.UPDATED for outcome in outcomes)


def push(channel, batch):
    """A batch whose only row fails may fail as a whole: then it waits."""
    try:
        return channel.push_stock(batch)
    except TransientError as error:
        return [Outcome(level, Action.WAITING, error.problem) for level in batch]


def test_a_repeat_of_absolute_stock_does_no_harm(channel, listed):
    level = StockLevel(first_sku(channel, listed).ref, 4)
    for _ in range(2):
        assert channel.push_stock([level])[0].action in (Action.UPDATED, Action.UNCHANGED)
    assert first_sku(channel, listed).stock == 4


# --- errors ---


@pytest.mark.parametrize(
    ("effect", "options", "kind"),
    [
        ("throttle", {}, ThrottledError),
        ("server_error", {"when": "before"}, TransientError),
        ("busy", {}, TransientError),
        ("html", {"when": "before"}, TransientError),
        ("timeout_before", {"seconds": 0.01}, TransientError),
        ("timeout_after", {"seconds": 0.01}, TransientError),
        ("expire_token", {}, TokenError),
    ],
)
def test_trouble_has_its_kind(market, channel, effect, options, kind):
    market.fault("check", effect, **options)
    with pytest.raises(kind) as caught:
        channel.check()
    error = caught.value
    assert (error.channel, bool(error.operation), bool(error.code)) == (market.name, True, True)
    if error.kind is Kind.THROTTLED:
        assert error.retry_after > 0
    if error.kind is Kind.TOKEN:
        channel.refresh()
    assert channel.check().active


def test_a_grant_that_is_gone_means_reconnect(market, channel):
    forged = type(channel.grant)(market.shop_id, "forged-access-token", "forged-refresh-token", datetime.now(UTC))
    with pytest.raises(TokenError):
        market.connector(forged).check()
    with pytest.raises(ReconnectError) as caught:
        market.connector(forged).refresh()
    assert caught.value.problem.message and caught.value.problem.remedy


def test_a_wrong_key_is_ours_to_mend(market, channel):
    with pytest.raises(ConfigurationError) as caught:
        market.connector(channel.grant, app_secret="wrong-key").check()
    assert caught.value.kind is Kind.BUG


def test_a_refusal_has_a_card(market, channel):
    draft = market.draft(channel)
    outcome = channel.push_listing(draft, ListingRef("999"))
    assert outcome.action is Action.REFUSED
    assert outcome.problem.message and outcome.problem.remedy
    with pytest.raises(RefusedError) as caught:
        channel.fetch_order("999")
    assert caught.value.problem.message and caught.value.problem.remedy


# --- orders ---


def test_orders_come_in_once_each_and_pages_end(market, channel, listed):
    channel.push_stock([StockLevel(first_sku(channel, listed).ref, 200)])
    names = {market.buy(channel, listed) for _ in range(103)}
    found = [order.order_id for order in orders_since(channel, datetime.now(UTC) - EVER)]
    assert names <= set(found) and len(found) == len(set(found))


def test_brands_end(channel):
    category_id = channel.suggest_category("Mật ong bạc hà")[0]
    cursor, pages = "", 0
    while True:
        page = channel.brands(category_id, cursor)
        cursor, pages = page.next_cursor, pages + 1
        if not cursor:
            break
        assert pages < 100


def test_an_order_from_purchase_to_hand_over(market, channel, listed):
    name = market.buy(channel, listed, 2)
    (order,) = [one for one in orders_since(channel, datetime.now(UTC) - EVER) if one.order_id == name]
    assert (order.status, order.cod, order.currency) == (OrderStatus.TO_SHIP, True, "VND")
    assert sum(line.quantity for line in order.lines) == 2
    assert {line.ref.item_id for line in order.lines} == {listed.item_id}
    assert first_sku(channel, listed).stock == 3
    parcel_id = order.parcels[0].parcel_id if order.parcels else ""
    assert channel.ship(ShipRequest(name, parcel_id)).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.PROCESSED
    assert channel.tracking(name, parcel_id).tracking_number
    again = channel.ship(ShipRequest(name, parcel_id))
    assert again.action in (Action.UNCHANGED, Action.REFUSED)


def test_the_seller_cancels(market, channel, listed):
    name = market.buy(channel, listed)
    assert channel.cancel(name, CancelReason.OUT_OF_STOCK, channel.fetch_order(name).lines).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(("accept", "status"), [(True, OrderStatus.CANCELLED), (False, OrderStatus.TO_SHIP)])
def test_the_seller_decides_a_buyers_wish_to_cancel(market, channel, listed, accept, status):
    name = market.buy(channel, listed, 2)
    assert channel.decide_cancel(name, accept=accept).action is Action.REFUSED
    market.ask_to_cancel(name)
    assert channel.fetch_order(name).status is OrderStatus.CANCEL_REQUESTED
    assert channel.decide_cancel(name, accept=accept).action is Action.UPDATED
    assert channel.fetch_order(name).status is status
    assert channel.decide_cancel(name, accept=accept).action is Action.REFUSED


# --- pushes ---


@pytest.fixture
def pushed(market, channel, listed):
    """A genuine push about an order: (order, headers, body)."""
    with Receiver() as receiver:
        market.config = type(market.config)(**{**_fields(market.config), "webhook_url": receiver.url})
        market.push_to(receiver.url)
        name = market.buy(channel, listed)
        headers, body = receiver.wait_for(lambda _, body: name.encode() in body)
        yield name, headers, body


def _fields(config: Any) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__dataclass_fields__}


def test_forged_pushes_are_not_believed(market, pushed):
    name, headers, body = pushed
    offline = market.connector()
    assert offline.verify_webhook(headers, body)
    signature = next(key for key in headers if key.lower() == "authorization")
    forgeries = [
        ({}, body),
        ({**headers, signature: ""}, body),
        ({**headers, signature: headers[signature][:-1]}, body),
        ({**headers, signature: headers[signature].swapcase()}, body),
        ({**headers, signature: "0" * len(headers[signature])}, body),
        (headers, body + b" "),
        (headers, body.replace(name.encode(), name.encode() + b"0")),
        (headers, b""),
    ]
    assert [offline.verify_webhook(*one) for one in forgeries] == [False] * len(forgeries)
    assert not market.connector(app_secret="another-key").verify_webhook(headers, body)


def test_a_replay_says_the_same_and_a_stale_push_changes_nothing(market, channel, pushed):
    """A push only says what to read again, so an old one does no harm."""
    name, _headers, body = pushed
    offline = market.connector()
    events = offline.read_webhook(body)
    assert events == offline.read_webhook(body)
    assert {event.shop_id for event in events} == {market.shop_id}
    assert [event.order_ids for event in events if event.kind is EventKind.ORDER] in ([(name,)], [])
    channel.ship(ShipRequest(name))
    assert offline.read_webhook(body) == events
    assert channel.fetch_order(name).status is OrderStatus.PROCESSED


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{"])
def test_what_is_no_push_is_a_value_error(market, body):
    with pytest.raises(ValueError):
        market.connector().read_webhook(body)


# --- secrets ---


def test_no_secret_in_any_repr_error_or_record(market, channel, listed):
    secrets = [market.app_secret, channel.grant.access_token, channel.grant.refresh_token]
    errors: list[ChannelError] = []
    for effect in ("throttle", "busy", "html", "expire_token"):
        market.fault("check", effect)
        with pytest.raises(ChannelError) as caught:
            channel.check()
        errors.append(caught.value)
    channel.refresh()
    secrets += [channel.grant.access_token, channel.grant.refresh_token]
    name = market.buy(channel, listed)
    order = channel.fetch_order(name)
    kept = f"{channel.grant!r}{channel.config!r}{errors!r}{[str(e) for e in errors]}{market.records!r}{order!r}"
    assert len(market.records) > 8
    assert [secret for secret in secrets if secret in kept] == []
    assert "sign=" not in kept.replace("sign=***", "")


# --- the future ---


class Growing(HTTPAdapter):
    """A marketplace that has learned new fields: every JSON object carries one more."""

    def send(self, request, **options):
        options["stream"] = False
        response = super().send(request, **options)
        try:
            data = json.loads(response.content)
        except ValueError:
            return response
        response._content = json.dumps(grown(data)).encode()
        response._content_consumed = True
        return response


def grown(value):
    if isinstance(value, dict):
        return {**{key: grown(item) for key, item in value.items()}, "learned_later": {"x": 1}}
    return [grown(item) for item in value] if isinstance(value, list) else value


def test_unknown_fields_survive(market, listed):
    channel = market.connector(market.grant(), adapter=Growing())
    (found,) = channel.read_back([listed])
    assert found.raw["learned_later"] == {"x": 1}
    order = channel.fetch_order(market.buy(channel, listed))
    assert order.raw["learned_later"] == {"x": 1}
    assert channel.push_stock([StockLevel(found.skus[0].ref, 6)])[0].action is Action.UPDATED
    assert channel.ship(ShipRequest(order.order_id)).action is Action.UPDATED


# --- every position ---


def journey(market):
    """List, number, sell, ship, cancel: what must come out the same in every position."""
    channel = market.connector(market.grant())
    draft = market.draft(channel)
    ref = channel.push_listing(draft).item.ref
    assert ref, "not created"
    sku = first_sku(channel, ref).ref
    assert channel.push_stock([StockLevel(sku, 6)])[0].action is Action.UPDATED, "stock"
    assert channel.push_prices([PriceLevel(sku, Money(210000))])[0].action is Action.UPDATED, "price"
    found = first_sku(channel, ref)
    assert (found.stock, found.price) == (6, Money(210000)), "read back"
    shipped, cancelled = market.buy(channel, ref), market.buy(channel, ref)
    came = {order.order_id: order for order in orders_since(channel, datetime.now(UTC) - EVER)}
    assert came[shipped].lines[0].unit_price == Money(210000), "unit price"
    assert channel.ship(ShipRequest(shipped)).action is Action.UPDATED, "ship"
    reason = CancelReason.OUT_OF_STOCK
    assert channel.cancel(cancelled, reason, came[cancelled].lines).action is Action.UPDATED, "cancel"
    statuses = [channel.fetch_order(name).status for name in (shipped, cancelled)]
    assert statuses == [OrderStatus.PROCESSED, OrderStatus.CANCELLED], "statuses"
    channel.refresh()
    assert channel.check().active, "refresh"
    again = market.draft(channel, image_ids=channel.read_back([ref])[0].image_ids)
    assert channel.push_listing(again, ref).action in (Action.UNCHANGED, Action.UPDATED), "unchanged"
    assert channel.withdraw_listing(ref).action is Action.UPDATED, "withdraw"
    assert channel.restore_listing(ref).action is Action.UPDATED, "restore"


def test_the_journey_ends_well_in_every_quirk_position(market):
    quirks = market.quirks()
    assert len(quirks) > 5 and all(len(positions) > 1 for positions in quirks.values())
    failed = {}
    for quirk, positions in quirks.items():
        for position in positions:
            if f"{quirk}={position}" in market.quirks_apart:
                continue
            market.reset()
            market.control("quirks", **{quirk: position})
            try:
                journey(market)
            except (AssertionError, ChannelError, requests.RequestException, KeyError) as error:
                failed[f"{quirk}={position}"] = repr(error)[:300]
    market.reset()
    assert failed == {}
