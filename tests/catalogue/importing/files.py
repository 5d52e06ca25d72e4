"""Decision lists as offices send them: the two real ones, and workbooks built for one trait."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

REAL = Path(__file__).parents[2] / "data" / "decisions_lam_dong_2025_2026.csv"

HEADER = [
    "STT", "Tên sản phẩm", "Chủ thể", "Nhóm", "Địa chỉ", "Hạng sao", "Số quyết định", "Ngày quyết định",
    "Hết hạn", "Cơ quan công nhận",
]  # fmt: skip
ROW = [
    1, "Măng nứa khô", "HTX Mẫu Một", "Thực phẩm", "Thôn 1, xã Quảng Trực, tỉnh Lâm Đồng", "4 sao", "12/QĐ-UBND",
    "15/01/2026", None, "UBND tỉnh Lâm Đồng",
]  # fmt: skip


def real_rows() -> list[list[str]]:
    with REAL.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def csv_file(rows: Iterable[Iterable]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def workbook(rows: Iterable[Iterable], merges: Iterable[str] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row(**changes) -> list:
    """`ROW` with some cells changed, by header: `row(star="5")`."""
    names = [
        "ordinal", "product", "producer", "group", "address", "star", "number", "date", "valid_to", "authority",
    ]  # fmt: skip
    return [changes.get(name, value) for name, value in zip(names, ROW, strict=True)]
