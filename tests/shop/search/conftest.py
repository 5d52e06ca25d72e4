import tomllib
from pathlib import Path

import pytest

from catalogue.certification.models import ProductGroup
from catalogue.places.models import Province
from shop.search import indexing
from tests.factories import make_producer, make_product

LABELLED = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text(encoding="utf-8"))


@pytest.fixture
def market(db) -> dict[str, str]:
    """The 122 products of `labelled.toml` on sale; the queries with the title that is expected."""
    producers = {}
    for line in LABELLED["products"].strip().splitlines():
        title, ingredients, story, province, group = (part.strip() for part in line.split("|"))
        if province not in producers:
            producers[province] = make_producer(province=Province.objects.filter(code=province).first())
        facts = {"ingredients": ingredients, "story": story, "group": ProductGroup.objects.get(set_no=group)}
        make_product(title, producer=producers[province], stock=0, sheet=facts)
    indexing.refresh_all()
    return LABELLED["queries"]
