"""Stock in the workbook, as the page has it: what stands is never typed over; it is received once, or counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from shop.partner.models import Partner, StockRecord
from shop.stock import ledger
from shop.stock.models import StockMovement

from .selling import own_record, record_of

OPENING, ON_HAND, COUNTED = "stock_opening", "stock_on_hand", "stock_counted"
NAMES = (OPENING, ON_HAND, COUNTED)
PROMISED = _("%(promised)s units are promised to orders; fewer cannot be on the shelf.")
OUTCOMES = {OPENING: _("received as opening stock"), COUNTED: _("set by count")}


@dataclass(frozen=True)
class Figures:
    """Of one sellable product: the first units that ever moved (None: none did), on the shelf, promised to orders."""

    opening: int | None = None
    on_hand: int = 0
    promised: int = 0


def read_figures(products: Iterable[Product]) -> None:
    """Put `stock_figures` on each product, with one query if `stockrecords` are prefetched."""
    record_of_product = {product.pk: record_of(product) for product in products}
    records = [record.pk for record in record_of_product.values() if record]
    firsts = StockMovement.objects.filter(record__in=records).values("record").annotate(first=Min("pk")).values("first")
    opening = dict(StockMovement.objects.filter(pk__in=firsts).values_list("record", "quantity"))
    for product in products:
        record = record_of_product[product.pk]
        product.stock_figures = _figures(record, opening) if record else Figures()


def text_of(name: str, product: Product) -> str:
    """The figure as the file writes it: empty where no stock ever moved. What was counted is always asked anew."""
    figures = product.stock_figures
    if figures.opening is None or name == COUNTED:
        return ""
    return str(figures.opening if name == OPENING else figures.on_hand)


def judge(name: str, units: int, product: Product) -> tuple[str, str]:
    """What the preview shows as standing now, and why the figure is refused, if it is."""
    figures = product.stock_figures
    now = str(figures.on_hand)
    if name == ON_HAND:
        return now, str(_("This figure follows what came in, was counted and was sold. Type a count under “Kiểm kho”."))
    if name == OPENING and figures.opening is not None:
        return now, str(_("These goods have had stock before. Type what is on the shelf under “Kiểm kho”."))
    if name == COUNTED and units < figures.promised:
        return now, str(PROMISED % {"promised": figures.promised})
    return now, ""


def changes_nothing(name: str, units: int, product: Product) -> bool:
    """The figure is what stands: the same file read twice has nothing to do the second time."""
    figures = product.stock_figures
    return units == {OPENING: figures.opening or 0, ON_HAND: figures.on_hand, COUNTED: figures.on_hand}[name]


def write(product: Product, partner: Partner, values: dict, *, actor, reason: str) -> None:
    """Receive the opening stock, then set what was counted.

    Raises:
        ValidationError: the ledger refused, in its words.
    """
    if not values.keys() & {OPENING, COUNTED}:
        return
    record = own_record(product, partner)
    try:
        if OPENING in values:
            ledger.receive(record, values[OPENING], actor=actor, reason=reason)
        if COUNTED in values:
            ledger.count(record, values[COUNTED], actor=actor, reason=reason)
    except ledger.OutOfStock as error:
        raise ValidationError(PROMISED, params={"promised": error.wanted}) from error


def _figures(record: StockRecord, opening: dict[int, int]) -> Figures:
    return Figures(opening.get(record.pk), record.num_in_stock or 0, record.num_allocated or 0)
