"""Oscar's offers where they would leave fractions of a đồng or ask the database once per line; no table changes."""

from decimal import Decimal

from oscar.apps.offer.abstract_models import AbstractBenefit, AbstractCondition, AbstractConditionalOffer, AbstractRange
from oscar.apps.offer.results import BasketDiscount

from .shares import nearest, split


class ConditionalOffer(AbstractConditionalOffer):
    """What it gives is rounded here, once, whatever kind of benefit reckoned it."""

    @property
    def is_on_delivery(self) -> bool:
        return self.benefit.type in Benefit.ON_DELIVERY

    def apply_benefit(self, basket):
        lines = list(basket.all_lines())
        before = [len(line.discounts.all()) for line in lines]
        result = super().apply_benefit(basket)
        if not result.is_successful:  # Oscar leaves what it rounded to nothing with the lines
            for line, count in zip(lines, before, strict=True):
                del line.discounts.all()[count:]
        if not result.affects_basket or not result.is_successful:
            return result
        return BasketDiscount(_in_whole_dong(list(zip(lines, before, strict=True))))

    def shipping_discount(self, charge, currency=None):
        off = nearest(Decimal(super().shipping_discount(charge, currency)))
        return min(max(off, Decimal(0)), charge)


def _in_whole_dong(lines) -> Decimal:
    """Settle what each line got since its number of discounts was counted; the sum of it all."""
    amounts, room = [], []
    for line, before in lines:
        earlier, new = line.discounts.all()[:before], line.discounts.all()[before:]
        left = (line.stockrecord.price or 0) * line.quantity - _sum(earlier) if new else Decimal(0)
        room.append(left)
        amounts.append(min(_sum(new), left))
    total = min(nearest(sum(amounts, Decimal(0))), sum(room, Decimal(0)))
    for (line, before), share in zip(lines, split(total, amounts, room), strict=True):
        discounts = line.discounts.all()
        new = discounts[before:]
        parts = split(share, [one.amount for one in new], [share] * len(new))
        discounts[before:] = [one._replace(amount=part) for one, part in zip(new, parts, strict=True)]
    return total


def _sum(discounts) -> Decimal:
    return sum((one.amount for one in discounts), Decimal(0))


def _concerned(line, offer: ConditionalOffer) -> bool:
    return bool(line.quantity_without_offer_discount(offer) or line.quantity_with_offer_discount(offer))


class _Proxied:
    """One proxy per row, which shares the range already read."""

    def proxy(self):
        if self._proxy is None:
            self._proxy = super().proxy()
            if "range" in self._state.fields_cache:
                self._proxy.range = self.range
        return self._proxy

    _proxy = None


class Benefit(_Proxied, AbstractBenefit):
    ON_DELIVERY = (
        AbstractBenefit.SHIPPING_PERCENTAGE,
        AbstractBenefit.SHIPPING_ABSOLUTE,
        AbstractBenefit.SHIPPING_FIXED_PRICE,
    )

    def get_applicable_lines(self, offer, basket, range=None):
        """Without lines that other offers took whole: Oscar's percentage would stop at the first of them."""
        lines = super().get_applicable_lines(offer, basket, range)
        return [(price, line) for price, line in lines if _concerned(line, offer)]


class Condition(_Proxied, AbstractCondition):
    pass


class Range(AbstractRange):
    # What is known of products by their key (`shop.offer.ranges.learn`); None until learnt.
    known: dict[int, bool] | None = None

    def contains_product(self, product):
        if self.known is not None and product.pk in self.known:
            return self.known[product.pk]
        return super().contains_product(product)


from oscar.apps.offer.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
