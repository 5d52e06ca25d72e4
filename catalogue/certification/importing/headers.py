"""Find the header row and say which column holds what, whatever the office called it."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.slugs import fold

from .leftovers import unread_columns
from .reading import FileRefused, Line

ROWS_SEARCHED = 15

SYNONYMS = {
    "ordinal": ["stt", "tt", "so tt", "so thu tu"],
    "product_name": [
        "ten san pham", "san pham", "ten san pham ocop", "san pham ocop", "ten sp", "ten hang hoa", "ten goi san pham",
        "ten san pham dich vu", "san pham dich vu", "ten san pham duoc cong nhan", "san pham duoc cong nhan",
    ],
    "producer_name": [
        "chu the", "ten chu the", "chu the ocop", "chu the san xuat", "ten chu the san xuat", "co so san xuat",
        "ten co so san xuat", "ten co so", "don vi san xuat", "don vi", "nha san xuat", "ten chu the san pham",
        "chu the san pham", "ten chu the ocop", "doanh nghiep htx ho san xuat", "ten don vi", "ten don vi san xuat",
        "co so", "to chuc ca nhan", "ten to chuc ca nhan", "chu so huu", "ten chu the co so", "chu the co so",
        "ten chu the tham gia", "chu the tham gia", "ten nha san xuat", "ten doanh nghiep",
    ],
    "group_printed": [
        "nhom", "nhom san pham", "nganh", "nganh hang", "nganh san pham", "bo san pham", "phan nhom", "nhom nganh",
        "nganh nhom", "nganh nhom san pham", "phan nhom san pham", "nhom nganh hang", "loai san pham", "linh vuc",
        "nhom hang",
    ],
    "address": [
        "dia chi", "dia chi tren quyet dinh", "dia chi san xuat", "dia chi chu the", "dia chi co so", "noi san xuat",
        "dia diem san xuat", "dia diem", "dia chi co so san xuat", "dia chi don vi", "dia chi san xuat kinh doanh",
        "dia chi tru so", "tru so", "dia chi lien he", "dia ban", "noi san xuat kinh doanh",
    ],
    "star": [
        "hang sao", "sao", "so sao", "phan hang", "hang", "xep hang", "ket qua xep hang", "ket qua phan hang",
        "hang san pham", "hang dat", "dat hang", "ket qua", "ket qua danh gia phan hang", "hang sao dat duoc",
        "hang sao ocop", "so sao ocop", "sao ocop", "xep hang sao", "phan hang sao", "hang duoc cong nhan",
        "hang sao duoc cong nhan", "hang sao cong nhan", "phan hang san pham", "xep loai", "dat sao", "so sao dat duoc",
        "hang cong nhan", "ket qua cong nhan",
    ],
    "decision_no": [
        "so quyet dinh", "quyet dinh", "quyet dinh so", "so qd", "qd so", "so ky hieu quyet dinh",
        "so quyet dinh cong nhan", "quyet dinh cong nhan", "so ngay quyet dinh", "qd", "qd cong nhan",
        "so qd cong nhan", "so quyet dinh ngay ban hanh", "so quyet dinh ngay ky", "quyet dinh phe duyet",
        "so quyet dinh phe duyet",
    ],
    "decision_date": [
        "ngay quyet dinh", "ngay ky", "ngay ky quyet dinh", "ngay ban hanh", "ngay qd", "ngay cong nhan",
        "ngay quyet dinh cong nhan", "ngay ban hanh quyet dinh", "ngay qd cong nhan", "ngay ky qd", "ngay ban hanh qd",
        "ngay phe duyet", "ngay ra quyet dinh", "thoi diem cong nhan",
    ],
    "valid_from": [
        "hieu luc tu", "ngay hieu luc", "ngay cap", "ngay cap giay chung nhan", "co hieu luc tu", "co gia tri tu",
        "gia tri tu", "ngay co hieu luc", "ngay bat dau hieu luc", "ngay cap gcn", "ngay cap giay", "hieu luc tu ngay",
        "co hieu luc tu ngay", "co gia tri tu ngay", "gia tri tu ngay", "bat dau hieu luc", "thoi diem hieu luc",
    ],
    "valid_to": [
        "het han", "ngay het han", "het hieu luc", "ngay het hieu luc", "han giay chung nhan", "han gcn", "thoi han",
        "ngay het han giay chung nhan", "ngay het han gcn", "het han ngay", "het hieu luc ngay", "ngay het gia tri",
        "het gia tri", "thoi diem het han", "thoi diem het hieu luc", "thoi gian het han", "thoi gian het hieu luc",
        "thoi han hieu luc", "thoi gian hieu luc", "thoi han giay chung nhan", "thoi han gcn",
        "hieu luc giay chung nhan", "hieu luc gcn", "hieu luc cua giay chung nhan", "thoi han cong nhan",
        "hieu luc cong nhan", "thoi han cua giay chung nhan", "thoi han gia tri", "thoi gian gia tri",
        "thoi han co gia tri", "thoi han co hieu luc", "thoi han hieu luc giay chung nhan",
        "thoi han hieu luc cua giay chung nhan", "den ngay", "han cuoi", "ngay cuoi hieu luc", "ngay cuoi cung",
        "valid to", "expiry", "expiry date",
        *(
            f"{what} {until}"
            for what in (
                "hieu luc", "co hieu luc", "con hieu luc", "gia tri", "co gia tri", "con gia tri", "thoi han",
                "thoi han hieu luc", "thoi gian hieu luc", "giay chung nhan co gia tri", "gcn co gia tri",
                "giay chung nhan co hieu luc", "gcn co hieu luc", "ngay co gia tri", "ngay hieu luc", "cong nhan",
                "ngay gia tri", "ngay co hieu luc", "han",
            )
            for until in ("den", "den ngay", "den het", "den het ngay", "toi", "toi ngay")
        ),
    ],
    "authority": [
        "co quan cong nhan", "co quan ban hanh", "don vi cong nhan", "cap cong nhan", "noi cap", "co quan cap",
        "co quan quyet dinh", "co quan ky", "don vi ban hanh", "co quan ban hanh quyet dinh", "don vi cap",
        "co quan phe duyet", "don vi ky", "co quan cap giay chung nhan", "noi ban hanh", "co quan ra quyet dinh",
        "noi cap giay chung nhan", "cap quyet dinh", "don vi quyet dinh", "co quan cong nhan ket qua",
    ],
    "tax_code": [
        "ma so thue", "mst", "ma so doanh nghiep", "ma so thue chu the", "mst chu the", "ma thue",
        "mst ma so doanh nghiep", "ma so thue ma so doanh nghiep",
    ],
    "ocop_code": [
        "ma san pham", "ma so san pham", "ma ocop", "ma so ocop", "ma sp", "ma san pham ocop", "ma so sp",
        "ma so san pham ocop",
    ],
    "score": [
        "diem", "tong diem", "so diem", "diem danh gia", "diem so", "diem trung binh", "tong so diem", "diem dat",
        "diem dat duoc", "ket qua diem", "so diem dat", "so diem dat duoc", "diem hoi dong", "diem cham", "diem tb",
        "diem trung binh hoi dong", "ket qua cham diem",
    ],
    "number": [
        "so giay chung nhan", "giay chung nhan", "so gcn", "so chung nhan", "giay chung nhan so", "so giay cn",
        "gcn so", "so giay", "ma giay chung nhan", "gcn", "so hieu giay chung nhan",
    ],
}  # fmt: skip

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
FROM_OR_UNTIL = {"hieu luc", "co hieu luc", "gia tri", "co gia tri"}  # a day under these may be either


@dataclass(frozen=True)
class Table:
    """The header's place in a sheet: `columns` by field, `title` lines above, `body` lines below.

    `unread` are the other columns that hold anything, by letter and heading (the second of two alike too), and
    `other_sheets` the number of sheets left aside.
    """

    columns: dict[str, int]
    title: list[Line]
    body: list[Line]
    unread: list[tuple[str, str]]
    other_sheets: int


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
                body = lines[position + 1 :]
                unread = unread_columns(line, body, columns.values())
                return Table(columns, lines[:position], body, unread, len(sheets) - 1)
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


def why_unread(heading: str) -> str:
    """What to write instead of a heading that leaves open what it means; guessing would end certificates too soon."""
    if _words(heading) not in FROM_OR_UNTIL:
        return ""
    return _("It says neither from nor until: name the column “Hiệu lực đến” (or “Ngày hết hạn”), or “Hiệu lực từ”.")


def _field(text: str) -> str | None:
    """`Hạng sao (3, 4, 5 sao)` → `star`: what stands in brackets explains; it decides `Hiệu lực (đến ngày)`."""
    return FIELD_OF.get(_words(text)) or FIELD_OF.get(_words(re.sub(r"[()]", " ", text)))


def _words(heading: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", fold(heading))).strip()
    return re.sub(r"\bngay thang( nam)?\b", "ngay", words)


FIELD_OF = {_words(name): field for field, names in SYNONYMS.items() for name in names}
