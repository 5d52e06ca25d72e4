"""One product, all the way: decision → price and photo → sold here → sold on Shopee, by hands on real pages."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from django.contrib.auth.models import Group

from catalogue.models import Product
from connectors.models import Listing
from connectors.sandbox.serving import running
from shop.order.models import Order
from shop.stock.checking import differences
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DECISIONS = Path(__file__).parents[1] / "data" / "decisions_lam_dong_2025_2026.csv"
TITLE = "Hạt Mắc ca Mơ Nông"


@pytest.fixture
def officer():
    person = make_user(email="canbo@example.vn", is_staff=True)
    person.groups.add(Group.objects.get(name="Programme staff"))
    return person


@pytest.fixture
def marketplace(settings, live_server):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    with running() as sandbox:
        key = "5a4d6e6a7a745a767276586f53476849"
        given = {"base_url": sandbox.urls["shopee"], "partner_id": "2001887", "partner_key": key, "push_key": ""}
        settings.CHANNELS = {"shopee": given}
        yield sandbox.urls["shopee"]


def log_in(page: Page, base: str, login: str) -> None:
    page.goto(f"{base}/dang-nhap/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", "mat-khau-rat-dai")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/van-phong/**")


def import_the_decisions(page: Page, base: str) -> None:
    page.goto(f"{base}/van-phong/")
    page.click("a.button[href*='nhap-quyet-dinh']")
    page.set_input_files("input[type=file]", DECISIONS)
    page.locator("main form button[type=submit]").click()
    page.get_by_role("button", name="14").click()
    page.wait_for_load_state()


def complete_and_publish(page: Page, base: str, product: Product) -> None:
    page.goto(f"{base}/van-phong/san-pham/{product.pk}/")
    page.select_option("#id_group", label="Chế biến từ rau, củ, quả, hạt")
    for name, value in {
        "ingredients": "Hạt mắc ca sấy nứt vỏ",
        "shelf_life": "12 tháng kể từ ngày sản xuất",
        "storage": "Nơi khô mát",
        "origin": "Lâm Đồng, Việt Nam",
        "story": "Hạt mắc ca của bon Đắk Huýt, sấy và chọn tay từng mẻ nhỏ, đóng túi ngay tại hợp tác xã.",
        "net_content": "450",
        "price": "198.000",
        "parcel_weight": "560",
        "parcel_length": "20",
        "parcel_width": "15",
        "parcel_height": "10",
    }.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_net_unit", "g")
    photo = io.BytesIO()
    Image.new("RGB", (900, 900), "#7a5230").save(photo, "JPEG")
    page.set_input_files("#id_photos", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    page.click(".cp-footer button[value=save]")
    page.fill(".cp-stock input[type=number] >> nth=0", "6")
    page.locator("button[value^='receive:']").click()
    page.click(".cp-footer button[value=publish]")
    page.wait_for_load_state()


def buy_as_a_guest(page: Page, base: str, quantity: int) -> None:
    page.goto(f"{base}/tim-kiem/?q=mac ca mo nong")
    page.click(".card__title a")
    page.fill("#quantity", str(quantity))
    page.click(".product__add button.button--main")
    page.click("a[href='/thanh-toan/']")
    page.fill("#id_full_name", "Nguyễn Thị Hoa")
    page.fill("#id_phone", "0912 345 678")
    page.select_option("#id_province", "68")
    page.wait_for_selector("#id_commune option >> nth=10", state="attached")
    page.select_option("#id_commune", index=3)
    page.fill("#id_line1", "12 thôn 3")
    for _screen in ("address", "delivery and payment"):
        with page.expect_navigation():
            page.click(".checkout__main button.button--main")
    page.check("#id_consent")
    page.click(".checkout__side button.button--main")
    page.wait_for_url("**/thanh-toan/cam-on/**")


def put_on_shopee(page: Page, base: str, product: Product) -> Listing:
    page.goto(f"{base}/van-phong/kenh-ban/")
    page.select_option("form[action*='/ket-noi/shopee/'] select[name=producer]", label=product.sheet.producer.name)
    page.locator("form[action*='/ket-noi/shopee/'] button").click()
    page.locator("input[name=shop_id]").first.check()
    page.get_by_role("button", name="Cho phép", exact=True).click()
    page.wait_for_url("**/kenh-ban/**")
    page.goto(f"{base}/van-phong/kenh-ban/dang/{product.pk}/")
    page.locator("form[method=post] button.button--main").click()
    page.wait_for_selector("button[value=answers]")
    for select in page.locator("form.channels-box select:not([name$=unit])").all():
        if not select.input_value():
            select.select_option(index=1)
    with page.expect_navigation():
        page.locator("button[value=answers]").click()
    offer = page.locator("button[value=offer]")
    assert offer.is_enabled(), page.inner_text("main")
    with page.expect_navigation():
        offer.click()
    return Listing.objects.get(product=product)


def stock_on_shopee(page: Page, marketplace: str, listing: Listing) -> int:
    items = page.request.get(f"{marketplace}/_control/items").json()
    [item] = [one for one in items if str(one["item_id"]) == listing.item_id]
    return sum(sum(sku["stock"].values()) for sku in item["skus"])


def test_a_product_goes_from_its_decision_to_two_shop_windows_and_stays_true(live_server, page, officer, marketplace):
    base = live_server.url
    log_in(page, base, officer.email)
    import_the_decisions(page, base)
    product = Product.objects.get(title=TITLE)
    assert Product.objects.count() == 14 and not product.is_public

    complete_and_publish(page, base, product)
    product.refresh_from_db()
    assert product.is_public
    record = product.stockrecords.get()
    assert (record.price, record.available) == (198_000, 6)

    buyer = page.context.browser.new_context().new_page()
    buyer.set_viewport_size({"width": 390, "height": 844})
    buy_as_a_guest(buyer, base, quantity=2)
    [order] = Order.objects.all()
    assert (order.status, order.lines.get().facts.star) == ("placed", 4)

    listing = put_on_shopee(page, base, product)
    assert listing.item_id, listing.content_problem
    assert stock_on_shopee(page, marketplace, listing) == 4
    buyer.goto(f"{marketplace}/san-pham/{listing.item_id}")
    expect(buyer.locator("body")).to_contain_text("OCOP 4 sao")

    buy_as_a_guest(buyer, base, quantity=1)
    assert stock_on_shopee(page, marketplace, listing) == 3

    push_here = {"partner_id": 2001887, "callback_url": f"{base}/webhooks/shopee/"}
    assert page.request.post(f"{marketplace}/_control/push_target", data=push_here).ok
    buyer.goto(f"{marketplace}/san-pham/{listing.item_id}")
    buyer.get_by_role("button", name="Mua ngay").click()
    buyer.wait_for_load_state()
    for _attempt in range(50):
        if Order.objects.filter(facts__channel="shopee").exists():
            break
        page.wait_for_timeout(200)
    [there] = Order.objects.filter(facts__channel="shopee")
    assert there.lines.get().product == product
    record.refresh_from_db()
    assert record.available == 2
    assert list(differences()) == []
