"""What offers and codes give in one purchase, on its way from the basket to the orders."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from .models import ConditionalOffer


@dataclass(frozen=True)
class Granted:
    """An offer that applies, through the code of `voucher` if any; `times` is how often it is counted."""

    offer: ConditionalOffer
    voucher: object | None = None
    times: int = 1

    @property
    def name(self) -> str:
        if self.voucher is None or self.voucher.code == self.offer.name:
            return self.offer.name
        return f"{self.offer.name} ({self.voucher.code})"

    def counted(self, before: Collection[int]) -> "Granted":
        """The same, not counted again if its offer is among those counted before."""
        return replace(self, times=0) if self.offer.pk in before else self


Off = tuple[tuple[Granted, Decimal], ...]  # whole đồng, each above 0


def total_off(off: Off) -> Decimal:
    return sum((amount for _granted, amount in off), Decimal(0))


def granted_to(basket) -> list[Granted]:
    """What the basket's offers came to, in the order in which they were applied."""
    return [Granted(one["offer"], one["voucher"], one["freq"]) for one in basket.offer_applications]


def off_delivery(basket) -> list[list[Granted]]:
    """What makes its way cheaper: each list is one choice, the cheapest is to be taken."""
    return [
        [Granted(one["offer"], one["voucher"], one["freq"]) for one in way] for way in basket.offer_applications.ways
    ]


def off_of(line, granted: Collection[Granted]) -> Off:
    """What a basket line got of each."""
    by_offer = {one.offer.pk: one for one in granted}
    sums: dict[int, Decimal] = {}
    for discount in line.discounts:
        if discount.offer is not None and discount.offer.pk in by_offer:
            sums[discount.offer.pk] = sums.get(discount.offer.pk, Decimal(0)) + discount.amount
    return tuple((by_offer[pk], amount) for pk, amount in sums.items() if amount)
