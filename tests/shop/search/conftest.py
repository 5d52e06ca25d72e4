import tomllib
from pathlib import Path

import pytest

from catalogue.certification.models import ProductGroup
from catalogue.models import Product
from catalogue.places.models import Province
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductSheet
from catalogue.slugs import slugify
from shop.search import indexing
from tests.factories import make_producer

LABELLED = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text(encoding="utf-8"))


@pytest.fixture
def market(db) -> dict[str, str]:
    """The 122 products of `labelled.toml` on sale; the queries with the title that is expected."""
    producers: dict[str, Producer] = {}
    products, sheets = [], []
    for line in LABELLED["products"].strip().splitlines():
        title, ingredients, story, province, group = (part.strip() for part in line.split("|"))
        if province not in producers:
            producers[province] = make_producer(province=Province.objects.filter(code=province).first())
        product = Product(title=title, slug=slugify(title))
        facts = {"ingredients": ingredients, "story": story, "group": ProductGroup.objects.get(set_no=group)}
        products.append(product)
        sheets.append(ProductSheet(product=product, producer=producers[province], **facts))
    Product.objects.bulk_create(products)
    ProductSheet.objects.bulk_create(sheets)
    indexing.refresh_all()
    return LABELLED["queries"]
