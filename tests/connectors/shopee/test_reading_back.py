"""What stands there, as it is read back: sales of promotions, states, bans and demotions."""

from datetime import timedelta

import pytest

from connectors.contract import (
    ListingRef,
    ListingState,
    Money,
    RemoteSale,
)
from tests.connectors.canned import START, Answer
from tests.connectors.shopee.shop import (
    BASE_INFO,
    HELD,
    MODELS,
    REF,
    ShopeeShop,
    base_item,
    fail,
    model_list,
    ok,
)

VIOLATIONS, PROMOTIONS = "product/get_item_violation_info", "product/get_item_promotion"


def test_reading_back_simple_items_and_variants():
    shop = ShopeeShop()
    family = base_item(item_id=2, has_model=True, item_status="REVIEWING", stock_info_v2=None)
    del family["price_info"]
    shop.on(BASE_INFO, ok(item_list=[base_item(), family]))
    shop.on(MODELS, HELD)
    simple, variants = shop.channel.read_back([REF, ListingRef("2")])
    assert (simple.state, simple.title) == (ListingState.LIVE, "Mật ong bạc hà Mèo Vạc")
    (sku,) = simple.skus
    assert (sku.price, sku.current_price, sku.stock, sku.reserved) == (Money(199000), Money(199000), 5, 2)
    assert simple.raw["something_new"] == {"kept": True}
    assert variants.state is ListingState.REVIEWING
    assert [(x.ref.model_id, x.ref.sku, x.options, x.stock) for x in variants.skus] == [
        ("1", "A", ("250 g",), 3),
        ("2", "B", ("500 g",), 2),
    ]
    assert len(shop.sent(MODELS)) == 1


REDUCED = {"original_price": 199000, "current_price": 179000}
STARTS, ENDS = START - timedelta(days=1), START + timedelta(days=2)


def promotion(price: int = 179000, staging: str = "ongoing", model_id: int = 0) -> dict:
    return {
        "model_id": model_id, "promotion_staging": staging, "promotion_price_info": [{"promotion_price": price}],
        "start_time": int(STARTS.timestamp()), "end_time": int(ENDS.timestamp()),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "window"),
    [
        ([promotion(190000), promotion(), promotion(staging="upcoming")], (STARTS, ENDS)),
        ([promotion(staging="upcoming")], (None, None)),
        ([promotion(150000)], (None, None)),
        ([], (None, None)),
        (None, (None, None)),
    ],
)
def test_a_lower_price_is_a_promotion_with_the_window_of_the_one_that_makes_it(answer, window):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(price_info=[REDUCED])]))
    told = {"item_id": int(REF.item_id), "promotion": answer}
    shop.on(PROMOTIONS, fail("error_api_permission") if answer is None else ok(success_list=[told]))
    (sku,) = shop.channel.read_back([REF])[0].skus
    assert (sku.price, sku.current_price) == (Money(199000), Money(179000))
    assert sku.promotion == RemoteSale(Money(179000), *window)
    assert len(shop.sent(PROMOTIONS)) == 1


def test_each_variant_has_its_own_promotion_and_none_is_asked_for_without_a_lower_price():
    shop = ShopeeShop()
    family = base_item(has_model=True)
    del family["price_info"]
    models = model_list((1, "A", "250 g", 199000, 3), (2, "B", "500 g", 199000, 2))
    shop.on(BASE_INFO, ok(item_list=[family]))
    shop.on(MODELS, models)
    assert [sku.promotion for sku in shop.channel.read_back([REF])[0].skus] == [None, None]
    models["response"]["model"][1]["price_info"] = [REDUCED]
    shop.on(BASE_INFO, ok(item_list=[family]))
    shop.on(MODELS, models)
    told = [promotion(model_id=1), promotion(model_id=2)]
    shop.on(PROMOTIONS, ok(success_list=[{"item_id": int(REF.item_id), "promotion": told}]))
    sale = RemoteSale(Money(179000), STARTS, ENDS)
    assert [sku.promotion for sku in shop.channel.read_back([REF])[0].skus] == [None, sale]
    assert len(shop.sent(PROMOTIONS)) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("BANNED", ListingState.BANNED),
        ("UNLIST", ListingState.UNLISTED),
        ("SELLER_DELETE", ListingState.DELETED),
        ("SHOPEE_DELETE", ListingState.DELETED),
        ("FUTURE", ListingState.UNKNOWN),
    ],
)
def test_states(status, state):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(item_status=status)]))
    shop.on(VIOLATIONS, ok(item_list=[]))
    assert shop.channel.read_back([REF])[0].state is state
    assert len(shop.sent(VIOLATIONS)) == (state is ListingState.BANNED)


BAN = {
    "violation_type": "Prohibited Listing",
    "violation_reason": "License Reason",
    "suggestion": "Upload license",
    "fix_deadline_time": 1705227588,
    "update_time": 1705054788,
}
DEMOTION = BAN | {"violation_reason": "Wrong Category", "suggestion": "", "fix_deadline_time": 0}


@pytest.mark.parametrize(
    ("status", "deboost", "reason", "mend_by"),
    [
        ("BANNED", True, "Prohibited Listing: License Reason. Upload license", "2024-01-14T10:19:48+00:00"),
        ("NORMAL", "TRUE", "Prohibited Listing: Wrong Category", None),
    ],
)
def test_why_an_item_is_banned_or_demoted_and_until_when(status, deboost, reason, mend_by):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(item_status=status, deboost=deboost)]))
    told = {"item_id": int(REF.item_id), "item_status_details": [BAN], "deboost_details": [DEMOTION]}
    shop.on(VIOLATIONS, ok(item_list=[told]))
    [found] = shop.channel.read_back([REF])
    assert (found.reason, found.demoted) == (reason, True)
    assert (found.mend_by and found.mend_by.isoformat()) == mend_by


def test_an_item_that_is_not_demoted_costs_no_further_call():
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(deboost="FALSE")]))
    [found] = shop.channel.read_back([REF])
    assert (found.demoted, found.reason, found.mend_by) == (False, "", None)


def test_one_unknown_item_does_not_hide_the_others():
    shop = ShopeeShop()

    def answer(sent):
        ids = sent.query["item_id_list"].split(",")
        if "404" in ids:
            return fail("error_item_not_found", "Item not found")
        return Answer(ok(item_list=[base_item(item_id=int(x)) for x in ids]))

    shop.on(BASE_INFO, answer)
    found = shop.channel.read_back([ListingRef(x) for x in ("1", "2", "404", "4")])
    assert [x.ref.item_id for x in found] == ["1", "2", "4"]
    assert shop.channel.read_back([]) == ()
