"""What is remembered, for whom, and what it costs."""

from __future__ import annotations

import gzip

import pytest

from django.test import Client, RequestFactory
from django.urls import reverse

from catalogue.places.models import Province
from shop.pagecache.rules import plain_query
from shop.pagecache.store import Store, StoredPage, pages
from tests.factories import make_product, make_user
from tests.shop.checkout.buying import add
from tests.shop.pagecache.asking import get, is_remembered, queries

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def addresses(product) -> list[str]:
    lam_dong = Province.objects.get(code="68")
    return [
        "/",
        "/san-pham/",
        "/san-pham/?sao=3&sao=4&gia_tu=&gia_den=&sap_xep=gia",
        "/san-pham/?page=2",
        "/tim-kiem/?q=m%C4%83ng%20nua",
        product.get_absolute_url(),
        reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk}),
        product.sheet.producer.get_absolute_url(),
        reverse("province", kwargs={"slug": lam_dong.slug}),
        "/en/san-pham/",
    ]


def test_every_storefront_page_is_remembered_for_one_query_word_by_word(home):
    product = make_product()
    for url in addresses(product):
        fresh, again = Client().get(url), Client().get(url)
        assert again.content == fresh.content, url
        assert {**again.headers} == {**fresh.headers}, url
        assert is_remembered(url), url
    assert "Content-Security-Policy" in again.headers and "X-Frame-Options" in again.headers


def test_a_remembered_page_goes_out_packed_to_whoever_unpacks_it():
    product = make_product("Măng nứa khô")
    plain = get("/san-pham/")
    packed = Client().get("/san-pham/", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.content).decode() == plain
    assert int(packed.headers["Content-Length"]) == len(packed.content)
    assert product.title in get("/san-pham/")


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=a", "x=1", "sao=9", "sao=4&rac=1", "page=0", "page=-1", "page=99999", "page=1a",
        "nhom=99999999999", "sap_xep=drop", "gia_tu=1.000", "gia_tu=1e9", "q=mang", "sao=%34", "sao=4&&", "sao=4&",
        "&sao=4", "sao=4;nhom=1", "page=1%0A",
    ],
)  # fmt: skip
def test_junk_in_the_query_is_answered_but_fills_nothing(query):
    make_product()
    assert Client().get(f"/san-pham/?{query}").status_code == 200
    assert len(pages) == 0


def test_a_long_search_fills_nothing():
    make_product()
    get("/tim-kiem/?q=" + "a" * 61)
    get("/tim-kiem/?q=" + "a" * 5000)
    assert len(pages) == 0


def test_a_page_takes_only_its_own_parameters():
    product = make_product()
    get(product.get_absolute_url() + "?page=1")
    get(product.get_absolute_url() + "?q=mang")
    assert len(pages) == 0


@pytest.mark.parametrize("url", ["/dang-nhap/", "/gio-hang/", "/gio-hang/so-mon/", "/phan-anh/", "/don-hang/"])
def test_pages_that_are_nobodys_business_are_not_remembered(url):
    Client().get(url)
    Client().get(url)
    assert len(pages) == 0


def test_missing_pages_and_redirects_are_not_remembered():
    product = make_product()
    assert Client().get("/san-pham/khong-co_999999/").status_code == 404
    assert Client().get(f"/san-pham/ten-cu_{product.pk}/").status_code in (301, 404)
    assert len(pages) == 0


def test_only_the_page_itself_is_remembered_not_the_head_of_it():
    make_product()
    Client().head("/san-pham/")
    assert len(pages) == 0


def test_a_visitor_with_a_basket_neither_gets_nor_fills_the_pages(client):
    product, url = make_product(), "/san-pham/"
    add(client, product, 3)
    get(url, client)
    assert len(pages) == 0
    get(url)
    assert len(pages) == 1
    own = get(url, client)
    assert reverse("basket:count") in own
    assert client.get(reverse("basket:count")).content == b"3"


def test_no_basket_is_ever_anothers(client):
    product = make_product()
    stranger = Client()
    pages_of_the_shop = ["/san-pham/", product.get_absolute_url()]
    add(client, product, 7)
    for url in pages_of_the_shop * 2:
        get(url, client)
        assert reverse("basket:count") not in get(url, stranger)
    assert stranger.get(reverse("basket:count")).content == b""
    assert not stranger.cookies


def test_whoever_is_logged_in_neither_gets_nor_fills_the_pages(client):
    make_product()
    client.force_login(make_user())
    get("/san-pham/", client)
    assert len(pages) == 0
    get("/san-pham/")
    assert queries("/san-pham/", client) > 1


def test_a_message_is_shown_once_and_to_its_reader_only(client):
    product = make_product(stock=0)
    add(client, product)
    html = get(product.get_absolute_url(), client)
    assert 'class="message' in html
    assert len(pages) == 0
    assert get(product.get_absolute_url()).count('class="message') < html.count('class="message')


def test_a_cookie_that_we_do_not_know_is_not_trusted_to_change_nothing(client):
    client.cookies["other"] = "1"
    get("/san-pham/", client)
    assert len(pages) == 0


def test_a_page_with_a_token_is_not_remembered(home, monkeypatch):
    from shop.content.models import TextPage

    page = home.add_child(instance=TextPage(title="Returns", slug="tra-hang"))
    monkeypatch.setattr(TextPage, "template", "reports/new.html")
    html = get(page.url)
    assert "csrfmiddlewaretoken" in html
    assert len(pages) == 0


def test_each_host_has_its_own_pages(settings):
    make_product()
    here, there = get("/san-pham/"), get("/san-pham/", headers={"host": "localhost"})
    assert "http://testserver/san-pham/" in here and "http://localhost/san-pham/" in there
    assert "http://testserver" not in get("/san-pham/", headers={"host": "localhost"})


def test_each_language_has_its_own_pages():
    make_product()
    get("/san-pham/")
    get("/en/san-pham/")
    assert 'lang="vi"' in get("/san-pham/", headers={"accept-language": "en"})
    assert 'lang="en"' in get("/en/san-pham/", headers={"accept-language": "vi"})


def test_it_can_be_turned_off(settings):
    settings.PAGE_CACHE_BYTES = 0
    make_product()
    get("/san-pham/")
    get("/san-pham/")
    assert len(pages) == 0


def test_the_memory_is_bounded_and_the_least_used_page_goes_first():
    store, revision = Store(), (1, 1)
    for name in "abc":
        store.get(revision, name)
        store.put(revision, name, StoredPage(b"x" * 40, {}), 100)
        store.get(revision, "a")
    assert [bool(store.get(revision, name)) for name in "abc"] == [True, False, True]


def test_a_page_made_before_a_change_is_not_kept_after_it():
    store = Store()
    store.get((1, 1), "a")
    store.get((2, 5), "a")
    store.put((1, 1), "a", StoredPage(b"old", {}), 100)
    assert len(store) == 0


def test_blanks_in_a_search_may_be_written_both_ways():
    rf = RequestFactory()
    assert plain_query(rf.get("/tim-kiem/?q=mang%20nua")) == (("q", "mang nua"),)
    assert plain_query(rf.get("/tim-kiem/?q=mang+nua")) == (("q", "mang nua"),)
