"""The groups of decision 26/2026 have English names, and the shop's English pages use them."""

import pytest

from django.utils import translation

from catalogue.certification.groups import CURRENT, ENGLISH
from catalogue.certification.models import ProductGroup
from catalogue.provenance.texts import group_text
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_every_group_of_the_decision_has_an_english_name():
    groups = ProductGroup.objects.filter(legal_document=CURRENT)
    assert len(groups) == 26
    names = {name for group in groups for name in (str(group), group.group, group.industry)}
    assert names - set(ENGLISH) == set() and set(ENGLISH) - names == set()
    shown = [ENGLISH[str(group)] for group in groups]
    assert len(set(shown)) == 26


def test_an_unknown_group_stays_vietnamese_and_says_so():
    with translation.override("en"):
        assert (group_text("Chè").lang, group_text("Chè")) == ("", "Tea")
        assert (group_text("Nhóm cũ").lang, group_text("Nhóm cũ")) == ("vi", "Nhóm cũ")
    assert group_text("Chè") == "Chè"


def test_filter_and_product_page_name_the_group_in_the_language_of_the_page(client):
    group = ProductGroup.objects.get(legal_document=CURRENT, set_no=4)
    product = make_product("Honey", sheet={"group": group})
    for prefix, name, other in (
        ("", str(group), "Honey, syrups"),
        ("/en", "Honey, syrups and other farm food", str(group)),
    ):
        for url in (f"{prefix}/san-pham/", f"{prefix}{product.get_absolute_url()}"):
            html = client.get(url).content.decode()
            assert name in html and other not in html, url
