"""A code never makes a purchase dearer than it is without."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.db import transaction

from catalogue.places.models import Commune
from shop.basket.contents import groups_of
from shop.checkout.models import Purchase
from shop.checkout.parcels import quoted, sums
from shop.offer.granted import off_delivery
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.shipping.models import FreeShipping
from shop.voucher.models import Voucher
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import add, go_to_review
from tests.shop.offer.offers import make_offer, make_range, make_voucher
from tests.shop.offer.test_vouchers import REVIEW, SUMMARY, enter, order
from tests.shop.offer.test_whole_dong import KINDS, _value, basket_of

pytestmark = pytest.mark.django_db


def total(goods, *vouchers: Voucher) -> Decimal:
    basket = basket_of(goods, *vouchers)
    province = Commune.objects.select_related("province").filter(province="01").first().province
    return sums(quoted(groups_of(basket), province, off_delivery(basket)))["total"]


def test_a_code_on_goods_leaves_the_offer_on_delivery():
    goods = [(make_product(price=100_000), 2)]
    make_offer(Benefit.SHIPPING_PERCENTAGE, 33)
    voucher = make_voucher(Benefit.FIXED, 1_000, max_basket_applications=1)
    assert total(goods) - total(goods, voucher) == 1_000


def test_a_code_that_gives_less_than_an_offer_stays_out_and_says_so(client):
    make_offer(Benefit.PERCENTAGE, 20)
    voucher = make_voucher(Benefit.PERCENTAGE, 10, usage=Voucher.SINGLE_USE)
    add(client, make_product(price=100_000))
    enter(client)
    page = client.get(SUMMARY)
    assert page.context["sums"]["total"] == 80_000
    assert "Ưu đãi khác đã giảm cho bạn" in page.context["vouchers"][0].problem
    order(client, **go_to_review(client))
    assert Purchase.objects.get().total == 102_000
    assert voucher.is_available_to_user()[0] is True


def test_a_code_that_gives_more_than_an_offer_takes_its_place():
    goods = [(make_product(price=100_000), 1)]
    make_offer(Benefit.PERCENTAGE, 20)
    assert total(goods) - total(goods, make_voucher(Benefit.PERCENTAGE, 30)) == 10_000


def test_a_code_comes_to_what_an_offer_leaves_alone():
    honey, tea = make_product(price=100_000), make_product(price=100_000)
    make_offer(Benefit.PERCENTAGE, 50, goods=make_range(honey))
    goods = [(honey, 1), (tea, 1)]
    assert total(goods) - total(goods, make_voucher(Benefit.PERCENTAGE, 10)) == 10_000


def test_delivery_that_is_free_from_an_amount_on_stays_free_with_a_code():
    producer = make_producer()
    FreeShipping.objects.create(producer=producer, from_amount=100_000)
    goods = [(make_product(producer=producer, price=100_000), 1)]
    assert (total(goods), total(goods, make_voucher(Benefit.PERCENTAGE, 10))) == (100_000, 90_000)


def test_of_a_code_and_an_offer_on_delivery_the_cheaper_counts_and_the_basket_says_so(client):
    make_offer(Benefit.SHIPPING_PERCENTAGE, 50)
    voucher = make_voucher(Benefit.SHIPPING_ABSOLUTE, 1_000, usage=Voucher.SINGLE_USE)
    add(client, make_product(price=100_000))
    enter(client)
    [shown] = client.get(SUMMARY).context["vouchers"]
    assert shown.problem == "" and "cách nào lợi hơn" in shown.remark
    form = go_to_review(client)
    assert client.get(REVIEW).context["sums"]["total"] == 111_000
    order(client, **form)
    assert voucher.is_available_to_user()[0] is True


def test_name_and_code_that_are_the_same_are_said_once(client):
    voucher = make_voucher(code="PHIEN7")
    ConditionalOffer.objects.update(name="PHIEN7")
    Voucher.objects.update(name="PHIEN7")
    add(client, make_product())
    enter(client, "PHIEN7")
    page = client.get(SUMMARY)
    assert page.context["vouchers"][0].name == ""
    assert [one["name"] for one in page.context["sums"]["discounts"]] == [voucher.code]


several = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.decimals("0.01", 100, places=2) | st.decimals(1, 90_000, places=2),
        st.tuples(st.sampled_from((Condition.COUNT, Condition.VALUE, Condition.COVERAGE)), st.integers(1, 4)),
        st.booleans(),
        st.booleans(),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.one_database
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 400_000), st.integers(1, 7), st.integers(0, 1)), min_size=1, max_size=4),
    several,
    several,
    st.none() | st.integers(1, 500_000),
)
def test_no_basket_is_dearer_with_a_code(lines, site, code, free_from):
    with transaction.atomic():
        try:
            goods, voucher = _set_up(lines, site, code, free_from)
            assert total(goods, voucher) <= total(goods)
        finally:
            transaction.set_rollback(True)


def _set_up(lines, site, code, free_from):
    producers = [make_producer() for _ in range(2)]
    if free_from:
        FreeShipping.objects.create(producer=None, from_amount=free_from)
    goods = [
        (make_product(producer=producers[whose], price=price, stock=9), quantity) for price, quantity, whose in lines
    ]
    for offer in site:
        _offer(goods, offer)
    voucher = make_voucher()
    voucher.offers.all().delete()
    voucher.offers.add(*(_offer(goods, offer, offer_type=ConditionalOffer.VOUCHER) for offer in code))
    return goods, voucher


def _offer(goods, drawn, **more) -> ConditionalOffer:
    kind, value, least, exclusive, on_some, priority = drawn
    chosen = make_range(*(product for product, _quantity in goods[::2])) if on_some else make_range()
    return make_offer(
        kind, _value(kind, value), least=least, exclusive=exclusive, goods=chosen, priority=priority,
        max_basket_applications=2, **more,
    )  # fmt: skip
