import pytest

from django.test import Client
from django.urls import reverse

from catalogue.certification.models import ProductGroup
from catalogue.provenance.prices import set_price
from catalogue.provenance.texts import save_texts
from shop.basket.models import Basket
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import add

pytestmark = pytest.mark.django_db
SUMMARY = "/gio-hang/"


def quantities():
    return list(Basket.objects.get().lines.order_by("pk").values_list("quantity", flat=True))


def test_products_lie_by_the_producer_who_sends_them(client):
    first, second = make_producer("HTX Một"), make_producer("HTX Hai")
    for product in (make_product(producer=first), make_product(producer=second), make_product(producer=first)):
        assert add(client, product, 2).url == SUMMARY
    groups = client.get(SUMMARY).context["groups"]
    assert [(group.producer, len(group.lines), group.goods) for group in groups] == [
        (first, 2, 340_000),
        (second, 1, 170_000),
    ]


@pytest.mark.parametrize("products", [1, 8])
def test_the_page_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries, products):
    for _ in range(products):
        add(client, make_product())
    client.get(SUMMARY)
    with django_assert_max_num_queries(15):
        assert client.get(SUMMARY).status_code == 200


def test_an_english_basket_has_english_names_and_marks_the_others(client, django_assert_max_num_queries):
    told, untold = make_product("Mật ong"), make_product("Chè dây")
    save_texts(told, "en", {"title": "Honey"})
    for product in (told, untold):
        add(client, product)
    client.get(f"/en{SUMMARY}")
    with django_assert_max_num_queries(16):
        page = client.get(f"/en{SUMMARY}").content.decode()
    assert ">Honey</a>" in page
    assert ' lang="vi">Chè dây</a>' in page
    assert "Honey" not in client.get(SUMMARY).content.decode()


def test_what_cannot_be_had_whole_is_put_in_as_far_as_it_goes_and_said(client):
    product = make_product(stock=3)
    response = add(client, product, 5)
    assert response.url == SUMMARY
    assert "3" in str(client.get(SUMMARY).context["messages"]._loaded_messages[0])
    assert quantities() == [3]


def test_stock_that_went_meanwhile_is_told_at_its_line_and_nothing_else_is_lost(client):
    from shop.stock import ledger

    scarce, plenty = make_product(stock=5), make_product(stock=5)
    add(client, scarce, 4)
    add(client, plenty, 2)
    ledger.reserve(scarce.stockrecords.get(), 3, claim="somebody-else")
    page = client.get(SUMMARY)
    problems = {row.product: row.problem for group in page.context["groups"] for row in group.lines}
    assert "2" in problems[scarce]
    assert problems[plenty] == ""
    assert page.context["can_check_out"] is False
    assert client.get(reverse("checkout:address")).url == SUMMARY
    assert quantities() == [4, 2]


def test_quantities_change_and_zero_takes_out(client):
    first, second = make_product(), make_product()
    add(client, first)
    add(client, second)
    one, two = Basket.objects.get().lines.order_by("pk")
    client.post(SUMMARY, {f"quantity-{one.pk}": "4", f"quantity-{two.pk}": "0", "update": "1"})
    assert quantities() == [4]
    client.post(SUMMARY, {f"quantity-{one.pk}": "viele", "update": "1"})
    assert quantities() == [4]


def test_a_line_taken_out_can_be_put_back(client):
    product = make_product("Mật ong")
    add(client, product, 3)
    line = Basket.objects.get().lines.get()
    response = client.post(SUMMARY, {"remove": line.pk, f"quantity-{line.pk}": "3"})
    assert quantities() == []
    removed = client.get(response.url).context["removed"]
    assert removed == {"product": product, "title": "Mật ong", "quantity": 3}
    add(client, removed["product"], removed["quantity"])
    assert quantities() == [3]


@pytest.mark.parametrize("group", [{"group": "Đồ uống có cồn"}, {"set_no": 26}])
def test_alcohol_and_tourism_are_not_put_in(client, group):
    product = make_product(sheet={"group": ProductGroup.objects.filter(**group).first()})
    assert product.sheet.group
    assert add(client, product).url == product.get_absolute_url()
    assert not Basket.objects.filter(lines__isnull=False).exists()


def test_a_hidden_product_is_not_found(client):
    assert add(client, make_product(is_public=False)).status_code == 404


def test_the_form_is_taken_from_our_own_pages_only():
    product, strict = make_product(), Client(enforce_csrf_checks=True)
    url = reverse("basket:add", args=[product.pk])
    for headers in ({}, {"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert strict.post(url, {"quantity": 1}, headers=headers).status_code == 403
    assert not Basket.objects.exists()
    for headers in (
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin"},
        {"referer": "http://testserver/san-pham/"},
    ):
        assert strict.post(url, {"quantity": 1}, headers=headers).status_code == 302


def test_a_token_is_enough_without_any_word_of_the_browser():
    product, strict = make_product(), Client(enforce_csrf_checks=True)
    strict.get(reverse("login"))
    token = strict.cookies["csrftoken"].value
    url = reverse("basket:add", args=[product.pk])
    assert strict.post(url, {"quantity": 1, "csrfmiddlewaretoken": token}).status_code == 302


def test_another_buyers_lines_cannot_be_changed(client):
    mine = Client()
    add(mine, make_product(), 2)
    line = Basket.objects.get().lines.get()
    add(client, make_product())
    client.post(SUMMARY, {"remove": line.pk, f"quantity-{line.pk}": "9"})
    line.refresh_from_db()
    assert line.quantity == 2


def test_the_price_in_force_is_charged(client):
    product = make_product(price=85_000)
    add(client, product)
    set_price(product.stockrecords.get(), 90_000)
    assert client.get(SUMMARY).context["sums"]["goods"] == 90_000
