"""Stock and prices: absolute figures in batches, each row with its own fate."""

import pytest

from connectors.contract import (
    Action,
    Money,
    PriceLevel,
    SalePrice,
    SkuRef,
    StockLevel,
)
from tests.connectors.canned import START, Answer
from tests.connectors.shopee.shop import ITEM, SIMPLE, ShopeeShop, fail, ok


def levels(*quantities):
    return [StockLevel(SkuRef(str(ITEM), str(n + 1)), q) for n, q in enumerate(quantities)]


def test_stock_of_a_simple_item_goes_out_absolute_even_when_zero():
    shop = ShopeeShop()
    shop.on("product/update_stock", ok(success_list=[{"model_id": 0, "stock": 0}], failure_list=[]))
    (outcome,) = shop.channel.push_stock([StockLevel(SIMPLE, 0)])
    assert outcome.action is Action.UPDATED
    assert shop.sent("product/update_stock")[0].json == {
        "item_id": ITEM,
        "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 0}]}],
    }


def test_a_warehouse_is_named_only_if_there_is_one():
    shop = ShopeeShop()
    shop.on("product/update_stock", ok(success_list=[{"model_id": 0}]))
    shop.channel.push_stock([StockLevel(SIMPLE, 4, warehouse="VN1")])
    body = shop.sent("product/update_stock")[0].json
    assert body["stock_list"][0]["seller_stock"] == [{"location_id": "VN1", "stock": 4}]


def test_each_row_of_a_partial_batch_has_its_own_fate():
    shop = ShopeeShop()
    shop.on(
        "product/update_stock",
        fail(
            "error_busi_update_stock_failed",
            "Update stock failed, please check failure_list for detailed reason",
            response={
                "success_list": [{"model_id": 1, "stock": 9}],
                "failure_list": [
                    {"model_id": 2, "failed_reason": "Total stock must be more than reserved stock."},
                    {"model_id": 3, "failed_reason": "System busy, try again"},
                    {"model_id": "4", "failed_reason": "Something about shoes"},
                ],
            },
        ),
    )
    outcomes = shop.channel.push_stock(levels(9, 1, 2, 3, 4))
    assert [(o.item.ref.model_id, o.action, o.problem and o.problem.code) for o in outcomes] == [
        ("1", Action.UPDATED, None),
        ("2", Action.REFUSED, "stock_below_reserved"),
        ("3", Action.WAITING, "busy"),
        ("4", Action.REFUSED, "error_busi_update_stock_failed"),
        ("5", Action.WAITING, "busy"),
    ]
    assert outcomes[3].problem.detail == "Something about shoes"


def test_a_batch_refused_whole_is_halved_down_to_the_row():
    shop = ShopeeShop()

    def answer(sent):
        rows = sent.json["stock_list"]
        if any(row["seller_stock"][0]["stock"] < 2 for row in rows):
            return fail("error_param", "Can not update item with stock less than reserved stock")
        return Answer(ok(success_list=[{"model_id": row["model_id"]} for row in rows]))

    shop.on("product/update_stock", answer)
    outcomes = shop.channel.push_stock(levels(5, 5, 1, 5))
    assert [o.action for o in outcomes] == [Action.UPDATED, Action.UPDATED, Action.REFUSED, Action.UPDATED]
    assert outcomes[2].problem.code == "stock_below_reserved"
    assert len(shop.sent("product/update_stock")) == 5


def test_a_refusal_of_the_item_is_not_halved():
    shop = ShopeeShop()
    shop.on("product/update_stock", fail("error_item_not_found", "Item not found"))
    outcomes = shop.channel.push_stock(levels(1, 2, 3))
    assert {o.problem.code for o in outcomes} == {"error_item_not_found"} and len(outcomes) == 3
    assert len(shop.sent("product/update_stock")) == 1


@pytest.mark.parametrize(
    "batch",
    [[], levels(*range(51)), [StockLevel(SkuRef("1"), 1), StockLevel(SkuRef("2"), 1)]],
    ids=["none", "too many", "two items"],
)
def test_only_one_batch_at_a_time(batch):
    shop = ShopeeShop()
    with pytest.raises(ValueError, match="one batch"):
        shop.channel.push_stock(batch)
    assert shop.names() == []


def test_the_declared_rule_cuts_batches_that_are_taken():
    many = [*levels(*range(51)), StockLevel(SkuRef("2"), 1)]
    assert [len(b) for b in ShopeeShop().channel.stock_batch.split(many)] == [50, 1, 1]


def test_prices_are_integers():
    shop = ShopeeShop()
    shop.on("product/update_price", ok(success_list=[{"model_id": 0, "original_price": 199000}]))
    (outcome,) = shop.channel.push_prices([PriceLevel(SIMPLE, Money(199000))])
    assert outcome.action is Action.UPDATED
    body = shop.sent("product/update_price")[0].body
    assert body == b'{"item_id": 3000142341, "price_list": [{"model_id": 0, "original_price": 199000}]}'


def test_sale_prices_are_refused_row_by_row_without_a_call():
    shop = ShopeeShop()
    sale = PriceLevel(SkuRef(str(ITEM), "1"), Money(9000), SalePrice(Money(8000), START, START))
    (only,) = shop.channel.push_prices([sale])
    assert (only.action, only.problem.code, shop.names()) == (Action.REFUSED, "sale_price_unsupported", [])
    shop.on("product/update_price", ok(success_list=[{"model_id": 2}]))
    mixed = shop.channel.push_prices([sale, PriceLevel(SkuRef(str(ITEM), "2"), Money(9000))])
    assert [o.action for o in mixed] == [Action.REFUSED, Action.UPDATED]


def test_a_locked_price_shows_why():
    shop = ShopeeShop()
    shop.on("product/update_price", fail("error_in_item_promotion_item_price_lock"))
    (outcome,) = shop.channel.push_prices([PriceLevel(SIMPLE, Money(1000))])
    assert (outcome.problem.field, outcome.problem.code) == ("price", "error_in_item_promotion_item_price_lock")
