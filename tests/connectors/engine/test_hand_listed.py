"""A seller lists something in the marketplace's own pages: its orders are held until somebody says what it is."""

import pytest
import requests

from connectors.models import ChannelOrder, SkuAlias
from connectors.sync import visit
from shop.order.models import Order
from tests.factories import make_product

pytestmark = pytest.mark.one_database

TITLE = "Măng nứa khô nhà làm"


def list_by_hand(market, **more) -> dict:
    owner = {"shopee": "shop_id", "lazada": "seller_id"}[market.name]
    return market.act("list_product", **{owner: int(market.shop_id)}, item_name=TITLE, price=95_000, **more)


def buy(market, item_id: int) -> str:
    return market.remote_id(market.act("buy", item_id=item_id, quantity=2))


def test_the_sellers_page_lists_a_product_that_a_shopper_sees_and_buys(market):
    page = requests.get(f"{market.url}/nguoi-ban/", timeout=10).text
    assert 'action="/_control/list_product"' in page
    owner = {"shopee": "shop_id", "lazada": "seller_id"}[market.name]
    assert f'name="{owner}"' in page
    form = {owner: market.shop_id, "item_name": TITLE, "price": "95000", "stock": "3", "sku": "", "back": "/"}
    shown = requests.post(f"{market.url}/_control/list_product", data=form, timeout=10)
    assert shown.url == f"{market.url}/"
    assert (TITLE in shown.text, "95.000 ₫" in shown.text, "Còn 3" in shown.text) == (True, True, True)
    [item] = market.read("items")
    assert TITLE in requests.get(f"{market.url}/san-pham/{item['item_id']}", timeout=10).text
    form = {"item_id": item["item_id"], "quantity": 1, "payment": "cod", "back": "/don-hang/"}
    orders = requests.post(f"{market.url}/_control/buy", data=form, timeout=10)
    assert TITLE in orders.text


@pytest.mark.parametrize("wrong", [{"price": 1}, {"stock": -1}, {"item_name": " "}, {"shop_id": 1, "seller_id": 1}])
def test_the_sellers_page_says_what_it_does_not_take(market, wrong):
    owner = {"shopee": "shop_id", "lazada": "seller_id"}[market.name]
    fields = {owner: int(market.shop_id), "item_name": TITLE, "price": 95_000} | wrong
    assert requests.post(f"{market.url}/_control/list_product", json=fields, timeout=10).status_code == 409
    assert market.read("items") == []


def test_an_order_of_it_is_held_with_three_suggestions_and_mapping_completes_it_and_is_remembered(
    market, account, product, producer, desk
):
    for size in ("200 g", "1 kg", "hộp quà"):
        make_product(f"Măng nứa khô {size}", producer=producer, stock=5)
    there = list_by_hand(market, sku="KE-7")
    remote_id = buy(market, there["item_id"])
    visit(account.pk)
    kept = ChannelOrder.objects.get(remote_id=remote_id)
    line = kept.lines.order_by("pk").first()
    assert (kept.state, line.record, sum(one.quantity for one in kept.lines.all())) == ("held", None, 2)
    assert Order.objects.count() == 0
    overview = desk.get("/gian-hang/kenh-ban/").content.decode()
    url = f"/gian-hang/kenh-ban/don/{kept.pk}/"
    assert (f'href="{url}"' in overview, TITLE in overview) == (True, True)
    page = desk.get(url).content.decode()
    assert page.count('type="radio" name="line-') == 4
    record = product.stockrecords.get()
    assert f'name="line-{line.pk}" value="{record.pk}"' in page
    desk.post(url, {"act": "map", f"line-{line.pk}": record.pk})
    visit(account.pk)
    kept.refresh_from_db()
    order = Order.objects.get()
    assert (kept.state, {row.stockrecord_id for row in order.lines.all()}) == ("placed", {record.pk})
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (10, 2)
    assert SkuAlias.objects.get().record == record
    again = buy(market, there["item_id"])
    visit(account.pk)
    assert ChannelOrder.objects.get(remote_id=again).state == "placed"


def test_a_product_that_was_not_suggested_is_chosen_from_the_whole_list(market, account, product, producer, desk):
    other = make_product("Rượu mận Tú Lệ", producer=producer, stock=5)
    buy(market, list_by_hand(market)["item_id"])
    visit(account.pk)
    kept = ChannelOrder.objects.get()
    line, record = kept.lines.first(), other.stockrecords.get()
    url = f"/gian-hang/kenh-ban/don/{kept.pk}/"
    assert desk.get(url).content.decode().count(f'type="radio" name="line-{line.pk}"') == 2
    desk.post(url, {"act": "map", f"line-{line.pk}": "other", f"other-{line.pk}": record.pk})
    visit(account.pk)
    assert {row.stockrecord for row in Order.objects.get().lines.all()} == {record}


def test_nothing_chosen_is_said_and_the_order_stays_held(market, account, product, desk):
    buy(market, list_by_hand(market)["item_id"])
    visit(account.pk)
    kept = ChannelOrder.objects.get()
    answer = desk.post(f"/gian-hang/kenh-ban/don/{kept.pk}/", {"act": "map"}, follow=True)
    assert "Hãy chọn mặt hàng cho ít nhất một dòng." in answer.content.decode()
    assert SkuAlias.objects.count() == 0
