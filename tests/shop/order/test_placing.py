from decimal import Decimal

import pytest

from django.db import IntegrityError

from catalogue.certification.states import today
from catalogue.models import Product
from shop.checkout.models import LineFacts, OrderFacts, StatusChange
from shop.order.models import Line, Order
from shop.order.pipeline import Status
from shop.order.placing import OrderedLine, place_order, sold_as
from shop.stock import ledger
from shop.stock.models import Reservation
from tests.factories import make_certificate, make_producer, make_product

pytestmark = pytest.mark.django_db


def ordered(product, quantity=1):
    record = product.stockrecords.get()
    return OrderedLine(record, quantity, Decimal(record.price))


def test_an_order_holds_its_units_and_keeps_the_proof_as_sold():
    producer = make_producer("HTX Đạ Teh")
    product = make_product(producer=producer, price=85_000, stock=10)
    certificate = make_certificate(product, star=4, valid_from=today(), valid_to=today().replace(year=today().year + 3))
    order = place_order(
        producer=producer, lines=[ordered(product, 3)], number="A-1", status=Status.PLACED, shipping_charge=30_000
    )
    record = product.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated, record.available) == (10, 3, 7)
    line = order.lines.get()
    assert (line.line_price_incl_tax, order.total_incl_tax, order.shipping_incl_tax) == (255_000, 285_000, 30_000)
    assert line.reservation.claim == f"order-line:{line.pk}"
    assert (line.facts.certificate, line.facts.star, line.facts.state) == (certificate, 4, "valid")
    assert line.facts.decision == certificate.decision.number
    assert [step.status for step in order.steps.all()] == ["placed"]
    assert line.prices.get().price_incl_tax == 85_000


@pytest.mark.parametrize(("model", "party"), [("direct", "Đơn vị A"), ("intermediary", "HTX B")])
def test_seller_and_payee_follow_the_business_model(settings, model, party):
    settings.BUSINESS_MODEL = model
    settings.OPERATOR = {**settings.OPERATOR, "name": "Đơn vị A"}
    producer = make_producer("HTX B")
    order = place_order(
        producer=producer, lines=[ordered(make_product(producer=producer))], number="A-1", status=Status.PLACED
    )
    assert (order.facts.seller, order.facts.payee, order.facts.invoice_issuer) == (party,) * 3


def test_nothing_is_written_when_one_line_cannot_be_had():
    producer = make_producer()
    plenty, scarce = make_product(producer=producer, stock=5), make_product(producer=producer, stock=1)
    with pytest.raises(ledger.OutOfStock) as refusal:
        place_order(
            producer=producer, lines=[ordered(plenty, 2), ordered(scarce, 2)], number="A-1", status=Status.PLACED
        )
    assert (refusal.value.wanted, refusal.value.available) == (2, 1)
    for model in (Order, Line, OrderFacts, LineFacts, StatusChange, Reservation):
        assert not model.objects.exists()
    assert [p.stockrecords.get().num_allocated or 0 for p in (plenty, scarce)] == [0, 0]


def test_another_producers_product_is_refused():
    with pytest.raises(ValueError, match="is not"):
        place_order(producer=make_producer(), lines=[ordered(make_product())], number="A-1", status=Status.PLACED)


def test_a_fraction_of_a_dong_is_refused():
    product = make_product()
    line = OrderedLine(product.stockrecords.get(), 1, Decimal("99.5"))
    with pytest.raises(ValueError, match="whole"):
        place_order(producer=product.sheet.producer, lines=[line], number="A-1", status=Status.PLACED)


def test_an_order_number_is_given_once():
    product = make_product()
    place_order(producer=product.sheet.producer, lines=[ordered(product)], number="A-1", status=Status.PLACED)
    with pytest.raises(IntegrityError):
        place_order(producer=product.sheet.producer, lines=[ordered(product)], number="A-1", status=Status.PLACED)


@pytest.mark.parametrize(
    ("size", "sold"),
    [("Mật ong 250 g", "Mật ong 250 g"), ("250 g", "Mật ong, 250 g")],
)
def test_a_size_is_named_once_on_the_line(size, sold):
    family = Product(title="Mật ong", structure=Product.PARENT)
    assert sold_as(Product(title=size, parent=family, structure=Product.CHILD)) == sold
