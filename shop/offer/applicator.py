from dataclasses import dataclass
from decimal import Decimal

from oscar.apps.offer import applicator

from django.db.models import Prefetch
from django.utils import timezone

from .models import ConditionalOffer
from .ranges import learn
from .results import OfferApplications
from .times import in_its_time

OFFERS = ConditionalOffer.objects.select_related("condition", "benefit")


@dataclass(frozen=True)
class Tried:
    """What some offers came to, and the discounts of each line of the basket with it."""

    applications: OfferApplications
    discounts: list

    @property
    def amount(self) -> Decimal:
        """Whole đồng off the goods."""
        return sum((one.total for one in self.discounts), Decimal(0))


class Applicator(applicator.Applicator):
    """Applies what is open to a basket, in a number of queries that does not grow with lines or offers.

    Offers on goods and offers on delivery make different sums cheaper, so neither is in the way of the other. A code
    never makes a basket dearer: it is tried before the other offers, as Oscar does, and after them, where it can only
    add to what they give; the cheaper of the two counts.
    """

    def apply_offers(self, basket, offers):
        if not offers:
            basket.offer_applications = OfferApplications()
            return
        learn(offers, [line.product for line in basket.all_lines()])
        after, first = self._both_orders(basket, [offer for offer in offers if offer.is_on_delivery])
        ways = [after.applications] + [first.applications] * (first.applications.pks() != after.applications.pks())
        after, first = self._both_orders(basket, [offer for offer in offers if not offer.is_on_delivery])
        goods = first if first.amount > after.amount else after
        for line, discounts in zip(basket.all_lines(), goods.discounts, strict=True):
            line.discounts = discounts
        applied = OfferApplications()
        applied.applications = {**goods.applications.applications, **ways[-1].applications}
        applied.ways = ways
        applied.outdone = first.applications.vouchers() - goods.applications.vouchers()
        applied.either = ways[-1].vouchers() - ways[0].vouchers()
        basket.offer_applications = applied

    def _both_orders(self, basket, offers) -> "tuple[Tried, Tried]":
        """With what codes give after all else, and in the order of `offers`."""
        after = sorted(offers, key=lambda offer: offer.get_voucher() is not None)
        tried = self._tried(basket, after)
        return tried, (tried if after == offers else self._tried(basket, offers))

    def _tried(self, basket, offers) -> "Tried":
        lines = list(basket.all_lines())
        for line in lines:
            line.clear_discount()
        super().apply_offers(basket, offers)
        return Tried(basket.offer_applications, [line.discounts for line in lines])

    def get_basket_offers(self, basket, user):
        """The offers of the voucher in the basket, as long as both are open."""
        if not basket.id:
            return []
        found = []
        open_offers = OFFERS.filter(in_its_time(timezone.now()), status=ConditionalOffer.OPEN)
        for voucher in basket.vouchers.prefetch_related(Prefetch("offers", open_offers, to_attr="open_offers")):
            if voucher.is_active() and voucher.is_available_to_user(user)[0]:
                for offer in voucher.open_offers:
                    offer.set_voucher(voucher)
                    found.append(offer)
        return found
