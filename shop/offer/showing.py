"""Which offers a product page tells of."""

from django.db.models import Q
from django.utils import timezone

from catalogue.models import Product
from shop.search import revision

from .applicator import OFFERS
from .models import ConditionalOffer
from .ranges import learn
from .terms import terms


def told_on(product: Product) -> list[dict]:
    """The open offers that this product or one of its sizes is part of, with their terms."""
    offers = list(OFFERS.filter(pk__in=_open_now()))
    goods = [product, *(product.children.all() if product.is_parent else ())]
    learn(offers, goods)
    return [
        {"name": offer.name, "terms": terms(offer)} for offer in offers if any(_concerns(offer, one) for one in goods)
    ]


def note_turned() -> bool:
    """Note a revision if an offer has begun or ended since the last: pages remember what they told of it."""
    last = revision.CatalogueRevision.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is None:
        return False
    since = {"gt": last, "lte": timezone.now()}
    begun, ended = (
        Q(**{f"{turn}__{how}": at for how, at in since.items()}) for turn in ("start_datetime", "end_datetime")
    )
    turned = ConditionalOffer.objects.filter(begun | ended, offer_type=ConditionalOffer.SITE).exists()
    if turned:
        revision.note()
    return turned


def _open_now():
    return ConditionalOffer.active.filter(offer_type=ConditionalOffer.SITE).order_by().values("pk")


def _concerns(offer: ConditionalOffer, product: Product) -> bool:
    """An offer on delivery concerns what counts for its condition, any other what it makes cheaper."""
    goods = offer.benefit.range or offer.condition.range
    return bool(goods and goods.contains_product(product))
