"""Fill the shop with `goods(count)`: `fill_ours.py COUNT`, in the database that the settings name."""

import sys
from datetime import date

import django

django.setup()

from django.db import transaction  # noqa: E402

from benchmarks.generating import goods  # noqa: E402
from catalogue.certification.models import (  # noqa: E402
    Certificate,
    CertificateCoverage,
    CertificateTimeline,
    Decision,
    ProductGroup,
)
from catalogue.models import Product, ProductClass  # noqa: E402
from catalogue.places.models import Province  # noqa: E402
from catalogue.producers.models import Producer  # noqa: E402
from catalogue.provenance.models import ProductSheet  # noqa: E402
from catalogue.slugs import slugify  # noqa: E402
from shop.partner.models import Partner, StockRecord  # noqa: E402
from shop.search.indexing import refresh_all  # noqa: E402

FROM, TO = date(2026, 1, 15), date(2029, 1, 15)
DAY = {"valid_from": FROM, "valid_to": TO, "filing_opens_on": date(2028, 7, 19), "last_filing_day": date(2028, 9, 17)}


@transaction.atomic
def fill(count: int) -> None:
    provinces, groups = list(Province.objects.all()), list(ProductGroup.objects.all())
    kind = ProductClass.objects.create(name="OCOP", track_stock=True)
    producers = []
    for n, province in enumerate(provinces * 3):
        partner = Partner.objects.create(name=f"HTX Mẫu {n}", code=f"htx-{n}")
        commune = province.communes.order_by("code")[n % 3]
        name = f"HTX Mẫu {n}"
        producers.append(Producer.objects.create(partner=partner, name=name, province=province, commune=commune))
    told = goods(count)
    products = Product.objects.bulk_create(
        [Product(title=one.title, slug=slugify(one.title), product_class=kind) for one in told], batch_size=1000
    )
    sheets, records = [], []
    for one, product in zip(told, products, strict=True):
        producer = producers[one.number % len(producers)]
        facts = {"net_content": 500, "net_unit": "g", "ingredients": one.title, "story": one.story}
        sheets.append(ProductSheet(product=product, producer=producer, group=groups[one.group % len(groups)], **facts))
        records.append(
            StockRecord(
                product=product,
                partner=producer.partner,
                partner_sku=f"S{one.number}",
                price=one.price,
                num_in_stock=50,
            )
        )
    ProductSheet.objects.bulk_create(sheets, batch_size=1000)
    StockRecord.objects.bulk_create(records, batch_size=1000)
    _certify([(product, sheet.producer) for product, sheet in zip(products[::2], sheets[::2], strict=True)])
    refresh_all()


def _certify(covered: list[tuple[Product, Producer]]) -> None:
    decision = Decision.objects.create(number="1/QĐ-UBND", date=FROM, authority="UBND tỉnh Mẫu", level="province")
    certificates = Certificate.objects.bulk_create(
        Certificate(
            decision=decision, producer=producer, product_name=product.title, producer_name=producer.name,
            star=3 + n % 2, valid_from=FROM, valid_to=TO, folded="",
        )
        for n, (product, producer) in enumerate(covered)
    )  # fmt: skip
    CertificateTimeline.objects.bulk_create(
        CertificateTimeline(certificate=one, evidence="A", **DAY) for one in certificates
    )
    CertificateCoverage.objects.bulk_create(
        CertificateCoverage(certificate=one, product=product)
        for one, (product, _producer) in zip(certificates, covered, strict=True)
    )


if __name__ == "__main__":
    fill(int(sys.argv[1]))
