"""What the product sheet answers of a category's questions by itself."""

import pytest

from connectors.contract import Attribute, AttributeOption
from connectors.offering import first_answers

MONTHS = tuple(AttributeOption(name, name) for name in ("6 tháng", "12 tháng", "24 tháng"))
SHELF_LIFE = Attribute("shelf_life", "Hạn sử dụng", mandatory=True, options=MONTHS, custom=False)


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("12 tháng", [{"id": "shelf_life", "options": ["12 tháng"]}]),
        ("12 tháng kể từ ngày sản xuất", [{"id": "shelf_life", "options": ["12 tháng"]}]),
        ("120 tháng", []),
        ("18 tháng", []),
        ("", []),
    ],
)
def test_an_option_is_chosen_when_the_sheet_begins_with_its_words(product, told, answer):
    product.sheet.shelf_life = told
    assert first_answers([SHELF_LIFE], product) == answer


def test_free_text_is_answered_with_the_sheets_words(product):
    product.sheet.ingredients = "Măng  nứa"
    asked = Attribute("ingredients", "Thành phần", mandatory=False)
    assert first_answers([asked], product) == [{"id": "ingredients", "options": [], "text": "Măng nứa"}]
