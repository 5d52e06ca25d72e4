"""The one function that saves what a product page says of a product."""

from django.db import transaction

from catalogue.models import Product
from catalogue.slugs import slugify

from .history import record
from .models import Paper, ProductSheet

FACTS = (
    "group",
    "net_content",
    "net_unit",
    "ingredients",
    "shelf_life",
    "storage",
    "allergens",
    "usage",
    "origin",
    "gtin",
    "parcel_weight",
    "parcel_length",
    "parcel_width",
    "parcel_height",
    "handling",
    "trace_url",
    "trace_operator",
    "story",
)


class ChangedMeanwhile(Exception):
    """Somebody else saved this product after the page was opened."""


def save_facts(product: Product, facts: dict, *, actor=None, seen_revision: int | None = None) -> dict:
    """Save `title` and sheet facts; answers what changed as `{field: [old, new]}`, empty where nothing did.

    The title of a family's variants follows. `facts` may name only some; they are clean (from a form).

    Raises:
        ChangedMeanwhile: the sheet has moved on from `seen_revision`. Nothing was saved.
    """
    with transaction.atomic():
        sheet = ProductSheet.objects.select_for_update().get(product=product)
        if seen_revision is not None and sheet.revision != seen_revision:
            raise ChangedMeanwhile
        changed = _apply(sheet, {name: value for name, value in facts.items() if name in FACTS})
        title = facts.get("title", product.title).strip()
        if title != product.title:
            changed["title"] = [product.title, title]
            _rename(product, title)
        if changed:
            sheet.save(update_fields=[name for name in changed if name in FACTS])
            record(product, actor, changed)
        if product.is_child and changed.keys() & {"net_content", "net_unit"}:
            name_variants(product.parent)
    return changed


def save_paper(paper: Paper, *, actor=None) -> None:
    """Add or change a paper of a product."""
    before = None if paper.pk is None else str(Paper.objects.get(pk=paper.pk))
    with transaction.atomic():
        paper.save()
        record(paper.product, actor, {"paper": [before, str(paper)]})


def remove_paper(paper: Paper, *, actor=None) -> None:
    with transaction.atomic():
        record(paper.product, actor, {"paper": [str(paper), None]})
        paper.delete()


def _apply(sheet: ProductSheet, facts: dict) -> dict:
    changed = {}
    for name, value in facts.items():
        value = value.strip() if isinstance(value, str) else value
        before = getattr(sheet, name)
        if before != value:
            setattr(sheet, name, value)
            changed[name] = [_readable(before), _readable(value)]
    return changed


def _rename(product: Product, title: str) -> None:
    Product.objects.filter(pk=product.pk).update(title=title, slug=slugify(title))
    product.title, product.slug = title, slugify(title)
    if product.is_parent:
        name_variants(product)


def name_variants(family: Product) -> None:
    """A variant is called after its family and its size, as it must stand on a slip."""
    for variant in Product.objects.filter(parent=family).select_related("sheet"):
        title = f"{family.title} {variant.sheet.size}".strip()
        Product.objects.filter(pk=variant.pk).update(title=title, slug=slugify(title))


def _readable(value):
    return str(value) if hasattr(value, "pk") or hasattr(value, "as_tuple") else value
