"""Find the header row and say which column holds what, whatever the office called it."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.slugs import fold

from .reading import FileRefused, Line

ROWS_SEARCHED = 15

SYNONYMS = {
    "ordinal": ["stt", "tt", "so tt", "so thu tu"],
    "product_name": ["ten san pham", "san pham", "ten san pham ocop", "san pham ocop", "ten sp", "ten hang hoa"],
    "producer_name": [
        "chu the", "ten chu the", "chu the ocop", "chu the san xuat", "ten chu the san xuat", "co so san xuat",
        "ten co so san xuat", "ten co so", "don vi san xuat", "don vi", "nha san xuat", "ten chu the san pham",
        "chu the san pham", "ten chu the ocop", "doanh nghiep htx ho san xuat",
    ],
    "group_printed": [
        "nhom", "nhom san pham", "nganh", "nganh hang", "nganh san pham", "bo san pham", "phan nhom", "nhom nganh",
        "nganh nhom", "nganh nhom san pham",
    ],
    "address": [
        "dia chi", "dia chi tren quyet dinh", "dia chi san xuat", "dia chi chu the", "dia chi co so", "noi san xuat",
        "dia diem san xuat", "dia diem",
    ],
    "star": [
        "hang sao", "sao", "so sao", "phan hang", "hang", "xep hang", "ket qua xep hang", "ket qua phan hang",
        "hang san pham", "hang dat", "dat hang", "ket qua", "ket qua danh gia phan hang", "hang sao dat duoc",
    ],
    "decision_no": [
        "so quyet dinh", "quyet dinh", "quyet dinh so", "so qd", "qd so", "so ky hieu quyet dinh",
        "so quyet dinh cong nhan", "quyet dinh cong nhan", "so ngay quyet dinh", "so ngay thang quyet dinh",
    ],
    "decision_date": [
        "ngay quyet dinh", "ngay ky", "ngay ky quyet dinh", "ngay ban hanh", "ngay qd", "ngay cong nhan",
        "ngay thang quyet dinh", "ngay thang nam quyet dinh",
    ],
    "valid_from": ["hieu luc tu", "ngay hieu luc", "ngay cap", "ngay cap giay chung nhan", "co hieu luc tu"],
    "valid_to": [
        "het han", "ngay het han", "hieu luc den", "co hieu luc den", "het hieu luc", "ngay het hieu luc",
        "thoi han den",
        "gia tri den", "co gia tri den", "han giay chung nhan", "ngay het han giay chung nhan",
    ],
    "authority": [
        "co quan cong nhan", "co quan ban hanh", "don vi cong nhan", "cap cong nhan", "noi cap", "co quan cap",
        "co quan quyet dinh", "co quan ky", "don vi ban hanh",
    ],
    "tax_code": ["ma so thue", "mst", "ma so doanh nghiep", "ma so thue chu the", "mst chu the"],
    "ocop_code": ["ma san pham", "ma so san pham", "ma ocop", "ma so ocop", "ma sp", "ma san pham ocop"],
    "score": ["diem", "tong diem", "so diem", "diem danh gia", "diem so", "diem trung binh", "tong so diem"],
    "number": [
        "so giay chung nhan", "giay chung nhan", "so gcn", "so chung nhan", "giay chung nhan so", "so giay cn",
        "gcn so",
    ],
}  # fmt: skip
FIELD_OF = {name: field for field, names in SYNONYMS.items() for name in names}

NAMES = {
    "product_name": gettext_lazy("product name"),
    "producer_name": gettext_lazy("producer"),
    "group_printed": gettext_lazy("group"),
    "address": gettext_lazy("address"),
    "star": gettext_lazy("stars"),
    "decision_no": gettext_lazy("decision number"),
    "decision_date": gettext_lazy("decision date"),
    "valid_from": gettext_lazy("valid from"),
    "valid_to": gettext_lazy("valid to"),
    "authority": gettext_lazy("authority"),
    "tax_code": gettext_lazy("tax code"),
    "ocop_code": gettext_lazy("OCOP code"),
    "score": gettext_lazy("score"),
    "number": gettext_lazy("certificate number"),
}
REQUIRED = ("product_name", "producer_name", "star")


@dataclass(frozen=True)
class Table:
    """The header's place in a sheet: `columns` by field, `title` lines above, `body` lines below."""

    columns: dict[str, int]
    title: list[Line]
    body: list[Line]


def find_table(sheets: list[list[Line]]) -> Table:
    """The table of the first sheet that has one.

    Raises:
        FileRefused: no header row within the first 15 rows, or a required column is missing; says which.
    """
    best: dict[str, int] = {}
    for lines in sheets:
        for position, line in enumerate(lines):
            if line.number > ROWS_SEARCHED:
                break
            columns = _columns(line)
            if all(field in columns for field in REQUIRED):
                return Table(columns, lines[:position], lines[position + 1 :])
            best = max(best, columns, key=len)
    if len(best) < 2:
        raise FileRefused(
            _("No header row was found in the first 15 rows. It needs at least: product name, producer, stars.")
        )
    missing = ", ".join(str(NAMES[field]) for field in REQUIRED if field not in best)
    raise FileRefused(_("The header row has no column for: %(columns)s.") % {"columns": missing})


def _columns(line: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, value in enumerate(line.values):
        field = _field(value) if isinstance(value, str) else None
        if field:
            found.setdefault(field, column)
    return found


def _field(text: str) -> str | None:
    """`Hạng sao (3, 4, 5 sao)` → `star`; what stands in brackets explains and does not decide."""
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", fold(text))).strip()
    return FIELD_OF.get(words)
