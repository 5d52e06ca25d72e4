"""Which offers a product page tells of. That there are none is remembered for a minute, so that it costs nothing."""

from django.core.cache import cache

from catalogue.models import Product

from .applicator import OFFERS
from .models import ConditionalOffer
from .ranges import learn
from .terms import terms

OPEN = "offers:open"
REMEMBERED = 60  # seconds


def told_on(product: Product) -> list[dict]:
    """The open offers that this product or one of its sizes is part of, with their terms."""
    known = cache.get_or_set(OPEN, _open_now, REMEMBERED)
    if not known:
        return []
    offers = list(OFFERS.filter(pk__in=_active()))
    goods = [product, *(product.children.all() if product.is_parent else ())]
    learn(offers, goods)
    return [
        {"name": offer.name, "terms": terms(offer)} for offer in offers if any(_concerns(offer, one) for one in goods)
    ]


def forget(**kwargs) -> None:
    """Receives every save of an offer."""
    cache.delete(OPEN)


def _open_now() -> list[int]:
    return list(_active().values_list("pk", flat=True))


def _active():
    return ConditionalOffer.active.filter(offer_type=ConditionalOffer.SITE).order_by().values("pk")


def _concerns(offer: ConditionalOffer, product: Product) -> bool:
    """An offer on delivery concerns what counts for its condition, any other what it makes cheaper."""
    goods = offer.benefit.range or offer.condition.range
    return bool(goods and goods.contains_product(product))
