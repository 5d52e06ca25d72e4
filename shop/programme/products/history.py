"""What happened to a product, by whom and when: what was changed of it, and what came in, was counted or came back."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Q

from catalogue.models import Product
from catalogue.provenance.history import changes
from shop.stock.models import StockMovement

MOST = 30


@dataclass(frozen=True)
class Event:
    """A change (`what` is `{field: [old, new]}`), or a movement of stock. `product` is it, or one of its sizes."""

    at: datetime
    actor: object
    product: Product
    what: dict | None = None
    movement: StockMovement | None = None


def events(product: Product, most: int = MOST) -> list[Event]:
    """The newest `most`, newest first, in three queries. Sales are left out: they stand with their orders."""
    moved = (
        StockMovement.objects.filter(Q(record__product=product) | Q(record__product__parent=product))
        .exclude(kind=StockMovement.Kind.SALE)
        .select_related("actor", "record__product")
        .order_by("-at", "-pk")[:most]
    )
    found = [Event(one.at, one.actor, one.product, what=one.what) for one in changes(product)[:most]]
    found += [Event(one.at, one.actor, one.record.product, movement=one) for one in moved]
    return sorted(found, key=attrgetter("at"), reverse=True)[:most]
