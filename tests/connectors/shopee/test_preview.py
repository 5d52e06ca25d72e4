"""The preview names every problem that the channel's own answers announce."""

import pytest

from connectors.contract import (
    Attribute,
    AttributeOption,
    AttributeValue,
    Brand,
    DraftSku,
    Limits,
    LogisticsChannel,
    LogisticsChoice,
    Money,
    Range,
    Reference,
)
from tests.connectors.shopee.shop import ShopeeShop, draft, jars

LIMITS = Limits(
    title=Range(5, 100),
    description=Range(10, 2000),
    images=Range(1, 9),
    price=Range(1000, 10**9),
    stock=Range(0, 9999),
    option_name=Range(1, 20),
    variation_name=Range(1, 14),
    days_to_ship=Range(7, 15),
    weight_mandatory=True,
    dimensions_mandatory=True,
)
WAYS = (
    LogisticsChannel("50021", "Nhanh", enabled=True, weight_grams=Range(None, 30000)),
    LogisticsChannel("50022", "Cỡ", enabled=True, sizes=(("1", "Nhỏ"),)),
    LogisticsChannel("50023", "Phí", enabled=True, needs_fee=True),
    LogisticsChannel("50011", "Tắt", enabled=False),
)
ORIGIN = Attribute("1", "Xuất xứ", mandatory=True, options=(AttributeOption("7", "Việt Nam"),), custom=False)
REFERENCE = Reference(LIMITS, (), WAYS)


def codes(wanted, reference=REFERENCE):
    shop = ShopeeShop()
    found = shop.channel.preview(wanted, reference)
    assert shop.names() == []
    return [problem.code for problem in found]


def test_a_good_draft_has_no_problem():
    assert codes(draft()) == []
    assert codes(jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 0))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "Mật"}, "title_length"),
        ({"title": "x" * 101}, "title_length"),
        ({"description": "ngắn"}, "description_length"),
        ({"image_ids": ()}, "image_count"),
        ({"weight_grams": 0}, "weight_missing"),
        ({"dimensions": None}, "dimensions_missing"),
        ({"days_to_ship": 3}, "days_to_ship_range"),
        ({"logistics": ()}, "logistics_missing"),
        ({"logistics": (LogisticsChoice("50011"),)}, "logistics_missing"),
        ({"logistics": (LogisticsChoice("50022"),)}, "logistics_size"),
        ({"logistics": (LogisticsChoice("50023"),)}, "logistics_fee"),
        ({"weight_grams": 30001}, "logistics_weight"),
        ({"skus": ()}, "sku_missing"),
        ({"skus": (DraftSku("A", Money(999), 1),)}, "price_range"),
        ({"skus": (DraftSku("A", Money(9999), 10000),)}, "stock_range"),
        ({"skus": (DraftSku("A" * 101, Money(9999), 1),)}, "sku_length"),
        ({"skus": (DraftSku("A", Money(9999), 1, ("Đỏ",)),)}, "options_incomplete"),
    ],
)
def test_each_rule(change, code):
    assert codes(draft(**change)) == [code]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("A", "250 g", 9000, 1), ("A", "500 g", 9000, 1)), ["sku_repeated"]),
        ((("A", "250 g", 9000, 1), ("B", "250 g", 9000, 1)), ["sku_repeated"]),
        ((("A", "x" * 21, 9000, 1),), ["option_name_length"]),
        ((("A", "", 9000, 1),), ["options_incomplete", "option_name_length"]),
    ],
)
def test_variants(rows, expected):
    assert codes(jars(*rows)) == expected


def test_at_most_two_axes():
    sku = DraftSku("A", Money(9000), 1, ("x", "y", "z"))
    assert codes(draft(skus=(sku,), variation_names=("a", "b", "c"))) == ["too_many_axes"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ((AttributeValue("1", ("7",)),), []),
        ((), ["attribute_missing"]),
        ((AttributeValue("1"),), ["attribute_missing"]),
        ((AttributeValue("1", ("8",)),), ["attribute_choice"]),
        ((AttributeValue("1", text="Lào"),), ["attribute_choice"]),
        ((AttributeValue("1", ("7", "7")),), ["attribute_count"]),
    ],
)
def test_attributes(attributes, expected):
    assert codes(draft(attributes=attributes), Reference(LIMITS, (ORIGIN,), WAYS)) == expected


def test_a_mandatory_brand():
    strict = Reference(Limits(brand_mandatory=True), (), WAYS)
    assert codes(draft(), strict) == ["brand_missing"]
    assert codes(draft(brand=Brand("9", "Pả Vi")), strict) == []


def test_problems_say_what_and_how_much():
    (problem,) = ShopeeShop().channel.preview(draft(title="x" * 101), REFERENCE)
    assert (problem.field, problem.detail) == ("title", "101 (5–100)")
    assert problem.message and problem.remedy
