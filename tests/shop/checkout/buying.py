"""A buyer, for the tests that buy: at the shop's own pages, or past them where a test is not about them."""

from __future__ import annotations

import re

from oscar.apps.partner.strategy import Default

from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from shop.basket.contents import groups_of, rows
from shop.basket.models import Basket
from shop.checkout.drafts import Draft
from shop.checkout.earlier import replaceable
from shop.checkout.forms import AddressForm
from shop.checkout.models import Purchase
from shop.checkout.parcels import quoted
from shop.checkout.placing import place_purchase
from shop.payment.ports import methods

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


def order_through_the_pages(client: Client, *products, payment_method: str = "cod", quantity: int = 1, **address):
    """Every page of the checkout; the answer to the last click."""
    for product in products:
        add(client, product, quantity)
    fill_address(client, **address)
    choose_payment(client, payment_method=payment_method)
    return client.post(reverse("checkout:review"), {**review_form(client), "consent": "on"})


def buy_through_the_pages(client: Client, *products, **more) -> Purchase:
    """What lies in the client's basket, with these products."""
    response = order_through_the_pages(client, *products, **more)
    assert response.status_code == 302, response.content.decode()
    onward = "/c/pay/" if more.get("payment_method") == "card" else "/cam-on/"
    assert onward in response.url, response.headers
    return Purchase.objects.latest("pk")


def place(client: Client, *products, payment_method: str, quantity: int = 1, **address) -> Purchase:
    """The purchase that the pages place, known to the client's session, without the five requests that lead to it.

    From a basket of its own, without offers; fails where the pages would refuse it or give up an earlier purchase.
    """
    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    draft = Draft(request.session)
    form = AddressForm({**ADDRESS, "commune": commune_of(address.get("province", "68")), **address})
    assert form.is_valid(), form.errors
    draft.keep(address=form.kept())
    recipient, method = draft.recipient(), methods()[payment_method]
    basket = _basket_of(user if user.is_authenticated else None, products, quantity)
    groups = groups_of(basket)
    assert groups and not any(row.problem for row in rows(groups)), [row.problem for row in rows(groups)]
    parcels = quoted(groups, recipient.commune.province)
    assert replaceable(draft.placed, parcels) is None
    assert method.is_offered([parcel.producer for parcel in parcels])
    assert method.refusal(phone=recipient.phone, parcels=parcels, instead_of=None) == ""
    placed = place_purchase(
        parcels=[parcel.parcel() for parcel in parcels],
        recipient=recipient,
        method=method,
        idempotency_key=draft.key,
        basket=basket,
        user=basket.owner,
    )
    draft.finish(placed.reference)
    request.session.save()
    return Purchase.objects.get(pk=placed.pk)


def _basket_of(owner, products, quantity: int) -> Basket:
    basket = Basket.objects.create(owner=owner)
    basket.strategy = Default()
    for product in products:
        basket.add_product(product, quantity)
    return basket


def buy(client: Client, *products, **more) -> Purchase:
    """Paid at the door."""
    return place(client, *products, payment_method="cod", **more)
