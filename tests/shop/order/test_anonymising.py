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
from shop.payment.models import BankTransaction, StatementImport
from shop.payment.transactions import record
from shop.returns.handling import ask
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

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


def paid_by_transfer(sender: str, *, days: int = 400, end=(Status.SHIPPED, Status.DELIVERED)) -> Order:
    purchase = buy_by_transfer(Client(), make_product(stock=5))
    record(transfer(purchase, content=f"{sender} CHUYEN TIEN {purchase.reference}"))
    order = Order.objects.latest("pk")
    for step in end:
        advance(order, step)
    then = timezone.now() - timedelta(days=days)
    Order.objects.filter(pk=order.pk).update(date_placed=then)
    BankTransaction.objects.filter(attempt__purchase=purchase).update(received_at=then)
    return order


def test_senders_of_transfers_go_with_their_orders_and_amounts_stay(capsys):
    make_account()
    paid_by_transfer("NGUYEN THI HOA")
    paid_by_transfer("TRAN VAN NAM", end=())
    paid_by_transfer("LE THI MAI", days=100)
    before = list(BankTransaction.objects.order_by("pk").values_list("amount", "bank_reference", "outcome"))
    run(capsys)
    told = list(BankTransaction.objects.order_by("pk").values_list("content", flat=True))
    assert told[0] == "" and "TRAN VAN NAM" in told[1] and "LE THI MAI" in told[2]
    assert list(BankTransaction.objects.order_by("pk").values_list("amount", "bank_reference", "outcome")) == before


def test_of_money_that_belongs_to_nobody_only_what_is_settled_is_forgotten(capsys):
    make_account()
    purchase = buy_by_transfer(Client(), make_product(stock=5))
    for _ in range(2):
        record(transfer(purchase, content="NGUYEN THI HOA UNG HO"))
    BankTransaction.objects.update(received_at=timezone.now() - timedelta(days=400))
    settled, still_open = BankTransaction.objects.order_by("pk")
    BankTransaction.objects.filter(pk=settled.pk).update(resolution="refunded")
    run(capsys)
    settled.refresh_from_db()
    still_open.refresh_from_db()
    assert (settled.content, still_open.content) == ("", "NGUYEN THI HOA UNG HO")


def test_old_statements_keep_their_figures_and_no_names(capsys):
    row = {"row": 2, "amount": "50000", "content": "NGUYEN THI HOA", "key": "k", "problem": "", "outcome": "exact"}
    then = timezone.now() - timedelta(days=400)
    account, actor = make_account(), make_user()
    for applied_at in (then, None):
        StatementImport.objects.create(
            account=account, file_name="sao-ke.csv", rows=[row], actor=actor, applied_at=applied_at
        )
    StatementImport.objects.update(uploaded_at=then)
    run(capsys)
    applied, never = StatementImport.objects.order_by("pk")
    assert applied.rows == [{**row, "content": ""}]
    assert never.rows == []
