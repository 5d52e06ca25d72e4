"""Offers and codes for tests."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.utils import timezone

from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.voucher.models import Voucher

_number = itertools.count(1)


def make_range(*products, **fields) -> Range:
    one = Range.objects.create(name=f"Nhóm hàng {next(_number)}", includes_all_products=not products, **fields)
    for product in products:
        one.add_product(product)
    return one


def make_offer(kind: str, value=None, *, least: tuple[str, int] = (Condition.COUNT, 1), goods=None, **fields):
    """An offer on all products or on the range `goods`; shipping and fixed-price benefits carry no range."""
    goods = goods or make_range()
    bare = kind in (Benefit.FIXED_PRICE, Benefit.SHIPPING_PERCENTAGE, Benefit.SHIPPING_ABSOLUTE, "Shipping fixed price")
    most = fields.pop("max_affected_items", None)
    benefit = Benefit.objects.create(type=kind, value=value, range=None if bare else goods, max_affected_items=most)
    condition = Condition.objects.create(type=least[0], value=least[1], range=goods)
    fields.setdefault("name", f"Ưu đãi {next(_number)}")
    return ConditionalOffer.objects.create(benefit=benefit, condition=condition, **fields)


def make_voucher(kind: str = Benefit.PERCENTAGE, value=10, *, code: str = "TET2027", usage=Voucher.MULTI_USE, **fields):
    now = timezone.now()
    voucher = Voucher.objects.create(
        name=f"Mã {code}",
        code=code,
        usage=usage,
        start_datetime=fields.pop("start", now - timedelta(days=1)),
        end_datetime=fields.pop("end", now + timedelta(days=5)),
    )
    voucher.offers.add(make_offer(kind, value, offer_type=ConditionalOffer.VOUCHER, **fields))
    return voucher
