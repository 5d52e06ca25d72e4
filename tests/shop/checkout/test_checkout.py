from datetime import timedelta

import pytest

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from catalogue.certification.models import CertificateEvent
from catalogue.certification.states import today
from catalogue.certification.timeline import refresh
from catalogue.places.models import Province
from catalogue.provenance.prices import set_price
from shop.basket.models import Basket
from shop.checkout import views
from shop.checkout.models import DeliveryPlace, OrderFacts, Purchase
from shop.checkout.placing import place_purchase
from shop.offer.models import Benefit
from shop.order.models import Order, OrderDiscount
from shop.payment.models import PaymentAttempt
from shop.shipping.models import FreeShipping, ShippingRate
from shop.stock import ledger
from tests.factories import make_certificate, make_producer, make_product, make_user
from tests.shop.checkout.buying import (
    add,
    buy_through_the_pages,
    choose_payment,
    commune_of,
    fill_address,
    go_to_review,
)
from tests.shop.offer.offers import make_offer, make_voucher

pytestmark = pytest.mark.django_db
ADDRESS_URL, DELIVERY_URL, REVIEW_URL = "/thanh-toan/", "/thanh-toan/giao-hang/", "/thanh-toan/xem-lai/"


def test_two_producers_goods_become_two_orders_under_one_purchase(client):
    near = make_producer(province=Province.objects.get(code="68"))
    far = make_producer(province=Province.objects.get(code="01"))
    mine, theirs = make_product(producer=near, price=85_000), make_product(producer=far, price=120_000)
    purchase = buy_through_the_pages(client, mine, theirs)
    first, second = Order.objects.order_by("number")
    assert [first.number, second.number] == [f"{purchase.reference}-1", f"{purchase.reference}-2"]
    assert [(order.facts.producer, order.total_incl_tax, order.facts.cod_amount) for order in (first, second)] == [
        (near, 107_000, 107_000),
        (far, 152_000, 152_000),
    ]
    assert (purchase.total, purchase.phone, purchase.consent_version) == (259_000, "0912345678", "2026-11")
    assert purchase.marketing_consent is False
    assert Basket.objects.get().status == "Submitted"
    assert [attempt.state for attempt in PaymentAttempt.objects.all()] == ["pending", "pending"]
    place = DeliveryPlace.objects.first()
    assert (place.typed, place.province_id) == ("12 thôn 3, huyện Đạ Tẻh cũ", "68")
    assert place.data_version == place.commune.data_version
    assert first.shipping_address.phone_number.national_number == 912345678
    assert {p.stockrecords.get().num_allocated for p in (mine, theirs)} == {1}


def test_every_screen_keeps_its_share_of_queries(client, django_assert_max_num_queries):
    for _ in range(3):
        add(client, make_product())
    fill_address(client)
    choose_payment(client)
    for url in (ADDRESS_URL, DELIVERY_URL, REVIEW_URL):
        client.get(url)
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("with_code", [False, True])
def test_placing_five_lines_of_three_producers_stays_below_eighty_queries(client, monkeypatch, with_code):
    producers = [make_producer() for _ in range(3)]
    for number in range(5):
        add(client, make_product(producer=producers[number % 3]))
    if with_code:
        make_offer(Benefit.SHIPPING_PERCENTAGE, 50, exclusive=False)
        make_voucher(Benefit.PERCENTAGE, 10, exclusive=False)
        client.post(reverse("basket:voucher"), {"code": "TET2027"})
    form = go_to_review(client)
    counted = {}

    def counting(**kwargs):
        with CaptureQueriesContext(connection) as queries:
            purchase = place_purchase(**kwargs)
        counted["placing"] = len(queries)
        return purchase

    monkeypatch.setattr(views, "place_purchase", counting)
    client.post(REVIEW_URL, {**form, "consent": "on"})
    assert Order.objects.count() == 3
    assert OrderDiscount.objects.count() == (6 if with_code else 0)
    assert counted["placing"] <= 80


def test_a_double_click_places_one_purchase(client):
    add(client, make_product())
    form = {**go_to_review(client), "consent": "on"}
    first = client.post(REVIEW_URL, form)
    second = client.post(REVIEW_URL, form)
    assert (first.url, second.url) == (first.url, first.url)
    assert (Purchase.objects.count(), Order.objects.count()) == (1, 1)


def test_going_back_to_the_review_after_ordering_shows_the_confirmation(client):
    buy_through_the_pages(client, make_product())
    back = client.get(REVIEW_URL)
    assert client.get(back.url).templates[0].name == "checkout/thanks.html"


def test_the_next_purchase_gets_a_key_of_its_own_and_finds_the_address(client):
    first = buy_through_the_pages(client, make_product())
    add(client, make_product())
    assert client.get(ADDRESS_URL).context["form"]["full_name"].value() == "Nguyễn Thị Hoa"
    choose_payment(client)
    second = buy_through_the_pages(client)
    assert first.idempotency_key != second.idempotency_key
    assert Purchase.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [("full_name", ""), ("phone", ""), ("phone", "12345"), ("commune", "00001"), ("line1", ""), ("email", "nope")],
)
def test_a_mistake_stands_at_its_field_and_what_was_typed_stays(client, field, typed):
    add(client, make_product())
    response = fill_address(client, **{field: typed})
    assert response.url == ADDRESS_URL  # by GET, so that Back sends nothing again
    form = client.get(ADDRESS_URL).context["form"]
    assert list(form.errors) == [field]
    assert form["line1"].value() == ("" if field == "line1" else "12 thôn 3, huyện Đạ Tẻh cũ")
    assert "aria-invalid" in str(form[field])


def test_the_communes_come_without_a_script_by_a_button(client):
    add(client, make_product())
    response = client.post(ADDRESS_URL, {"province": "68", "full_name": "Hoa", "reload": "1"}, follow=True)
    form = response.context["form"]
    assert (form.errors, form["full_name"].value()) == ({}, "Hoa")
    assert commune_of("68") in str(form["commune"])


def test_the_communes_of_a_province_come_as_a_part_of_the_page(client):
    response = client.get("/thanh-toan/xa-phuong/", {"province": "68"})
    assert commune_of("68") in response.content.decode()
    assert "<html" not in response.content.decode()
    assert client.get("/thanh-toan/xa-phuong/", {"province": "68 or 1=1"}).status_code == 404


def test_a_commune_chosen_before_stays_chosen_only_in_its_own_province(client):
    chosen = f'<option value="{commune_of("68")}" selected>'
    for province, kept in (("68", True), ("01", False)):
        response = client.get("/thanh-toan/xa-phuong/", {"province": province, "commune": commune_of("68")})
        assert (chosen in response.content.decode()) is kept


def test_nobody_skips_a_screen(client):
    assert client.get(ADDRESS_URL).url == "/gio-hang/"
    add(client, make_product())
    assert client.get(DELIVERY_URL).url == ADDRESS_URL
    fill_address(client)
    assert client.get(REVIEW_URL).url == DELIVERY_URL


def test_without_consent_nothing_is_ordered(client):
    add(client, make_product())
    form = go_to_review(client)
    page = client.get(REVIEW_URL).content.decode()
    assert 'name="consent"' in page
    assert "checked" not in page
    response = client.post(REVIEW_URL, form)
    assert response.url == REVIEW_URL
    told = client.get(REVIEW_URL)
    assert list(told.context["form"].errors) == ["consent"]
    assert "Cần đánh dấu ô này để đặt hàng" in told.content.decode()
    assert list(client.get(REVIEW_URL).context["form"].errors) == []
    assert not Purchase.objects.exists()


def test_the_last_jar_gone_at_the_last_moment_is_told_and_the_rest_stays(client):
    last, other = make_product("Mật ong", stock=1), make_product()
    add(client, last)
    add(client, other)
    form = go_to_review(client)
    from shop.checkout import views

    place = views.place_purchase

    def rival_first(**kwargs):
        ledger.reserve(last.stockrecords.get(), 1, claim="rival")
        return place(**kwargs)

    views.place_purchase = rival_first
    try:
        response = client.post(REVIEW_URL, {**form, "consent": "on"}, follow=True)
    finally:
        views.place_purchase = place
    assert response.redirect_chain[-1][0] == "/gio-hang/"
    assert "Mật ong" in str(next(iter(response.context["messages"])))
    assert not Purchase.objects.exists()
    assert not OrderFacts.objects.exists()
    assert Basket.objects.get().num_lines == 2
    assert (other.stockrecords.get().num_allocated or 0) == 0


def test_a_star_lost_meanwhile_is_said_before_ordering(client):
    product = make_product("Trà")
    certificate = make_certificate(product, valid_from=today() - timedelta(30), valid_to=today() + timedelta(900))
    add(client, product)
    go_to_review(client)
    assert client.get(REVIEW_URL).context["changes"] == []
    CertificateEvent.objects.create(certificate=certificate, kind="withdrawn", on=today(), ground="c")
    refresh(certificate)
    (said,) = client.get(REVIEW_URL).context["changes"]
    assert "Trà" in said


def test_what_changed_between_looking_and_ordering_is_shown_again(client):
    product = make_product(price=85_000)
    add(client, product)
    form = go_to_review(client)
    set_price(product.stockrecords.get(), 99_000)
    response = client.post(REVIEW_URL, {**form, "consent": "on"})
    assert response.url == REVIEW_URL
    assert not Purchase.objects.exists()
    assert len(client.get(REVIEW_URL).context["changes"]) == 1


def test_delivery_follows_zone_weight_and_threshold(client):
    far = make_producer(province=Province.objects.get(code="01"))
    product = make_product(producer=far, price=85_000, sheet={"parcel_weight": 600}, stock=50)
    add(client, product, 2)
    fill_address(client)

    def delivery():
        return client.get(DELIVERY_URL).context["sums"]["delivery"]

    assert delivery() == 40_000  # 1,200 g, another province
    fill_address(client, province="01", commune=commune_of("01"))
    assert delivery() == 26_000
    ShippingRate.objects.create(
        producer=far, zone="same_province", up_to_grams=1_000, price=5_000, min_days=1, max_days=1
    )
    assert delivery() == 10_000  # her own table: one full parcel and one for the rest
    FreeShipping.objects.create(producer=far, from_amount=170_000)
    assert delivery() == 0


def test_cash_is_refused_above_the_limit_of_the_couriers(client, settings):
    settings.COD_LARGEST_AMOUNT = 100_000
    add(client, make_product(price=120_000))
    fill_address(client)
    response = choose_payment(client)
    assert response.url == "/thanh-toan/giao-hang/"
    assert list(client.get(response.url).context["form"].errors) == ["payment_method"]


def test_open_parcels_per_phone_are_limited(client, settings):
    settings.COD_OPEN_ORDERS = 1
    buy_through_the_pages(client, make_product())
    add(client, make_product())
    fill_address(client)
    assert choose_payment(client).url == "/thanh-toan/giao-hang/"
    fill_address(client, phone="0987654321")
    assert choose_payment(client).url == REVIEW_URL


def test_a_tax_code_without_the_wish_for_an_invoice_is_asked_about_in_the_open_panel(client):
    add(client, make_product())
    fill_address(client)
    page = client.get(choose_payment(client, tax_code="5800 123 458").url)
    assert list(page.context["form"].errors) == ["wants_invoice"]
    assert '<details class="panel" open>' in page.content.decode()


def test_an_invoice_is_asked_for_with_a_tax_code(client):
    add(client, make_product())
    fill_address(client)
    refused = choose_payment(client, wants_invoice="on")
    page = client.get(refused.url)
    assert list(page.context["form"].errors) == ["tax_code", "company_name", "company_address"]
    assert "không bắt buộc" not in page.content.decode().partition("<details")[2].partition("</details>")[0]
    assert "hãy điền cả ba ô" in page.content.decode()
    wanted = {"wants_invoice": "on", "tax_code": "5800 123 458", "company_name": "Cty A", "company_address": "Đà Lạt"}
    assert choose_payment(client, **wanted).headers["Location"] == "/thanh-toan/xem-lai/"
    from tests.shop.checkout.buying import review_form

    client.post(REVIEW_URL, {**review_form(client), "consent": "on", "marketing_consent": "on"})
    purchase = Purchase.objects.get()
    assert (purchase.invoice_tax_code, purchase.invoice_name) == ("5800123458", "Cty A")
    assert purchase.marketing_consent is True


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_confirmation_goes_to_the_e_mail_given(client, language, django_capture_on_commit_callbacks):
    product = make_product("Mật ong hoa cà phê")
    with override(language), django_capture_on_commit_callbacks(execute=True):
        purchase = buy_through_the_pages(client, product, email="hoa@example.vn")
    (message,) = mail.outbox
    assert message.to == ["hoa@example.vn"]
    for told in (purchase.reference, "Mật ong hoa cà phê", "85.000", "0912345678", "/thanh-toan/cam-on/"):
        assert told in message.body
    assert ("Dear" in message.body) is (language == "en")


def test_without_an_e_mail_none_is_sent(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        buy_through_the_pages(client, make_product())
    assert mail.outbox == []


def test_the_confirmation_is_for_who_has_the_link(client):
    purchase = buy_through_the_pages(client, make_product())
    from shop.checkout.links import thanks_url

    url = thanks_url(purchase.reference)
    assert purchase.reference in Client().get(url).content.decode()
    assert Client().get(url[:-3] + "x/").status_code == 404


def test_a_known_buyer_is_written_on_the_purchase(client):
    user = make_user(full_name="Trần Văn Bình", phone="0905123456")
    client.force_login(user)
    add(client, make_product())
    assert client.get(ADDRESS_URL).context["form"]["phone"].value() == "0905123456"
    purchase = buy_through_the_pages(client)
    assert purchase.buyer == user
    assert Order.objects.get().user == user


def test_a_refused_form_is_forgotten_once_the_page_is_passed(client):
    add(client, make_product())
    fill_address(client, phone="12345")
    assert client.get(ADDRESS_URL).context["form"]["phone"].value() == "12345"
    fill_address(client)
    again = client.get(ADDRESS_URL).context["form"]
    assert (again.is_bound, again["phone"].value()) == (False, "0912345678")


def test_the_review_leads_to_the_terms_in_a_new_tab(client):
    from shop.content.founding import found

    found()
    add(client, make_product())
    go_to_review(client)
    page = client.get(REVIEW_URL).content.decode()
    assert '<a href="/dieu-khoan-su-dung/" target="_blank" rel="noopener">' in page
    assert '<a href="/doi-tra-va-hoan-tien/" target="_blank" rel="noopener">' in page


def test_provinces_stand_in_vietnamese_order(client):
    add(client, make_product())
    names = [label for value, label in client.get(ADDRESS_URL).context["form"].fields["province"].widget.choices][1:]
    assert len(names) == 34
    assert names[0] == "An Giang" and names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")
    assert names.index("Hà Tĩnh") < names.index("Hải Phòng") < names.index("Huế") < names.index("Hưng Yên")


def test_fragile_goods_say_so_in_the_name_of_their_delivery(client):
    add(client, make_product(sheet={"handling": "fragile"}))
    fill_address(client)
    parcel = client.get("/thanh-toan/giao-hang/").context["groups"][0]
    assert parcel.delivery_name.startswith("Giao tiêu chuẩn, hàng dễ vỡ")
