"""What lies in a basket, by the producer who will send it, as the basket and the checkout show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.certification.standing import Standing, standings
from catalogue.models import Product
from catalogue.producers.models import Producer
from catalogue.provenance.photos import Photo, renditions
from shop.partner.models import StockRecord

WEIGHT_UNKNOWN = 500  # grams, for a sheet that states no parcel weight


@dataclass(frozen=True)
class Row:
    """One line. `max` is how many may be bought; `problem` says why it cannot be bought as it stands."""

    pk: int
    product: Product
    record: StockRecord
    title: str
    variant: str
    size: str
    url: str
    image: Photo | None
    price: Decimal
    quantity: int
    max: int
    problem: str
    standing: Standing
    star_when_added: int | None
    price_when_added: Decimal | None
    grams: int

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass
class Group:
    """One parcel to be: what one producer sends."""

    producer: Producer
    lines: list[Row] = field(default_factory=list)

    @property
    def goods(self) -> Decimal:
        return sum((row.total for row in self.lines), Decimal(0))

    @property
    def grams(self) -> int:
        return sum(row.grams * row.quantity for row in self.lines)


def groups_of(basket, day: date | None = None) -> list[Group]:
    """The basket by producer, in producer key order; a fixed number of queries."""
    if basket.id is None:
        return []
    lines = list(
        basket.lines.select_related(
            "product__sheet__group",
            "product__parent__sheet__group",
            "stockrecord__partner__producer__province",
            "seen",
        )
        .prefetch_related("product__images", "product__parent__images")
        .order_by("pk")
    )
    standing_of = standings([line.product for line in lines], day)
    groups: dict[int, Group] = {}
    for line in lines:
        producer = line.stockrecord.partner.producer
        group = groups.setdefault(producer.pk, Group(producer))
        group.lines.append(_row(line, standing_of[line.product_id]))
    return [groups[pk] for pk in sorted(groups)]


def rows(groups: Iterable[Group]) -> list[Row]:
    return [row for group in groups for row in group.lines]


def refusal(product: Product, sheet, record: StockRecord | None, quantity: int) -> str:
    """Why so many of this product cannot be bought, or nothing."""
    if not (product.is_public and sheet and sheet.sold_online and record and record.price):
        return _("This is not sold online. Take it out, or ask the producer.")
    if record.available <= 0:
        return _("Sold out meanwhile. Take it out to go on.")
    if quantity > record.available:
        return ngettext("Only %(left)d left.", "Only %(left)d left.", record.available) % {"left": record.available}
    return ""


def sheet_of(product: Product):
    """The product's own sheet, or its family's."""
    own = getattr(product, "sheet", None)
    return own or (getattr(product.parent, "sheet", None) if product.is_child else None)


def _row(line, standing: Standing) -> Row:
    product, record, sheet = line.product, line.stockrecord, sheet_of(line.product)
    family = product.parent if product.is_child else product
    images = list(product.images.all()) or list(family.images.all())
    seen = getattr(line, "seen", None)
    return Row(
        pk=line.pk,
        product=product,
        record=record,
        title=family.get_title(),
        variant=(sheet.size or product.title) if product.is_child else "",
        size=sheet.size if sheet else "",
        url=family.get_absolute_url(),
        image=renditions(images[0]) if images else None,
        price=record.price or Decimal(0),
        quantity=line.quantity,
        max=max(record.available, 0),
        problem=refusal(product, sheet, record, line.quantity),
        standing=standing,
        star_when_added=seen.star if seen else standing.star,
        price_when_added=line.price_incl_tax,
        grams=(sheet.parcel_weight if sheet else None) or WEIGHT_UNKNOWN,
    )
