"""The preview names every problem that the channel's own answers and rules announce."""

from datetime import timedelta

import pytest

from connectors.contract import (
    Attribute,
    AttributeOption,
    AttributeValue,
    Dimensions,
    DraftSku,
    Money,
    Reference,
    SalePrice,
)
from connectors.lazada.reference import limits
from tests.connectors.canned import START
from tests.connectors.lazada.shop import LazadaShop, draft, jars

ORIGIN = Attribute("origin", "Xuất xứ", mandatory=True, options=(AttributeOption("VN", "Việt Nam"),), custom=False)
SIZE = Attribute("saleProp.Khối lượng", "Khối lượng", mandatory=True, per_sku=True)
PLAIN = Reference(limits([]))


def codes(wanted, reference=PLAIN):
    shop = LazadaShop()
    found = shop.channel.preview(wanted, reference)
    assert shop.names() == []
    return [problem.code for problem in found]


def sale(price, days=1):
    return SalePrice(Money(price), START, START + timedelta(days=days))


def test_good_drafts_have_no_problem():
    assert codes(draft()) == []
    assert codes(jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 0)), Reference(limits([]), (SIZE,))) == []
    assert codes(draft(skus=(DraftSku("A", Money(9), 1, sale=sale(8)),))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "title_length"),
        ({"title": "x" * 256}, "title_length"),
        ({"title": "ậ" * 86}, "title_too_long"),
        ({"title": "Mật ong <ngon>"}, "characters_forbidden"),
        ({"description": "x" * 25001}, "description_length"),
        ({"image_ids": ()}, "image_count"),
        ({"image_ids": ("i",) * 9}, "image_count"),
        ({"weight_grams": 0}, "weight_missing"),
        ({"weight_grams": 40001}, "parcel_too_heavy"),
        ({"dimensions": None}, "dimensions_missing"),
        ({"dimensions": Dimensions(101, 100, 100)}, "parcel_too_large"),
        ({"skus": ()}, "sku_missing"),
        ({"skus": (DraftSku("A", Money(0), 1),)}, "price_range"),
        ({"skus": (DraftSku("A", Money(9), -1),)}, "stock_range"),
        ({"skus": (DraftSku("A", Money(9), 1, sale=sale(9)),)}, "sale_price_wrong"),
        ({"skus": (DraftSku("A", Money(9), 1, sale=sale(8, days=0)),)}, "sale_price_wrong"),
        ({"skus": (DraftSku("A", Money(9), 1, ("Đỏ",)),)}, "options_incomplete"),
    ],
)
def test_each_rule(change, code):
    assert codes(draft(**change)) == [code]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("A", "250 g", 9000, 1), ("A", "500 g", 9000, 1)), ["sku_repeated"]),
        ((("A", "250 g", 9000, 1), ("B", "250 g", 9000, 1)), ["sku_repeated"]),
        ((("A", "", 9000, 1),), ["options_incomplete"]),
    ],
)
def test_variants(rows, expected):
    assert codes(jars(*rows)) == expected


def test_pictures_for_all_variants_or_none():
    skus = (DraftSku("A", Money(9), 1, ("x",), image_id="i"), DraftSku("B", Money(9), 1, ("y",)))
    assert codes(draft(skus=skus, variation_names=("Màu",))) == ["image_sku"]


def test_at_most_two_axes():
    assert codes(draft(skus=(DraftSku("A", Money(9), 1, ("x", "y", "z")),), variation_names=("a", "b", "c"))) == [
        "too_many_axes"
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ((AttributeValue("origin", ("VN",)),), []),
        ((), ["attribute_missing"]),
        ((AttributeValue("origin", ("LA",)),), ["attribute_choice"]),
        ((AttributeValue("origin", text="Lào"),), ["attribute_choice"]),
        ((AttributeValue("origin", ("VN", "VN")),), ["attribute_count"]),
    ],
)
def test_attributes(attributes, expected):
    assert codes(draft(attributes=attributes), Reference(limits([]), (ORIGIN,))) == expected
