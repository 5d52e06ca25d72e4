"""Prices, total and sellable stock, campaigns (protocol B3)."""

import pytest

from tests.connectors.sandbox.lazada.seller import Seller

PRICE, SELLABLE = "product/price_quantity/update", "product/stock/sellable/update"


def price_row(item_id: int, sku_id: int, **changes: object) -> dict:
    return {"ItemId": item_id, "SkuId": sku_id} | changes


@pytest.mark.parametrize("as_xml", [True, False])
def test_a_price_with_a_sale_window(seller, as_xml):
    item_id, sku_id = seller.add()
    dates = {"SaleStartDate": "2020-01-01 00:00", "SaleEndDate": "2099-01-01 00:00"}
    row = price_row(item_id, sku_id, Price="250000", SalePrice="199000", **dates)
    assert seller.change(PRICE, row, as_xml=as_xml)["code"] == "0"
    sku = seller.product(item_id)["skus"][0]
    assert (sku["price"], sku["special_price"], sku["special_to_time"]) == (250000.0, 199000.0, "2099-01-01 00:00")
    assert seller.control("buy", item_id=item_id)["paid"] == 199000 + 22000


def test_a_sale_that_is_over_counts_no_more(seller):
    item_id, sku_id = seller.add()
    row = price_row(item_id, sku_id, SalePrice="1000", SaleStartDate="2020-01-01 00:00", SaleEndDate="2020-02-01 00:00")
    assert seller.change(PRICE, row)["code"] == "0"
    assert seller.control("buy", item_id=item_id)["paid"] == 199000 + 22000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Price": "0"}, "4118"),
        ({"Price": "-5"}, "4118"),
        ({"Price": "1000.5"}, "4104"),
        ({"Price": "1000", "SalePrice": "1000"}, "4119"),
        ({"SalePrice": "5", "SaleStartDate": "mai"}, "4157"),
        ({"Quantity": "-1"}, "5"),
        ({"Quantity": "1.5"}, "5"),
    ],
)
def test_wrong_figures_change_nothing(seller, changes, code):
    item_id, sku_id = seller.add()
    assert seller.change(PRICE, price_row(item_id, sku_id, **changes))["code"] == code
    sku = seller.product(item_id)["skus"][0]
    assert (sku["price"], sku["special_price"], sku["quantity"]) == (199000.0, 0.0, 5)


def test_quantity_is_the_total_and_sellable_is_not(seller):
    item_id, sku_id = seller.add()
    seller.control("buy", item_id=item_id, quantity=2, payment="later")
    seller.control("buy", item_id=item_id, quantity=1)
    assert seller.stock(item_id) == (2, 2, 1, 5)
    assert seller.set_total(item_id, sku_id, 10)["code"] == "0"
    assert seller.stock(item_id) == (7, 2, 1, 10)
    assert seller.set_sellable(item_id, sku_id, 4)["code"] == "0"
    assert seller.stock(item_id) == (4, 2, 1, 7)
    refused = seller.set_total(item_id, sku_id, 2)
    assert (refused["code"], refused["message"]) == ("501", "E501: Update product failed")
    assert "negative sellable on channel inventory" in refused["detail"][0]["message"]
    assert seller.stock(item_id) == (4, 2, 1, 7)


def test_sellable_may_be_adjusted_down_to_nothing(seller):
    item_id, sku_id = seller.add()

    def adjust(delta: int) -> str:
        return seller.change("product/stock/sellable/adjust", price_row(item_id, sku_id, SellableQuantity=delta))[
            "code"
        ]

    assert (adjust(-5), adjust(3), adjust(-4)) == ("0", "0", "212")
    assert seller.stock(item_id) == (3, 0, 0, 3)


def test_campaigns_lock_stock_and_price(seller):
    item_id, sku_id = seller.add()
    seller.control("promotion", item_id=item_id, reserved=3, promotion_price=150000)
    assert seller.product(item_id)["skus"][0]["channelInventories"][0]["sellableQuantity"] == 3
    assert seller.set_sellable(item_id, sku_id, 2)["code"] == "501"
    assert seller.set_sellable(item_id, sku_id, 3)["code"] == "0"
    assert "THD_IC_ERR" in seller.change(PRICE, price_row(item_id, sku_id, Price="1"))["detail"][0]["message"]
    assert seller.control("buy", item_id=item_id)["paid"] == 150000 + 22000
    assert seller.set_sellable(item_id, sku_id, 2)["code"] == "0"
    seller.control("clock", step=90000)
    assert seller.set_sellable(item_id, sku_id, 0)["code"] == "0"


def test_one_call_spans_items_and_reports_each_failed_row(seller):
    first, second = seller.add(), seller.add(skus=[seller.sku("MO-02")])
    rows = [
        price_row(*first, SellableQuantity=9),
        price_row(*second, SellableQuantity=-1, SellerSku="MO-02"),
        price_row(1, 2, SellableQuantity=1, SellerSku="?"),
    ]
    answer = seller.change(SELLABLE, *rows)
    assert (answer["code"], answer["type"], len(answer["detail"])) == ("501", "ISP", 2)
    assert answer["detail"][0] == {
        "seller_sku": "MO-02",
        "field": "SellableQuantity",
        "message": "[5] SellableQuantity should be a whole number, not negative",
        "sku_id": str(second[1]),
    }
    assert seller.stock(first[0])[0] == 9
    seller.control("quirks", batch_failure="nothing_applies")
    rows[0]["SellableQuantity"] = 1
    assert seller.change(SELLABLE, *rows)["code"] == "501"
    assert seller.stock(first[0])[0] == 9


def test_fifty_skus_are_the_most(seller):
    row = price_row(*seller.add(), SellableQuantity=1)
    assert seller.change(SELLABLE, *[row] * 50)["code"] == "0"
    assert seller.change(SELLABLE, *[row] * 51)["code"] == "204"
    seller.control("quirks", too_many_skus="4171")
    assert seller.change(SELLABLE, *[row] * 51)["code"] == "4171"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"SellableQuantity": 1}, "4216"),
        ({"ItemId": 1, "SellableQuantity": 1}, "4216"),
        ({"ItemId": 1, "SellerSku": "MO-01", "SellableQuantity": 1}, "4193"),
        ({"ItemId": 1, "SkuId": 2, "SellableQuantity": 1}, "4137"),
    ],
)
def test_rows_name_item_and_sku(seller, row, code):
    seller.add()
    assert seller.change(SELLABLE, row)["code"] == code


def test_sellable_takes_xml_only(seller):
    item_id, sku_id = seller.add()
    row = price_row(item_id, sku_id, SellableQuantity=1)
    assert seller.change(SELLABLE, row, as_xml=False)["code"] == "5"


def test_quantity_may_be_demanded_with_every_price(seller):
    row = price_row(*seller.add(), Price="1000")
    assert seller.change(PRICE, row)["code"] == "0"
    seller.control("quirks", price_without_quantity="refused")
    assert seller.change(PRICE, row)["code"] == "4110"


def test_fifty_inventory_calls_a_second_are_the_most(seller):
    item_id, sku_id = seller.add()
    url = f"{seller.url}/rest/{SELLABLE}"
    rows = f"<Sku><ItemId>{item_id}</ItemId><SkuId>{sku_id}</SkuId><SellableQuantity>1</SellableQuantity></Sku>"
    payload = f"<Request><Product><Skus>{rows}</Skus></Product></Request>"
    query = seller.signed(SELLABLE, {"payload": payload})
    codes = [seller.http.post(url, data=query).json()["code"] for _ in range(160)]
    assert set(codes) == {"0", "SellerCallLimit"}
    seller.control("quirks", inventory_rate="unlimited")
    assert seller.http.post(url, data=query).json()["code"] == "0"


def test_warehouses_have_stock_of_their_own(url):
    seller = Seller(url)
    seller.control("quirks", warehouse="multi")
    seller.link()
    item_id, sku_id = seller.add()
    inventories = [{"WarehouseCode": "dropshipping", "Quantity": 2}, {"WarehouseCode": "VN10022", "Quantity": 3}]
    row = price_row(item_id, sku_id, MultiWarehouseInventories={"MultiWarehouseInventory": inventories})
    assert seller.change(PRICE, row)["code"] == "0"
    bought = seller.control("buy", item_id=item_id, quantity=4)
    assert [row["warehouse_code"] for row in seller.rows(bought["order_id"])] == ["dropshipping"] * 2 + ["VN10022"] * 2
    assert seller.product(item_id)["skus"][0]["Available"] == 1
    codes = [row["code"] for row in seller.get("rc/warehouse/get")["result"]["module"]]
    assert codes == ["dropshipping", "VN10022"]


def test_a_single_warehouse_takes_no_warehouse_rows(seller):
    inventories = {"MultiWarehouseInventory": [{"WarehouseCode": "dropshipping", "Quantity": 2}]}
    row = price_row(*seller.add(), MultiWarehouseInventories=inventories)
    assert seller.change(PRICE, row)["code"] == "501"
