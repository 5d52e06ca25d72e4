"""From a listing row to the draft that is sent: text, pictures, SKUs, deliveries."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PIL import Image, ImageOps

from django.utils import timezone

from . import composing
from .contract import (
    AttributeValue,
    Dimensions,
    DraftSku,
    ListingDraft,
    LogisticsChoice,
    Money,
    Reference,
    SalePrice,
)
from .models import Listing, ListingSku
from .plan import PriceTerms, Sale, StockTerms
from .terms import price_terms, stock_terms

LARGEST_SIDE = 2000
JPEG_QUALITY = 88
VARIATION_NAME = "Phân loại"


@dataclass(frozen=True)
class Picture:
    """A product picture: the hash of the stored file and where to read it."""

    content_hash: str
    file: Any

    def jpeg(self) -> bytes:
        """Re-encoded and fitted, without the metadata of the camera."""
        with self.file.open("rb") as stored, Image.open(stored) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
            return out.getvalue()


@dataclass(frozen=True)
class Draft:
    """A draft without picture ids, with what it was made of."""

    text: composing.Text
    pictures: tuple[Picture, ...]
    skus: tuple[tuple[ListingSku, StockTerms, PriceTerms], ...]
    draft: ListingDraft

    def as_shown(self) -> ListingDraft:
        """The draft as it would be sent, its pictures named by what they hold: none is uploaded yet."""
        return replace(self.draft, image_ids=tuple(picture.content_hash for picture in self.pictures))

    def wanted(self) -> dict[str, Any]:
        """What makes two versions different; stock and price travel apart. Plain JSON."""
        draft = self.draft
        return {
            "title": draft.title,
            "description": draft.description,
            "star": self.text.star,
            "category": draft.category_id,
            "attributes": [_attribute_row(one) for one in draft.attributes],
            "images": [picture.content_hash for picture in self.pictures],
            "weight": draft.weight_grams,
            "dimensions": list(_sides(draft.dimensions)),
            "skus": [[sku.sku, *sku.options] for sku in draft.skus],
        }


def ensure_skus(listing: Listing) -> None:
    """A row for each stock record that the listing sells; a variant that is gone keeps its row and sells 0."""
    known = set(listing.skus.values_list("record_id", flat=True))
    for product in sellable(listing.product):
        record = product.stockrecords.first()
        if record and record.pk not in known:
            key = listing.item_sku if not product.is_child else f"{listing.item_sku}-{record.pk}"
            ListingSku.objects.create(listing=listing, record=record, sku=key)


def sellable(product) -> list:
    """The product itself, or the public variants of a family."""
    if not product.is_parent:
        return [product]
    return list(product.children.filter(is_public=True).order_by("pk"))


def make_draft(listing: Listing, reference: Reference, now: datetime, *, visible: bool = True) -> Draft:
    """The listing as it should be now, on the Vietnamese day of it; picture ids are filled in by `with_images`."""
    product, lead = listing.product, listing.account.star_lead_days
    text = composing.compose(product, timezone.localdate(now), lead=lead, limits=reference.limits)
    rows = listing.skus.select_related("record__product", "listing__account").order_by("pk")
    priced = tuple((sku, *_terms(sku, now)) for sku in rows)
    pictures = _pictures(product, reference.limits.images.high)
    sheet = getattr(product, "sheet", None)
    draft = ListingDraft(
        item_sku=listing.item_sku,
        title=text.title,
        description=text.description,
        category_id=listing.category_id,
        image_ids=(),
        weight_grams=(sheet.parcel_weight or 0) if sheet else 0,
        dimensions=_dimensions(sheet),
        skus=tuple(_draft_sku(product, *one) for one in priced if one[2]),
        attributes=tuple(attribute_value(row) for row in listing.attributes),
        variation_names=(VARIATION_NAME,) if product.is_parent else (),
        logistics=tuple(
            LogisticsChoice(way.id, way.sizes[0][0] if way.sizes else "", Money(0) if way.needs_fee else None)
            for way in reference.logistics
            if way.enabled
        ),
        visible=visible,
    )
    return Draft(text, pictures, tuple(one for one in priced if one[2]), draft)


def _terms(sku: ListingSku, now: datetime) -> tuple[StockTerms, PriceTerms | None]:
    """By the rules that were read together with the revision: one that is saved later raises it."""
    account = sku.listing.account
    return stock_terms(sku, account), price_terms(sku, account, now)


def attribute_value(row: dict[str, Any]) -> AttributeValue:
    return AttributeValue(row["id"], tuple(row.get("options", ())), row.get("text", ""), row.get("unit", ""))


def _attribute_row(value: AttributeValue) -> dict[str, Any]:
    return {"id": value.attribute_id, "options": list(value.option_ids), "text": value.text, "unit": value.unit}


def _draft_sku(product, sku: ListingSku, stock: StockTerms, price: PriceTerms) -> DraftSku:
    options = (_option(sku),) if product.is_parent else ()
    sale = sale_price(price.sale)
    return DraftSku(sku=sku.sku, price=Money(price.number()), stock=stock.number(), options=options, sale=sale)


def sale_price(sale: Sale | None) -> SalePrice | None:
    """As the contract wants it."""
    return SalePrice(Money(sale.price), sale.starts, sale.ends) if sale else None


def _option(sku: ListingSku) -> str:
    """A variant is told apart by its size; by its title where the sheet states none."""
    variant = sku.record.product
    sheet = getattr(variant, "sheet", None)
    return (sheet.size if sheet else "") or variant.title or sku.sku


def _dimensions(sheet) -> Dimensions | None:
    if not sheet or not (sheet.parcel_length and sheet.parcel_width and sheet.parcel_height):
        return None
    return Dimensions(sheet.parcel_length, sheet.parcel_width, sheet.parcel_height)


def _sides(size: Dimensions | None) -> Sequence[int]:
    return (size.length, size.width, size.height) if size else ()


def _pictures(product, most: int | None) -> tuple[Picture, ...]:
    found = []
    for image in product.images.order_by("display_order", "pk")[: most or 9]:
        if not image.original or not image.original.storage.exists(image.original.name):
            continue
        with image.original.open("rb") as stored:
            digest = hashlib.file_digest(stored, "sha256").hexdigest()
        found.append(Picture(digest, image.original))
    return tuple(found)
