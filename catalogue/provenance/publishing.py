"""When a product may be shown to buyers: the label facts of its group are all there (domain/ocop.md §6.2 and §6.4).

This checks that facts are stated, not that they are true, and claims no legal compliance.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Product

from .history import record
from .models import ProductSheet
from .titles import NO_STARS, tells_stars


@dataclass(frozen=True)
class MissingFact:
    """`field` is the id of the place on the edit page where the fact is mended."""

    field: str
    message: str
    remedy: str


class NotPublishable(Exception):
    """The product lacks facts that a buyer must be shown; `missing` says which."""

    def __init__(self, product: Product, missing: list[MissingFact]):
        self.product, self.missing = product, missing
        super().__init__(f"product {product.pk} lacks {', '.join(fact.field for fact in missing)}")


@dataclass(frozen=True)
class Kind:
    """What a buyer must be told of the goods in a range of scoring sets (decision 26/2026/QĐ-TTg, Annex I)."""

    facts: tuple[str, ...]
    net_content: bool = False


FRESH = Kind(("shelf_life", "storage", "origin"), net_content=True)
FOOD = Kind(("ingredients", "shelf_life", "storage", "origin"), net_content=True)
HERBAL = Kind(("ingredients", "usage", "shelf_life", "storage", "origin"), net_content=True)
COSMETIC = Kind(("ingredients", "usage", "shelf_life", "origin"), net_content=True)
CRAFT = Kind(("ingredients", "usage", "origin"))
ORNAMENTAL = Kind(("usage", "origin"))
TOURISM = Kind(("story",))
UNKNOWN = Kind(("origin",))

BY_SET: dict[int, Kind] = {
    **dict.fromkeys((1, 2), FRESH),
    **dict.fromkeys(range(3, 18), FOOD),
    **dict.fromkeys((18, 20), HERBAL),
    19: COSMETIC,
    **dict.fromkeys((21, 22), CRAFT),
    **dict.fromkeys((23, 24, 25), ORNAMENTAL),
    26: TOURISM,
}

_REMEDIES = {
    "ingredients": (_("Ingredients or material"), _("List them as on the label, the largest share first.")),
    "shelf_life": (_("Shelf life"), _("For example: 12 months from the production date.")),
    "storage": (_("Storage"), _("For example: dry, cool, out of direct sun.")),
    "usage": (
        pgettext_lazy("label of a product", "Usage"),
        _("Say how it is used or cared for, with warnings if there are any."),
    ),
    "origin": (_("Origin"), _("Name the place where it was grown or made.")),
    "story": (_("Story"), _("Describe what visitors will find.")),
}


def kind_of(sheet: ProductSheet) -> Kind:
    return BY_SET.get(sheet.group.set_no, UNKNOWN) if sheet.group else UNKNOWN


def missing_facts(product: Product) -> list[MissingFact]:
    """What must still be said before buyers see this standalone product or family; empty when it may be published.

    Reads `sheet__group`, `sheet__producer`, `images`, `texts`, `stockrecords` and, for a family, `children`
    with the same; a caller with many products prefetches them (`for_publishing`).
    """
    sheet = product.sheet
    found = list(_missing_of_all(product, sheet))
    found += _missing_by_group(sheet)
    if product.is_parent:
        variants = [variant for variant in product.children.all() if variant.is_public]
        if not variants:
            found.append(MissingFact("variants", _("No pack size on sale"), _("Add at least one pack size.")))
        for variant in variants:
            own = getattr(variant, "sheet", None) or ProductSheet(product=variant)
            found += _missing_of_sellable(variant, own, sheet, f"variant-{variant.pk}-")
    else:
        found += _missing_of_sellable(product, sheet, sheet, "")
    return found


def for_publishing(products):
    """The queryset with all that `missing_facts` reads."""
    variants = Product.objects.select_related("sheet").prefetch_related("stockrecords").order_by("pk")
    return products.select_related("sheet__group", "sheet__producer__province").prefetch_related(
        "images", "texts", "stockrecords", Prefetch("children", queryset=variants)
    )


def publish(product: Product, actor) -> None:
    """Show the product to buyers. Doing it twice does nothing.

    Raises:
        NotPublishable: label facts are missing; nothing changed.
    """
    if missing := missing_facts(product):
        raise NotPublishable(product, missing)
    _show(product, True, actor)


def unpublish(product: Product, actor) -> None:
    """Take the product from buyers; its proof page stays. Doing it twice does nothing."""
    _show(product, False, actor)


def _show(product: Product, public: bool, actor) -> None:
    with transaction.atomic():
        changed = Product.objects.filter(pk=product.pk, is_public=not public).update(is_public=public)
        product.is_public = public
        if changed:
            record(product, actor, {"is_public": [not public, public]})


def _missing_of_all(product: Product, sheet: ProductSheet) -> Iterable[MissingFact]:
    producer = sheet.producer
    if not product.title.strip():
        yield MissingFact("title", _("Name of the goods"), _("Write the name as it stands on the label."))
    if _titles_tell_stars(product):
        yield MissingFact("title", _("Name without stars"), NO_STARS)
    for text in product.texts.all():
        if tells_stars(text.title):
            yield MissingFact(f"text-{text.language}-title", _("Name without stars"), NO_STARS)
    if sheet.group is None:
        yield MissingFact("group", _("Product group"), _("Choose the group: it decides which facts are needed."))
    if not (producer.address or producer.address_printed):
        yield MissingFact(
            "producer", _("Address of the producer"), _("Fill in the address on the page of the producer.")
        )
    if not product.images.all():
        yield MissingFact("photos", _("Photo"), _("Add at least one photo of the goods."))
    if not sheet.sold_online and not producer.phone:
        yield MissingFact(
            "producer",
            _("Public phone of the producer"),
            _("This group is not sold online: buyers need a number to call. Fill it in on the page of the producer."),
        )


def _titles_tell_stars(product: Product) -> bool:
    offered = [size.title for size in product.children.all() if size.is_public] if product.is_parent else []
    return any(tells_stars(title) for title in (product.title, *offered))


def _missing_by_group(sheet: ProductSheet) -> list[MissingFact]:
    found = [
        MissingFact(field, *_REMEDIES[field]) for field in kind_of(sheet).facts if not getattr(sheet, field).strip()
    ]
    if sheet.group and sheet.group.is_alcohol and sheet.ingredients.strip() and "%" not in sheet.ingredients:
        found.append(
            MissingFact("ingredients", _("Alcohol content"), _("State the alcohol in % vol with the ingredients."))
        )
    return found


def _missing_of_sellable(one: Product, sheet: ProductSheet, family: ProductSheet, prefix: str) -> list[MissingFact]:
    """`prefix` leads to the fields of one variant; a variant's parcel is the family's where it has none."""
    found = []
    if kind_of(family).net_content and not (sheet.net_content and sheet.net_unit):
        found.append(("net_content", _("Net content"), _("Give the amount and its unit, for example 500 g.")))
    if family.sold_online:
        stock = next(iter(one.stockrecords.all()), None)
        if stock is None or not stock.price:
            found.append(("price", _("Price"), _("Set the price in đồng, tax included.")))
        if not (sheet.parcel_weight or family.parcel_weight):
            remedy = _("Weigh it packed for sending; delivery fees follow from it.")
            found.append(("parcel_weight", _("Parcel weight"), remedy))
    label = f" ({sheet.size or one.title})" if prefix else ""
    return [MissingFact(prefix + field, f"{message}{label}", remedy) for field, message, remedy in found]
