"""Every address that leads to an order, visited by another producer, by a nobody and with a wrong signature."""

import pytest

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse

from catalogue.certification.states import today
from shop.checkout.links import thanks_url
from shop.notices.models import Notice
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.returns.handling import ask
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRETS = ("Nguyễn Thị Hoa", "0912345678", "Măng bí mật")
TYPED = {"reason": "x", "text": "x", "act": "accept", "amount": "1", "reference": "x", "tracking_code": "x"}


@pytest.fixture
def order(settings):
    settings.BUSINESS_MODEL = "intermediary"
    owner = make_user()
    buy(Client(), make_product("Măng bí mật", producer=make_producer("HTX Măng", users=[owner]), stock=5))
    order = Order.objects.get()
    for step in (Status.SHIPPED, Status.DELIVERED):
        advance(order, step)
    ask(order, reason="damaged", text="", quantities={order.lines.get().pk: 1}, day=today())
    return order


def names(namespace: str) -> list[str]:
    """Every named address of an app, with the arguments that it takes."""
    resolver = next(one for key, (_prefix, one) in get_resolver().namespace_dict.items() if key == namespace)
    return sorted({name for name in resolver.reverse_dict if isinstance(name, str)})


def arguments(name: str, values: dict) -> list[dict]:
    found = get_resolver().namespace_dict[name.partition(":")[0]][1].reverse_dict.getlist(name.partition(":")[2])
    return [{key: values[key] for key in possibility[0][0][1]} for possibility in found]


def desk_urls(order):
    request, notice = order.returns.get(), Notice.objects.first()
    for name in names("desk"):
        pk = notice.pk if "notice" in name else request.pk
        for kwargs in arguments(f"desk:{name}", {"number": order.number, "step": "confirm", "pk": pk}):
            yield reverse(f"desk:{name}", kwargs=kwargs), bool(kwargs)


def before_and_after(order) -> tuple:
    order.refresh_from_db()
    return order.status, order.steps.count(), order.returns.get().state, order.refunds.count()


def visit(browser: Client, url: str, refused: tuple[int, ...]) -> None:
    for answer in (browser.get(url), browser.post(url, TYPED)):
        for secret in SECRETS:
            assert secret not in answer.content.decode(), url
        if refused:
            assert answer.status_code in refused, (url, answer.status_code)


def test_another_producer_reaches_no_order_of_the_desk(order):
    stranger = make_user()
    make_producer("HTX Khác", users=[stranger])
    browser, was, visited = Client(), before_and_after(order), 0
    browser.force_login(stranger)
    for url, is_about_one in desk_urls(order):
        visit(browser, url, (404, 405) if is_about_one else ())
        visited += is_about_one
    assert visited == 9
    assert before_and_after(order) == was


@pytest.mark.parametrize("login", [None, "nobody"])
def test_nobody_reaches_the_desk(order, login):
    browser, was = Client(), before_and_after(order)
    if login:
        browser.force_login(make_user())
    for url, _is_about_one in desk_urls(order):
        visit(browser, url, (404,) if login else (302,))
    assert before_and_after(order) == was


@pytest.mark.parametrize("signed", [track_url, lambda number: thanks_url(number.partition("-")[0])])
def test_a_buyers_page_needs_a_signature_of_ours_for_this_very_order(order, signed):
    was = before_and_after(order)
    token = signed(order.number).strip("/").split("/")[-1]
    number, signature = token.split(":")
    other = f"{number[:-1]}{'9' if number[-1] != '9' else '8'}:{signature}"
    namespace = "orders" if signed is track_url else "checkout"
    wrong, visited = [number, f"{number}:", f"{token}x", other, f"{token[:-1]}", track_url("x").split("/")[-2]], 0
    for name in names(namespace):
        for bad in wrong:
            for kwargs in arguments(f"{namespace}:{name}", {"token": bad, "attempt": 1}):
                if "token" in kwargs:
                    visit(Client(), reverse(f"{namespace}:{name}", kwargs=kwargs), (404, 405))
                    visited += 1
    assert visited >= 3 * len(wrong)
    assert before_and_after(order) == was


@pytest.mark.parametrize("who", ["anonymous", "producer", "Programme staff"])
def test_the_offices_money_is_for_who_may_see_it(order, who):
    browser, was = Client(), before_and_after(order)
    if who != "anonymous":
        user = make_user(is_staff=who == "Programme staff")
        make_producer("HTX Khác", users=[user])
        user.groups.set(Group.objects.filter(name=who))
        browser.force_login(user)
    for name in ("payment_money", "payment_cod", "payment_cod_upload", "payment_refunds", "payment_statements"):
        visit(browser, reverse(name), (302, 403))
    visit(browser, reverse("payment_refund", args=[order.number]), (302, 403))
    visit(browser, f"/dashboard/orders/{order.number}/", (302, 403))
    assert before_and_after(order) == was
