"""A product's page tells of the offers that it is part of, with their terms."""

from datetime import timedelta

import pytest
import time_machine

from django.utils import timezone

from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.showing import note_turned
from tests.factories import make_certificate, make_product
from tests.shop.offer.offers import make_offer, make_range, make_voucher

pytestmark = pytest.mark.django_db


def test_open_offers_are_told_with_their_terms_and_others_are_not(client):
    product, other = make_product(), make_product()
    goods = make_range(product)
    told = make_offer(Benefit.PERCENTAGE, 15, least=(Condition.COUNT, 2), goods=goods)
    elsewhere = make_offer(Benefit.PERCENTAGE, 15, goods=make_range(other))
    paused = make_offer(Benefit.FIXED, 5_000, goods=goods)
    ConditionalOffer.objects.filter(pk=paused.pk).update(status=ConditionalOffer.SUSPENDED)
    voucher = make_voucher(goods=goods)
    html = client.get(product.get_absolute_url()).content.decode()
    assert told.name in html
    assert f"Giảm 15% cho {goods.name}; khi mua từ 2 món (tính cho {goods.name})" in html
    for hidden in (elsewhere.name, paused.name, voucher.code):
        assert hidden not in html


def test_a_page_without_offers_has_no_place_for_them(client):
    assert 'id="offers"' not in client.get(make_product().get_absolute_url()).content.decode()


@pytest.mark.parametrize("offers", [1, 4])
def test_offers_cost_the_page_as_many_queries_whatever_their_number(client, offers, django_assert_max_num_queries):
    product = make_product()
    make_certificate(product)
    for _ in range(offers):
        make_offer(Benefit.FIXED, 5_000, goods=make_range(product))
    with django_assert_max_num_queries(15):
        assert client.get(product.get_absolute_url()).status_code == 200


def test_a_remembered_page_tells_of_an_offer_when_it_begins_and_until_it_ends(client):
    product = make_product()
    offer = make_offer(Benefit.FIXED, 5_000, goods=make_range(product))
    with time_machine.travel("2026-11-22 14:00 +0700", tick=False) as clock:
        offer.start_datetime = timezone.now() + timedelta(hours=1)
        offer.end_datetime = timezone.now() + timedelta(hours=2)
        offer.save()
        told = []
        for _ in range(3):
            note_turned()
            assert note_turned() is False
            told.append(offer.name in client.get(product.get_absolute_url()).content.decode())
            clock.shift(timedelta(minutes=61))
    assert told == [False, True, False]
