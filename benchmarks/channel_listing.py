"""What the parts of `benchmarks.channels` put on the channels: listings of the generated products, with a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from django.core.files.base import ContentFile

from catalogue.models import Product, ProductImage
from catalogue.provenance.models import ProductSheet
from connectors.models import ChannelAccount, Listing

CATEGORIES = {
    "shopee": ("100617", [{"id": "100010", "options": ["1001"]}, {"id": "100020", "options": ["1103"]}]),
    "lazada": (
        "10122",
        [{"id": "country_of_origin", "options": ["Việt Nam"]}, {"id": "shelf_life", "options": ["12 tháng"]}],
    ),
}
PARCEL = {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 600}


def make_sendable() -> None:
    """Parcel sizes and the same picture for every product: a marketplace demands both."""
    ProductSheet.objects.update(**PARCEL)
    out = io.BytesIO()
    Image.new("RGB", (900, 900), "#7a5230").save(out, "JPEG")
    first, *others = Product.objects.order_by("pk")
    picture = ProductImage.objects.create(product=first, original=ContentFile(out.getvalue(), "anh.jpg"))
    same = (ProductImage(product=one, original=picture.original.name) for one in others)
    ProductImage.objects.bulk_create(same, batch_size=1000)


def list_products(account: ChannelAccount, products: Sequence[Product]) -> None:
    category, attributes = CATEGORIES[account.channel]
    Listing.objects.bulk_create(
        (
            Listing(
                account=account,
                product=product,
                item_sku=f"CP-{account.pk}-{product.pk}",
                category_id=category,
                attributes=attributes,
            )
            for product in products
        ),
        batch_size=1000,
    )
