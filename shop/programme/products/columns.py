"""The columns of the products workbook: one row per product or family, and one per pack size of a family."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.models import Product
from catalogue.provenance.models import ProductSheet
from catalogue.provenance.titles import without_stars
from catalogue.slugs import fold

from . import stocking
from .forms import TOO_LITTLE, DongField, StockForm, VariantForm
from .selling import record_of
from .variants import OF_ONE_SIZE

PARAGRAPH = " ¶ "  # a cell is one line, in the file and when it is read again


@dataclass(frozen=True)
class Column:
    """`heading` as it stands in the file (always Vietnamese: offices mail these files to each other)."""

    name: str
    heading: str
    width: int = 18


COLUMNS = (
    Column("pk", "Mã", 8),
    Column("title", "Tên sản phẩm", 34),
    Column("sku", "SKU"),
    Column("price", "Giá (đồng)", 12),
    Column("net_content", "Khối lượng tịnh", 12),
    Column("net_unit", "Đơn vị", 10),
    Column(stocking.OPENING, "Tồn kho đầu", 12),
    Column(stocking.ON_HAND, "Tồn kho", 10),
    Column(stocking.COUNTED, "Kiểm kho", 10),
    Column("ingredients", "Thành phần", 34),
    Column("shelf_life", "Hạn dùng"),
    Column("storage", "Bảo quản"),
    Column("allergens", "Dị ứng"),
    Column("usage", "Hướng dẫn sử dụng", 34),
    Column("origin", "Xuất xứ"),
    Column("gtin", "GTIN", 16),
    Column("parcel_weight", "Khối lượng gói (g)", 12),
    Column("parcel_length", "Dài (cm)", 10),
    Column("parcel_width", "Rộng (cm)", 10),
    Column("parcel_height", "Cao (cm)", 10),
    Column("handling", "Vận chuyển", 14),
    Column("story", "Câu chuyện", 60),
)
BY_HEADING = {fold(column.heading): column for column in COLUMNS}
OF_SELLABLE = ("sku", "price", *stocking.NAMES)
OF_A_SIZE = (*OF_SELLABLE, *VariantForm.FACTS)
# As the file says it, whatever language the office works in.
HANDLING = {"fragile": "dễ vỡ", "cold": "giữ lạnh", "cold_fragile": "giữ lạnh, dễ vỡ"}
_HANDLING_OF = {fold(said): value for value, said in HANDLING.items()}
UNIT_NAMES = {unit.value: unit.value for unit in ProductSheet.Unit} | {ProductSheet.Unit.PIECE.value: "cái"}
CHOICES = {"net_unit": UNIT_NAMES, "handling": HANDLING}
UNITS = {fold(said): value for value, said in (*UNIT_NAMES.items(), ("piece", "chiếc"))}


def applies(name: str, product: Product) -> bool:
    """Whether this kind of row has such a value: a family has no price, a pack size no ingredients."""
    if product.is_child:
        return name in OF_A_SIZE
    return not (product.is_parent and name in (*OF_SELLABLE, *OF_ONE_SIZE))


def text_of(name: str, product: Product) -> str:
    """The value that stands, as the file writes it."""
    if name == "title":
        return as_text(product.title)
    if name in stocking.NAMES:
        return stocking.text_of(name, product)
    if name in ("sku", "price"):
        record = record_of(product)
        value = record and (record.partner_sku if name == "sku" else record.price)
    else:
        value = getattr(product.sheet, name)
    return said(name, value)


def said(name: str, value) -> str:
    """A value as the file writes it: `cold` → `giữ lạnh`."""
    names = CHOICES.get(name, {})
    return names.get(value) or as_text(value)


def as_text(value) -> str:
    """A number without needless noughts, a text on one line."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    composed = unicodedata.normalize("NFC", str(value)).strip()
    return re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", PARAGRAPH, composed))


def read(name: str, text: str):
    """The value that a cell states.

    Raises:
        ValidationError: it makes no sense; says why.
    """
    if name == "net_unit":
        text = UNITS.get(fold(text), text)
    if name in stocking.NAMES:
        text = re.sub(r"(?<=\d)[. ](?=\d{3}(?!\d))", "", text)  # 1.000 units are a thousand
    if name == "handling":
        text = _HANDLING_OF.get(fold(text), text)
    if name in CHOICES and text not in CHOICES[name]:
        raise ValidationError(
            _("“%(typed)s” is none of the choices: %(choices)s."),
            params={"typed": text, "choices": ", ".join(CHOICES[name].values())},
        )
    value = _FIELDS[name].clean(re.sub(r"\s*¶\s*", "\n", text))
    if name == "net_content" and value is not None and value <= 0:
        raise ValidationError(TOO_LITTLE)
    return value


def _sheet_field(name: str) -> forms.Field:
    stored = ProductSheet._meta.get_field(name)
    field = stored.formfield(localize=name == "net_content")
    field.validators = [*field.validators, *stored.validators]
    return field


_FIELDS: dict[str, forms.Field] = {
    "title": forms.CharField(max_length=255, validators=[without_stars]),
    "sku": forms.CharField(max_length=60),
    "price": DongField(),
    "net_unit": forms.ChoiceField(choices=ProductSheet.Unit.choices),
    **dict.fromkeys(stocking.NAMES, StockForm.base_fields["units"]),
}
_FIELDS |= {column.name: _sheet_field(column.name) for column in COLUMNS[1:] if column.name not in _FIELDS}
