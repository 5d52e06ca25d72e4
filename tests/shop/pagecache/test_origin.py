"""Product pages carry no token; the basket takes goods from our own pages only."""

from __future__ import annotations

import pytest

from django.test import Client
from django.urls import reverse

from tests.factories import make_product
from tests.shop.pagecache.asking import get

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HERE = "http://testserver"


def put_in(product, **headers) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, headers=headers).status_code


def test_a_product_page_has_no_token():
    assert "csrf" not in get(make_product().get_absolute_url())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": HERE},
        {"sec-fetch-site": "same-origin"},
        {"origin": HERE, "sec-fetch-site": "same-origin"},
        {"referer": f"{HERE}/san-pham/"},
    ],
)
def test_our_own_page_puts_goods_in_without_a_token(headers):
    assert put_in(make_product(), **headers) == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8080"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"referer": "https://evil.example/san-pham/"},
        {"referer": "http://testserver.evil.example/"},
        {"referer": f"{HERE}/san-pham/", "sec-fetch-site": "cross-site"},
        {"referer": f"{HERE}/san-pham/", "origin": "null"},
    ],
)
def test_any_other_page_is_refused_and_leaves_no_basket(headers):
    product = make_product()
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, headers=headers)
    assert answer.status_code == 403
    assert client.get(reverse("basket:count")).content == b""


def test_the_basket_itself_still_wants_a_token():
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("basket:summary"), {"remove": 1}, headers={"origin": HERE}).status_code == 403
