"""What a list shows of a product, for many products in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from .certification.standing import Standing, standings
from .models import Product
from .provenance.photos import Photo, renditions
from .provenance.texts import Text, title_of, with_texts


@dataclass(frozen=True)
class Offer:
    """Price in whole đồng and units that may still be promised of one sellable product."""

    product: Product
    price: Decimal
    available: int
    size: str


@dataclass(frozen=True)
class Card:
    """`price` is None for what is not sold online; `available` is what the family has together."""

    product: Product
    title: Text
    url: str
    image: Photo | None
    price: Decimal | None
    price_from: bool
    size: str
    available: int | None
    producer_name: str
    place_name: str
    standing: Standing
    is_demo: bool


def for_display(products):
    """The queryset with all that cards and product pages read."""
    variants = Product.objects.filter(is_public=True).select_related("sheet").prefetch_related("stockrecords")
    return (
        with_texts(products)
        .select_related("sheet__group", "sheet__producer__province", "sheet__producer__commune")
        .prefetch_related("stockrecords", "images", Prefetch("children", queryset=variants.order_by("pk")))
    )


def offers(product: Product) -> list[Offer]:
    """What can be bought: the product itself, or its public variants; only those with a price."""
    sellable = product.children.all() if product.is_parent else [product]
    found = []
    for one in sellable:
        record = next(iter(one.stockrecords.all()), None)
        if record is not None and record.price is not None:
            sheet = getattr(one, "sheet", None)
            found.append(Offer(one, record.price, record.available, sheet.size_told if sheet else ""))
    return found


def cards(products: Iterable[Product], day: date | None = None) -> list[Card]:
    """Cards in the order given; `products` come from `for_display`."""
    products = list(products)
    standing_of = standings(products, day)
    return [_card(product, standing_of[product.pk]) for product in products]


def _card(product: Product, standing: Standing) -> Card:
    sheet = product.sheet
    on_offer = offers(product) if sheet.sold_online else []
    cheapest = min(on_offer, key=lambda offer: offer.price, default=None)
    image = next(iter(product.images.all()), None)
    return Card(
        product=product,
        title=title_of(product),
        url=product.get_absolute_url(),
        image=renditions(image) if image else None,
        price=cheapest.price if cheapest else None,
        price_from=len({offer.price for offer in on_offer}) > 1,
        size=cheapest.size if cheapest else "",
        available=sum(max(offer.available, 0) for offer in on_offer) if on_offer else None,
        producer_name=sheet.producer.name,
        place_name=sheet.producer.place_name,
        standing=standing,
        is_demo=sheet.is_demo,
    )
