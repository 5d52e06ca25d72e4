"""A file that is not a decision's list gets a clear message; nothing else happens."""

import io
import zipfile

import pytest

from django.utils.translation import override

from catalogue.certification.importing import FileRefused
from catalogue.certification.importing.headers import find_table
from catalogue.certification.importing.reading import read
from tests.catalogue.importing import files

NOT_EXCEL = "Đây không phải tệp Excel (.xlsx) cũng không phải tệp CSV."


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with members replaced or added (`xl__evil` for `xl/evil`)."""
    changed = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member not in changed:
                new.writestr(member, old.read(member))
        for name, data in changed.items():
            new.writestr(name, data)
    return buffer.getvalue()


GOOD = files.workbook([files.HEADER, files.ROW])
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
TCVN3 = "STT,Tªn s¶n phÈm,Chñ thÓ,H¹ng sao\n1,M¨ng,HTX,4".encode("latin-1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp trống."),
        (b" \r\n\r\n", "Tệp trống."),
        (files.workbook([]), "Tệp trống."),
        (b"%PDF-1.7\n%...", NOT_EXCEL),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NOT_EXCEL),
        (b"<html><table>...</table></html>", NOT_EXCEL),
        ("Danh sách sản phẩm\nsẽ gửi sau".encode(), NOT_EXCEL),
        (repacked(GOOD, xl__workbook_DOT_xml=b"")[:400], "Tệp Excel này bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Đây là tệp .xls kiểu cũ hoặc tệp có mật khẩu."),
        (b"x" * (10 * 1024 * 1024 + 1), "Tệp lớn hơn 10 MB."),
        (repacked(GOOD, xl__vbaProject_DOT_bin=b"macro"), "Tệp có macro."),
        (repacked(GOOD, xl__media__a_DOT_xml=b"0" * 60_000_000), "lớn bất thường"),
        (repacked(GOOD, xl__worksheets__sheet1_DOT_xml=ENTITIES), "thực thể XML"),
        (repacked(GOOD, xl__worksheets__sheet1_DOT_xml=ENTITIES.decode().encode("utf-16")), "thực thể XML"),
        (TCVN3, "Không đọc được bảng mã chữ"),
        (files.csv_file([["a", "b"], ["c", "d"]]), "Không tìm thấy dòng tiêu đề trong 15 dòng đầu."),
        (files.csv_file([[""], *[["x"]] * 15, files.HEADER]), "Không tìm thấy dòng tiêu đề trong 15 dòng đầu."),
        (files.csv_file([["STT", "Tên sản phẩm", "Chủ thể"]]), "Dòng tiêu đề thiếu cột: hạng sao."),
        (b'STT,"T\xc3\xaan', "Tệp CSV bị đứt"),
        (files.csv_file([files.HEADER, *[files.ROW] * 5001]), "Tệp có hơn 5000 dòng"),
    ],
)
def test_each_wrong_file_is_told_what_is_wrong(content, message):
    with override("vi"), pytest.raises(FileRefused) as refused:
        find_table(read(content))
    assert message in str(refused.value)


def test_a_formula_is_never_computed():
    sheets = read(files.workbook([files.HEADER, files.row(product='=REPT("a",99999999)')]))
    assert sheets[0][1].values[1] is None
