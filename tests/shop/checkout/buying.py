"""A buyer at the shop's own pages, for the tests that buy."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from shop.checkout.models import Purchase

ADDRESS = {
    "full_name": "Nguyễn Thị Hoa",
    "phone": "0912 345 678",
    "province": "68",
    "line1": "12 thôn 3, huyện Đạ Tẻh cũ",
}


def commune_of(province: str = "68") -> str:
    from catalogue.places.models import Commune

    return Commune.objects.filter(province=province).order_by("code").first().pk


def add(client: Client, product, quantity: int = 1, **more):
    return client.post(
        reverse("basket:add", args=[product.pk]),
        {"quantity": quantity, **more},
        headers={"origin": "http://testserver"},
    )


def fill_address(client: Client, **changed):
    data = {**ADDRESS, "commune": commune_of(changed.get("province", "68")), **changed}
    return client.post(reverse("checkout:address"), data)


def choose_payment(client: Client, **more):
    return client.post(reverse("checkout:delivery"), {"payment_method": "cod", **more})


def review_form(client: Client) -> dict:
    """The hidden fields of the review page as shown."""
    page = client.get(reverse("checkout:review")).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(idempotency_key|seen)" value="([^"]+)"', page))


def go_to_review(client: Client, **address) -> dict:
    assert fill_address(client, **address).status_code == 302
    assert choose_payment(client).headers["Location"].endswith("/thanh-toan/xem-lai/")
    return review_form(client)


def buy(client: Client, *products, **address) -> Purchase:
    for product in products:
        add(client, product)
    form = go_to_review(client, **address)
    response = client.post(reverse("checkout:review"), {**form, "consent": "on"})
    assert response.status_code == 302, response.content.decode()
    return Purchase.objects.latest("pk")
