"""What lies in a basket, by the producer who will send it, as the basket and the checkout show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.certification.safety import is_on_show, stopped_for_safety
from catalogue.certification.standing import Standing, standings
from catalogue.models import Product
from catalogue.producers.models import Producer
from catalogue.provenance.photos import Photo, renditions
from catalogue.provenance.texts import tell, title_of
from shop.offer.granted import Granted, Off, granted_to, off_of, total_off
from shop.offer.terms import terms
from shop.partner.models import StockRecord

WEIGHT_UNKNOWN = 500  # grams, for a sheet that states no parcel weight


@dataclass(frozen=True)
class Row:
    """One line. `max` is how many may be bought; `problem` says why it cannot be bought as it stands.

    `off` is what offers take off the line in whole đồng; `handling` what its way asks for (`ProductSheet.Handling`).
    """

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
    handling: str
    off: Off = ()

    @property
    def full(self) -> Decimal:
        return self.price * self.quantity

    @property
    def total(self) -> Decimal:
        return self.full - total_off(self.off)


@dataclass
class Group:
    """One parcel to be: what one producer sends."""

    producer: Producer
    lines: list[Row] = field(default_factory=list)

    @property
    def goods(self) -> Decimal:
        """What its goods cost after offers."""
        return sum((row.total for row in self.lines), Decimal(0))

    @property
    def full(self) -> Decimal:
        """What they cost before offers: delivery that is free from an amount on stays free with a code."""
        return sum((row.full for row in self.lines), Decimal(0))

    @property
    def grams(self) -> int:
        return sum(row.grams * row.quantity for row in self.lines)


def groups_of(basket, day: date | None = None, held: Mapping[int, int] | None = None) -> list[Group]:
    """The basket by producer, in producer key order; a fixed number of queries.

    `held` are units by stock record that wait for this very buyer: they count as available to her.
    """
    if basket.id is None:
        return []
    lines, granted, held = list(basket.all_lines()), granted_to(basket), held or {}
    products = [line.product for line in lines]
    tell([product.parent if product.is_child else product for product in products])
    standing_of, stopped = standings(products, day), stopped_for_safety(products)
    groups: dict[int, Group] = {}
    for line in lines:
        producer = line.stockrecord.partner.producer
        group = groups.setdefault(producer.pk, Group(producer))
        available = line.stockrecord.available + held.get(line.stockrecord_id, 0)
        row = _row(line, standing_of[line.product_id], available, off_of(line, granted))
        group.lines.append(replace(row, problem=_stopped()) if line.product_id in stopped else row)
    return [groups[pk] for pk in sorted(groups)]


def rows(groups: Iterable[Group]) -> list[Row]:
    return [row for group in groups for row in group.lines]


def sums(groups: Iterable[Group], granted: Iterable[Granted] = ()) -> dict:
    """What the basket comes to before its way is known; `granted` names also what will come off delivery."""
    groups = list(groups)
    full = sum((row.full for row in rows(groups)), Decimal(0))
    off = told_off([row.off for row in rows(groups)], granted)
    return {"goods": full, "discounts": off, "delivery": None, "total": sum((g.goods for g in groups), Decimal(0))}


def told_off(offs: Iterable[Off], granted: Iterable[Granted] = ()) -> list[dict]:
    """Each offer with its terms and all that it takes off; None for one of `granted` whose amount is not known yet."""
    amounts: dict[Granted, Decimal | None] = {}
    for one, amount in (part for off in offs for part in off):
        amounts[one] = (amounts.get(one) or Decimal(0)) + amount
    for one in granted:
        amounts.setdefault(one, None)
    return [
        {"name": one.name, "amount": amount, "terms": terms(one.offer, one.voucher)} for one, amount in amounts.items()
    ]


def refusal(product: Product, sheet, record: StockRecord | None, quantity: int, available: int | None = None) -> str:
    """Why so many of this product cannot be bought, or nothing. `available` to this buyer, else to anybody."""
    if not is_on_show(product):
        return _("This is no longer on sale. Take it out to go on.")
    if not (sheet and sheet.sold_online and record and record.price):
        return _("This is not sold online. Take it out, or ask the producer.")
    left = record.available if available is None else available
    if left <= 0:
        return _("Sold out meanwhile. Take it out to go on.")
    if quantity > left:
        return ngettext("Only %(left)d left.", "Only %(left)d left.", left) % {"left": left}
    return ""


def _stopped() -> str:
    return _("Taken off sale for safety. Take it out to go on.")


def sheet_of(product: Product):
    """The product's own sheet, or its family's."""
    own = getattr(product, "sheet", None)
    return own or (getattr(product.parent, "sheet", None) if product.is_child else None)


def handling_of(product: Product) -> str:
    """What the way of this product asks for: its own sheet says, or its family's."""
    families = (product, product.parent) if product.is_child else (product,)
    sheets = [getattr(one, "sheet", None) for one in families]
    return next((sheet.handling for sheet in sheets if sheet and sheet.handling), "")


def _row(line, standing: Standing, available: int, off: Off) -> Row:
    product, record, sheet = line.product, line.stockrecord, sheet_of(line.product)
    family = product.parent if product.is_child else product
    images = list(product.images.all()) or list(family.images.all())
    seen = getattr(line, "seen", None)
    return Row(
        pk=line.pk,
        product=product,
        record=record,
        title=title_of(family),
        variant=(sheet.size_told or product.title) if product.is_child else "",
        size=sheet.size_told if sheet else "",
        url=family.get_absolute_url(),
        image=renditions(images[0]) if images else None,
        price=record.price or Decimal(0),
        quantity=line.quantity,
        max=max(available, 0),
        problem=refusal(product, sheet, record, line.quantity, available),
        standing=standing,
        star_when_added=seen.star if seen else standing.star,
        price_when_added=line.price_incl_tax,
        grams=(sheet.parcel_weight if sheet else None) or WEIGHT_UNKNOWN,
        handling=handling_of(product),
        off=off,
    )
