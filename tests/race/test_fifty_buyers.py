"""Fifty buyers press "place the order" at once over HTTP, for ten units."""

import re
import threading
import uuid
from collections import Counter

import pytest
import requests

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.signing import Signer
from django.db import connection
from django.utils.translation import gettext

from catalogue.places.models import Commune
from shop.basket.models import Basket
from shop.checkout.models import Purchase, SeenStar
from shop.order.models import Order
from shop.partner.strategy import WholeDong
from tests.factories import make_product

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
UNITS, BUYERS, AT_ONCE = 10, 50, 8
POSTGRES = connection.vendor == "postgresql"
REVIEW = "/thanh-toan/xem-lai/"


def buyer_at_the_review(number: int, product, commune) -> requests.Session:
    """Her browser, with a basket and all that she answered so far."""
    basket = Basket.objects.create()
    basket.strategy = WholeDong()
    line, _created = basket.add_product(product, 1)
    SeenStar.objects.create(line=line, star=None)
    address = {
        "full_name": f"Người mua {number}", "phone": f"09{number:08d}", "province": commune.province_id,
        "commune": commune.pk, "line1": "Số 1", "notes": "", "email": "",
    }  # fmt: skip
    session = SessionStore()
    session["checkout"] = {"address": address, "payment": {"payment_method": "cod"}, "key": uuid.uuid4().hex}
    session.create()
    browser = requests.Session()
    browser.cookies.update({"sessionid": session.session_key, "oscar_open_basket": Signer().sign(basket.pk)})
    return browser


def side_by_side(work, things) -> list:
    """`work` on each of `things`, a few at a time."""
    queue, done = list(things), []

    def run():
        while queue:
            done.append(work(queue.pop()))

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done


@pytest.mark.parametrize("run", range(5 if POSTGRES else 1))
def test_ten_of_fifty_get_the_ten_units_and_forty_are_told(live_server, run, capsys):
    product = make_product("Mật ong bạc hà", stock=UNITS)
    commune = Commune.objects.select_related("province").first()
    url, gate = live_server.url + REVIEW, threading.Barrier(BUYERS)

    def look(browser):
        page = browser.get(url, timeout=60)
        assert page.status_code == 200
        hidden = r'<input type="hidden" name="(csrfmiddlewaretoken|idempotency_key|seen)" value="([^"]+)"'
        return browser, {**dict(re.findall(hidden, page.text)), "consent": "on"}

    def order(browser, form):
        gate.wait(60)
        try:
            answers.append((browser, browser.post(url, form, allow_redirects=False, timeout=60)))
        except requests.RequestException as error:
            answers.append((browser, error))

    ready, answers = side_by_side(look, [buyer_at_the_review(n, product, commune) for n in range(BUYERS)]), []
    threads = [threading.Thread(target=order, args=one) for one in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    def outcome(answer):
        if getattr(answer, "status_code", None) != 302:
            return repr(answer)
        where = answer.headers["Location"]
        return "told" if where == "/gio-hang/" else "thanked" if where.startswith("/thanh-toan/cam-on/") else where

    assert Counter(outcome(answer) for _browser, answer in answers) == {"thanked": UNITS, "told": BUYERS - UNITS}
    refused = next(browser for browser, answer in answers if outcome(answer) == "told")
    assert gettext("Sold out meanwhile. Take it out to go on.") in refused.get(f"{live_server.url}/gio-hang/").text
    assert Order.objects.count() == Purchase.objects.count() == UNITS
    record = product.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (UNITS, UNITS)
    call_command("check_stock")
    capsys.readouterr()
