from datetime import timedelta

import pytest

from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from catalogue.certification.states import today
from shop.checkout.models import Purchase
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.returns.handling import ask
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import buy

pytestmark = pytest.mark.django_db
SECRETS = ("Nguyễn Thị Hoa", "0912345678", "912345678", "thôn 3", "hoa@example.vn")


def order(*, days: int = 400, end=(Status.SHIPPED, Status.DELIVERED)) -> Order:
    buy(Client(), make_product("Mật ong", stock=5), email="hoa@example.vn", note="gọi trước khi giao")
    order = Order.objects.latest("pk")
    for step in end:
        advance(order, step, note="chị Hoa dặn")
    Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(days=days))
    return order


def run(capsys, *options) -> str:
    call_command("anonymise_orders", "--older-than", "365", *options)
    told = capsys.readouterr()
    return told.out + told.err


def everything_stored() -> str:
    """Every text of every row that belongs to an order."""
    from django.apps import apps

    labels = ("order", "checkout", "returns", "notices", "shop_payment")
    rows = [row for model in apps.get_models() if model._meta.app_label in labels for row in model.objects.values()]
    return str(rows)


def test_people_go_and_figures_stay(capsys):
    old = order()
    total, lines = old.total_incl_tax, old.lines.count()
    assert f"{old.number}\n1 orders made anonymous" in run(capsys)
    stored = everything_stored()
    assert [secret for secret in (*SECRETS, "chị Hoa", "gọi trước") if secret in stored] == []
    old.refresh_from_db()
    assert (old.total_incl_tax, old.lines.count(), old.status, old.steps.count()) == (total, lines, "delivered", 3)
    assert old.shipping_address.place.commune is not None
    assert Client().get(track_url(old.number)).status_code == 200
    assert "0 orders made anonymous" in run(capsys)


def test_a_dry_run_only_tells(capsys):
    old = order()
    assert f"{old.number}\n1 orders would be made anonymous" in run(capsys, "--dry-run")
    assert Purchase.objects.get().name == "Nguyễn Thị Hoa"


def test_younger_orders_are_left(capsys):
    order(days=300)
    assert "0 orders made anonymous, 0 left alone" in run(capsys)
    assert Purchase.objects.get().name == "Nguyễn Thị Hoa"


@pytest.mark.parametrize("end", [(), (Status.SHIPPED,)])
def test_open_orders_are_refused(capsys, end):
    still_open = order(end=end)
    assert f"{still_open.number}: left alone" in run(capsys)
    assert Purchase.objects.get().name == "Nguyễn Thị Hoa"


def test_an_order_with_an_open_return_is_refused(capsys):
    old = order()
    ask(old, reason="damaged", text="hỏng", quantities={old.lines.get().pk: 1}, day=today())
    assert f"{old.number}: left alone" in run(capsys)
    assert Purchase.objects.get().phone == "0912345678"


def test_a_purchase_waits_for_its_last_order(capsys):
    buy(Client(), *(make_product(producer=make_producer()) for _ in range(2)))
    first, second = Order.objects.order_by("pk")
    Order.objects.update(date_placed=timezone.now() - timedelta(days=400))
    advance(first, Status.CANCELLED)
    assert "0 orders made anonymous, 2 left alone" in run(capsys)
    advance(second, Status.CANCELLED)
    assert "2 orders made anonymous, 0 left alone" in run(capsys)


def test_no_days_are_no_age():
    with pytest.raises(CommandError):
        call_command("anonymise_orders", "--older-than", "0")
