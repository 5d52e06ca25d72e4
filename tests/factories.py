"""Builders of the field's own things for tests: each gives a complete, valid thing; a test names what it is about."""

from __future__ import annotations

import itertools
from datetime import date

from catalogue.certification.models import Certificate, CertificateCoverage, Decision
from catalogue.certification.timeline import refresh
from catalogue.models import Category, Product, ProductClass
from catalogue.places.models import Province
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductSheet
from catalogue.provenance.prices import set_price
from shop.accounts.models import User
from shop.partner.models import Partner, StockRecord
from shop.stock import ledger

_number = itertools.count(10_001)  # no number that a test writes itself


def make_user(**fields) -> User:
    n = next(_number)
    password = fields.pop("password", "mat-khau-rat-dai")
    return User.objects.create_user(fields.pop("email", f"user{n}@example.vn"), password, **fields)


def make_producer(name: str | None = None, *, users=(), **fields) -> Producer:
    name = name or f"HTX Mẫu {next(_number)}"
    partner = Partner.objects.create(name=name[:128])
    partner.users.set(users)
    fields.setdefault("province", Province.objects.filter(code="68").first())
    fields.setdefault("kind", Producer.Kind.COOPERATIVE)
    return Producer.objects.create(partner=partner, name=name, **fields)


def make_product(
    title: str = "Măng nứa khô",
    *,
    producer: Producer | None = None,
    price: int | None = 85_000,
    stock: int = 10,
    is_public: bool = True,
    sheet: dict | None = None,
    **fields,
) -> Product:
    """A standalone product on sale, with its sheet, price and stock; a draft until it has them, like any other."""
    producer = producer or make_producer()
    product_class, _ = ProductClass.objects.get_or_create(name="OCOP", defaults={"track_stock": True})
    product = Product.objects.create(title=title, product_class=product_class, is_public=False, **fields)
    ProductSheet.objects.create(
        product=product,
        producer=producer,
        **{"net_content": 500, "net_unit": "g", "parcel_weight": 600, **(sheet or {})},
    )
    record = StockRecord.objects.create(product=product, partner=producer.partner, partner_sku=f"SKU-{next(_number)}")
    if price is not None:
        set_price(record, price)
    if stock:
        ledger.receive(record, stock)
    if is_public:
        product.is_public = True
        product.save()
    return product


def make_certificate(
    product: Product | None = None,
    *,
    star: int = 4,
    valid_from: date = date(2026, 1, 15),
    valid_to: date = date(2029, 1, 15),
    producer: Producer | None = None,
    whole_family: bool = False,
    **decision_fields,
) -> Certificate:
    """A certificate of a provincial decision, covering `product` if one is given."""
    producer = producer or (product.sheet.producer if product else make_producer())
    decision = Decision.objects.create(
        **{
            "number": f"{next(_number)}/QĐ-UBND",
            "date": valid_from,
            "authority": "UBND tỉnh Lâm Đồng",
            "level": Decision.Level.PROVINCE,
            **decision_fields,
        }
    )
    certificate = Certificate.objects.create(
        decision=decision,
        producer=producer,
        product_name=product.title if product else "Măng nứa khô",
        producer_name=producer.name,
        star=star,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if product:
        CertificateCoverage.objects.create(certificate=certificate, product=product, whole_family=whole_family)
    refresh(certificate)
    return certificate


def make_category(name: str = "Thực phẩm") -> Category:
    return Category.add_root(name=name)
