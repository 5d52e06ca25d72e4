"""Listings, stock and prices on a canned transport."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.contract import (
    Action,
    AttributeValue,
    Brand,
    DraftSku,
    ListingRef,
    ListingState,
    Money,
    PriceLevel,
    SalePrice,
    SkuRef,
    StockLevel,
)
from connectors.errors import TransientError
from tests.connectors.canned import Answer
from tests.connectors.lazada.shop import LazadaShop, draft, fail, item, jars, ok, product, sku

REF = ListingRef("3069252927")
WINDOW = SalePrice(Money(179000), datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC))
CREATED = ok(
    {
        "item_id": 3069252927,
        "sku_list": [{"shop_sku": "x", "seller_sku": "MO-01", "sku_id": 15298395971}],
        "item_status": "Pending QC",
    }
)


def holding(*skus, **changes):
    shop = LazadaShop()
    shop.on("product/item/get", ok(item(*skus, **changes)))
    for api in ("product/update", "product/create", "product/remove", "product/deactivate"):
        shop.on(api, ok())
    return shop


# --- create ---


def test_creating_a_simple_item():
    shop = LazadaShop()
    shop.on("product/create", CREATED)
    outcome = shop.channel.push_listing(draft(skus=(DraftSku("MO-01", Money(199000), 5, sale=WINDOW),)))
    assert (outcome.action, outcome.item.ref) == (Action.CREATED, REF)
    assert outcome.item.skus == (SkuRef("3069252927", "15298395971", "MO-01"),)
    assert product(shop.sent("product/create")[0]) == {
        "PrimaryCategory": "10002019",
        "Images": {"Image": ["https://vn.slatic.net/p/1.jpg"]},
        "Attributes": {
            "name": "Mật ong bạc hà Mèo Vạc",
            "description": "<p>Mật ong bạc hà từ cao nguyên đá.<br>Đóng chai 500 g.</p><p>Bảo quản nơi &lt; 30 độ.</p>",
            "brand": "No Brand",
        },
        "Skus": {
            "Sku": [
                {
                    "SellerSku": "MO-01",
                    "quantity": "5",
                    "price": "199000",
                    "special_price": "179000",
                    "special_from_date": "2026-11-01 00:00:00",
                    "special_to_date": "2026-12-01 00:00:00",
                    "package_weight": "0.5",
                    "package_length": "11",
                    "package_width": "12",
                    "package_height": "13",
                }
            ]
        },
    }


def test_answers_go_where_the_category_wants_them():
    shop = LazadaShop()
    shop.on("product/create", CREATED)
    answers = (
        AttributeValue("origin", ("Việt Nam",)),
        AttributeValue("sku.warranty", text="12 tháng"),
        AttributeValue("saleProp.color_family", ("Vàng", "Nâu")),
    )
    shop.channel.push_listing(draft(attributes=answers, brand=Brand("30768", "Pả Vi"), days_to_ship=7))
    sent = product(shop.sent("product/create")[0])
    assert sent["Attributes"] | {"origin": "Việt Nam", "brand_id": "30768"} == sent["Attributes"]
    assert (sent["Attributes"]["preorder_enable"], sent["Attributes"]["preorder_days"]) == ("Yes", "7")
    assert "brand" not in sent["Attributes"]
    (row,) = sent["Skus"]["Sku"]
    assert (row["warranty"], row["saleProp"]) == ("12 tháng", {"color_family": "Vàng,Nâu"})


def test_variants_are_axes_of_our_own():
    shop = LazadaShop()
    shop.on("product/create", CREATED)
    shop.channel.push_listing(jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 0)))
    sent = product(shop.sent("product/create")[0])
    assert sent["variation"] == {
        "Variation1": {
            "name": "Khối lượng",
            "hasImage": "false",
            "customize": "true",
            "options": {"option": ["250 g", "500 g"]},
        }
    }
    assert [row["saleProp"] for row in sent["Skus"]["Sku"]] == [{"Khối lượng": "250 g"}, {"Khối lượng": "500 g"}]


def test_an_invisible_draft_is_hidden_at_once():
    shop = LazadaShop()
    shop.on("product/create", CREATED)
    shop.on("product/deactivate", ok())
    assert shop.channel.push_listing(draft(visible=False)).action is Action.CREATED
    assert shop.sent("product/deactivate")[0]["apiRequestBody"] == (
        "<Request><Product><ItemId>3069252927</ItemId><Skus><SkuId>15298395971</SkuId></Skus></Product></Request>"
    )


def test_a_refused_create_shows_why():
    shop = LazadaShop()
    shop.on("product/create", fail("4108", "Mandatory attribute Xuất xứ is missing"))
    outcome = shop.channel.push_listing(draft())
    assert (outcome.action, outcome.item.ref) == (Action.REFUSED, None)
    assert (outcome.problem.code, outcome.problem.field) == ("attribute_missing", "attributes")


def test_a_create_without_an_answer_may_have_been_carried_out():
    shop = LazadaShop()
    shop.on("product/create", Answer(raw=b"<html>", status=502))
    with pytest.raises(TransientError) as caught:
        shop.channel.push_listing(draft())
    assert caught.value.effect_unknown


def test_resuming_finds_the_listing_by_its_skus():
    shop = holding()
    shop.on("products/get", ok({"total_products": 1, "products": [item()]}))
    outcome = shop.channel.push_listing(draft(), resume=True)
    assert (outcome.action, outcome.item.ref) == (Action.UNCHANGED, REF)
    assert shop.sent("products/get")[0]["sku_seller_list"] == '["MO-01"]'
    assert shop.sent("product/create") == []


def test_resuming_without_a_trace_creates():
    shop = LazadaShop()
    shop.on("products/get", ok({"total_products": 0}))
    shop.on("product/create", CREATED)
    assert shop.channel.push_listing(draft(), resume=True).action is Action.CREATED


def test_the_oldest_living_listing_is_found():
    shop = LazadaShop()
    found = [
        item(item_id=30),
        item(item_id=9, status="Deleted"),
        item(item_id=20),
        item(sku(seller_sku="MO-011"), item_id=5),
    ]
    shop.on("products/get", ok({"products": found}))
    assert shop.channel.find_by_sku("MO-01").ref == ListingRef("20")
    assert shop.channel.find_by_sku("nothing") is None


# --- change ---


def test_nothing_to_change():
    shop = holding()
    outcome = shop.channel.push_listing(draft(), REF)
    assert outcome.action is Action.UNCHANGED
    assert outcome.item.skus == (SkuRef("3069252927", "15298395971", "MO-01"),)
    assert shop.names() == ["product/item/get"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"title": "Mật ong mới"},
            {"Attributes": {"name": "Mật ong mới"}, "Skus": {"Sku": [{"SkuId": "15298395971"}]}},
        ),
        (
            {"image_ids": ("https://vn.slatic.net/p/2.jpg",)},
            {
                "Attributes": {},
                "Images": {"Image": ["https://vn.slatic.net/p/2.jpg"]},
                "Skus": {"Sku": [{"SkuId": "15298395971"}]},
            },
        ),
        (
            {"weight_grams": 750},
            {"Attributes": {}, "Skus": {"Sku": [{"SkuId": "15298395971", "package_weight": "0.75"}]}},
        ),
        (
            {"brand": Brand("9", "Pả Vi")},
            {"Attributes": {"brand_id": "9"}, "Skus": {"Sku": [{"SkuId": "15298395971"}]}},
        ),
    ],
)
def test_only_what_differs_is_sent(change, expected):
    shop = holding()
    assert shop.channel.push_listing(draft(**change), REF).action is Action.UPDATED
    assert product(shop.sent("product/update")[0]) == {"ItemId": "3069252927", **expected}


def test_skus_come_and_go():
    held = [
        sku(1, "A", saleProp={"Khối lượng": "250 g"}),
        sku(2, "OLD", saleProp={"Khối lượng": "1 kg"}),
    ]
    shop = holding(*held)
    wanted = jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 4))
    assert shop.channel.push_listing(wanted, REF).action is Action.UPDATED
    added = product(shop.sent("product/create")[0])
    assert (added["AssociatedSku"], [row["SellerSku"] for row in added["Skus"]["Sku"]]) == ("A", ["B"])
    assert shop.sent("product/remove")[0]["sku_id_list"] == '["SkuId_3069252927_2"]'
    (told,) = shop.sent("product/update")
    assert product(told)["variation"]["Variation1"]["options"] == {"option": ["250 g", "1 kg", "500 g"]}
    assert shop.names() == [
        "product/item/get",
        "product/update",
        "product/create",
        "product/remove",
        "product/item/get",
    ]


def test_more_than_fifty_skus_go_in_several_calls():
    held = [sku(n, f"S{n}", saleProp={"Khối lượng": f"{n} g"}) for n in range(120)]
    shop = holding(*held)
    wanted = jars(*[(f"S{n}", f"{n} g", 1000, 1) for n in range(120)])
    shop.channel.push_listing(replace(wanted, weight_grams=900, title="Tên mới"), REF)
    sent = [product(one) for one in shop.sent("product/update")]
    assert [len(one["Skus"]["Sku"]) for one in sent] == [50, 50, 20]
    assert [one["Attributes"] for one in sent] == [{"name": "Tên mới"}, {}, {}]


@pytest.mark.parametrize("answer", [fail("4137", "not found"), fail("208"), ok()])
def test_a_listing_that_is_gone(answer):
    shop = LazadaShop()
    shop.on("product/item/get", answer)
    assert shop.channel.push_listing(draft(), REF).problem.code == "item_not_found"
    assert shop.channel.withdraw_listing(REF).problem.code == "item_not_found"


# --- visibility ---


def test_withdraw_and_restore():
    shop = holding()
    assert shop.channel.withdraw_listing(REF).action is Action.UPDATED
    assert shop.channel.restore_listing(REF).action is Action.UNCHANGED
    hidden = holding(sku(Status="inactive"))
    assert hidden.channel.withdraw_listing(REF).action is Action.UNCHANGED
    assert hidden.channel.restore_listing(REF).action is Action.UPDATED
    assert product(hidden.sent("product/update")[0]) == {
        "ItemId": "3069252927",
        "Attributes": {},
        "Skus": {"Sku": [{"SkuId": "15298395971", "Status": "active"}]},
    }


# --- read back ---


def test_what_the_channel_holds():
    shop = LazadaShop()
    shop.on("product/item/get", ok(item()))
    (found,) = shop.channel.read_back([REF])
    assert (found.title, found.description) == (draft().title, draft().description)
    assert (found.state, found.category_id, found.item_sku) == (ListingState.LIVE, "10002019", "MO-01")
    assert found.raw["unknown_field"] == {"kept": True} and found.raw["skus"][0]["something_new"] == 7
    (row,) = found.skus
    assert (row.price, row.current_price, row.stock, row.reserved) == (Money(199000), Money(179000), 5, 2)
    assert row.ref == SkuRef("3069252927", "15298395971", "MO-01")


def test_many_listings_are_read_in_one_call():
    shop = LazadaShop()
    items = [item(sku(n, f"S{n}"), item_id=n) for n in (1, 2, 3)]
    shop.on("products/get", ok({"products": items}))
    refs = [ListingRef("3", "S3"), ListingRef("1", "S1")]
    assert [x.ref for x in shop.channel.read_back(refs)] == refs
    (sent,) = shop.sent("products/get")
    assert (sent["filter"], sent["limit"], sent["sku_seller_list"]) == ("all", "50", '["S3","S1"]')


def test_unknown_listings_are_left_out():
    shop = LazadaShop()
    shop.on("products/get", ok({"products": []}))
    shop.on("product/item/get", fail("4137"), ok(item()))
    assert [x.ref for x in shop.channel.read_back([ListingRef("9", "S9"), REF])] == [REF]


@pytest.mark.parametrize(
    ("words", "skus", "expected"),
    [
        ("Active", ("active",), ListingState.LIVE),
        ("Active", ("inactive",), ListingState.UNLISTED),
        ("Active", ("inactive", "active"), ListingState.LIVE),
        ("Active", ("deleted",), ListingState.DELETED),
        ("InActive", ("inactive",), ListingState.UNLISTED),
        ("Pending QC", ("active",), ListingState.REVIEWING),
        ("Rejected", ("active",), ListingState.BANNED),
        ("Suspended", ("active",), ListingState.BANNED),
        ("Deleted", ("active",), ListingState.DELETED),
        ("Something", ("active",), ListingState.UNKNOWN),
    ],
)
def test_states(words, skus, expected):
    shop = LazadaShop()
    shop.on("product/item/get", ok(item(*[sku(n, str(n), Status=word) for n, word in enumerate(skus)], status=words)))
    assert shop.channel.read_back([REF])[0].state is expected


@pytest.mark.parametrize(
    ("change", "stock"),
    [({"multiWarehouseInventories": None}, 5), ({"multiWarehouseInventories": [], "Available": None}, 9)],
)
def test_sellable_units_have_several_names(change, stock):
    shop = LazadaShop()
    shop.on("product/item/get", ok(item(sku(**change))))
    assert shop.channel.read_back([REF])[0].skus[0].stock == stock


def test_a_sale_counts_only_within_its_window():
    shop = LazadaShop()
    shop.on("product/item/get", ok(item(sku(special_from_time="2026-11-23 00:00"))))
    assert shop.channel.read_back([REF])[0].skus[0].current_price == Money(199000)


# --- stock and prices ---


def levels(count):
    return [StockLevel(SkuRef(f"1{n}", f"2{n}", f"S{n}"), n) for n in range(count)]


STOCK = "product/stock/sellable/update"
PRICE = "product/price_quantity/update"


def test_fifty_skus_of_many_items_in_one_call():
    shop = LazadaShop()
    shop.on(STOCK, ok())
    batches = shop.channel.stock_batch.split(levels(120))
    assert [len(batch) for batch in batches] == [50, 50, 20]
    outcomes = shop.channel.push_stock(batches[0])
    assert {outcome.action for outcome in outcomes} == {Action.UPDATED}
    (sent,) = shop.sent(STOCK)
    assert sent["payload"].startswith(
        "<Request><Product><Skus><Sku><ItemId>10</ItemId><SkuId>20</SkuId><SellableQuantity>0</SellableQuantity></Sku>"
        "<Sku><ItemId>11</ItemId>"
    )
    with pytest.raises(ValueError, match="one batch"):
        shop.channel.push_stock(levels(51))


def test_stock_of_one_warehouse():
    shop = LazadaShop()
    shop.on(STOCK, ok())
    shop.channel.push_stock([StockLevel(SkuRef("1", "2"), 3, "dropshipping")])
    assert (
        "<MultiWarehouseInventories><MultiWarehouseInventory><WarehouseCode>dropshipping</WarehouseCode>"
        "<SellableQuantity>3</SellableQuantity></MultiWarehouseInventory></MultiWarehouseInventories>"
    ) in shop.sent(STOCK)[0]["payload"]


@pytest.mark.parametrize("key", ["seller_sku", "SellerSku", "sku_id"])
def test_rows_named_in_the_detail_are_refused_and_the_others_sent_again(key):
    shop = LazadaShop()
    name = "23" if key == "sku_id" else "S3"
    detail = [{key: name, "field": "SellableQuantity", "message": "negative sellable on channel inventory"}]
    shop.on(STOCK, fail("501", "E501: Update product failed", detail=detail), ok())
    outcomes = shop.channel.push_stock(levels(6))
    assert [outcome.action for outcome in outcomes] == [Action.UPDATED] * 3 + [Action.REFUSED] + [Action.UPDATED] * 2
    assert outcomes[3].problem.code == "stock_below_locked"
    assert [outcome.item for outcome in outcomes] == levels(6)
    assert "<SkuId>23</SkuId>" not in shop.sent(STOCK)[1]["payload"]


def test_a_batch_refused_without_names_is_halved():
    shop = LazadaShop()

    def answer(sent):
        return fail("501", "odd") if b"SkuId%3E22%3C" in sent.body else Answer(ok())

    shop.on(STOCK, answer)
    outcomes = shop.channel.push_stock(levels(8))
    assert [n for n, outcome in enumerate(outcomes) if outcome.action is Action.REFUSED] == [2]


def test_a_busy_row_waits():
    shop = LazadaShop()
    detail = [{"seller_sku": "S1", "code": "4147", "message": "being edited"}]
    shop.on(STOCK, fail("501", "failed", detail=detail), ok())
    assert [outcome.action for outcome in shop.channel.push_stock(levels(2))] == [Action.UPDATED, Action.WAITING]


def test_a_success_may_name_rows_that_failed():
    shop = LazadaShop()
    shop.on(STOCK, ok(detail=[{"seller_sku": "S1", "message": "negative sellable on channel inventory"}]))
    assert [outcome.action for outcome in shop.channel.push_stock(levels(2))] == [Action.UPDATED, Action.REFUSED]


def test_prices_with_and_without_a_sale():
    shop = LazadaShop()
    shop.on(PRICE, ok())
    ref = SkuRef("1", "2", "A")
    outcomes = shop.channel.push_prices([PriceLevel(ref, Money(199000), WINDOW), PriceLevel(ref, Money(5000))])
    assert {outcome.action for outcome in outcomes} == {Action.UPDATED}
    assert product(shop.sent(PRICE)[0])["Skus"]["Sku"] == [
        {
            "ItemId": "1",
            "SkuId": "2",
            "Price": "199000",
            "SalePrice": "179000",
            "SaleStartDate": "2026-11-01 00:00:00",
            "SaleEndDate": "2026-12-01 00:00:00",
        },
        {"ItemId": "1", "SkuId": "2", "Price": "5000"},
    ]
    assert shop.channel.sale_prices
