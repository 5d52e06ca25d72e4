"""Lines of an uploaded Excel or CSV file. Nothing in it is believed: its content decides what it is, not its name."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from django.utils.translation import gettext as _

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
HIGHEST_RATIO = 200
MOST_LINES = 5_000
MOST_COLUMNS = 60
BLANK_LINES_AT_THE_END = 200
LONGEST_CELL = 2_000

Value = str | int | float | datetime | date


class FileRefused(Exception):
    """The file as a whole can't be read; the message says why and what to do, for the person who uploaded it."""


@dataclass(frozen=True)
class Line:
    """One line with its number as Excel shows it; values in column order, texts composed (NFC) and trimmed."""

    number: int
    values: tuple[Value | None, ...]

    def cell(self, column: int) -> str:
        """The address of a value: `F7`."""
        return f"{get_column_letter(column + 1)}{self.number}"

    @property
    def texts(self) -> list[str]:
        return [str(value) for value in self.values if value is not None]


def read(content: bytes) -> list[list[Line]]:
    """The sheets of the file, each as its non-blank lines.

    Raises:
        FileRefused: too large, not Excel or CSV, macros, a zip bomb, hostile XML, unknown encoding, or empty.
    """
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than 10 MB. A decision's list is smaller: upload only that list."))
    if not content.strip(b"\x00 \r\n\t"):
        raise FileRefused(_("The file is empty."))
    if content.startswith(b"PK"):
        sheets = _workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            _("This is an old .xls file, or one with a password. Open it in Excel and save it as .xlsx, no password.")
        )
    else:
        sheets = [_csv(_decoded(content))]
    sheets = [lines for lines in sheets if lines]
    if not sheets:
        raise FileRefused(_("The file is empty."))
    return sheets


def _workbook(content: bytes) -> list[list[Line]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            return _sheets(content, archive)
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused(_("This Excel file is damaged: open it in Excel, save it again and retry.")) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise FileRefused(_("This is not an Excel workbook (.xlsx) and not a CSV file."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(_("The workbook has macros. Save it as .xlsx, which has none, and upload that."))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > LARGEST_UNPACKED or unpacked / packed > HIGHEST_RATIO:
        raise FileRefused(_("The workbook unpacks to far more than a decision's list can need; it is not opened."))
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if b"<!DOCTYPE" in part.read().replace(b"\x00", b""):
                    raise FileRefused(_("The workbook declares XML entities, which no Excel writes; it is not opened."))


def _sheets(content: bytes, archive: zipfile.ZipFile) -> list[list[Line]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    found = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what a file claims of its size is not believed
            merged = _merged_downwards(archive, sheet._worksheet_path)
            found.append(_filled(list(_lines(sheet.iter_rows(values_only=True))), merged))
    return found


def _merged_downwards(archive: zipfile.ZipFile, path: str) -> list[tuple[int, int, int, int]]:
    """Ranges of one column merged over several rows: one value holds for all (openpyxl's reader skips them)."""
    xml = archive.read(path).decode("utf-8", "replace")
    bounds = (range_boundaries(ref) for ref in re.findall(r'<(?:\w+:)?mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"', xml))
    return [bound for bound in bounds if bound[0] == bound[2] and bound[3] > bound[1]]


def _filled(lines: list[Line], merged: list[tuple[int, int, int, int]]) -> list[Line]:
    by_number = {line.number: line for line in lines}
    for column, top, _same, bottom in merged:
        source = by_number.get(top)
        if source is None or column > len(source.values):
            continue
        for number in range(top + 1, min(bottom, top + MOST_LINES) + 1):
            if line := by_number.get(number):
                values = list(line.values) + [None] * (column - len(line.values))
                values[column - 1] = source.values[column - 1]
                by_number[number] = Line(number, tuple(values))
    return [by_number[number] for number in sorted(by_number)]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise FileRefused(_("This is not an Excel workbook (.xlsx) and not a CSV file."))
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding != "cp1258" or _is_vietnamese(text):
            return text
    raise FileRefused(_("The letters of this CSV file can't be read. In Excel save it as “CSV UTF-8”, or as .xlsx."))


def _is_vietnamese(text: str) -> bool:
    """Whether a guess at the encoding made sense: tone marks all found their letters, no stray control signs."""
    strange = re.search(r"[\u0300-\u036f\x00-\x08\x0e-\x1f\x7f-\x9f]", text)
    return not strange and bool(re.search(r"[ạảấầậắặẹếềệịọốồộớờợụứừựđ]", text.lower()))


def _csv(text: str) -> list[Line]:
    head = text[:4000]
    delimiter = max(",;\t", key=head.count)
    if delimiter not in head or text.lstrip().startswith(("%PDF", "<", "{")):
        raise FileRefused(_("This is not an Excel workbook (.xlsx) and not a CSV file."))
    try:
        return list(_lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise FileRefused(_("The CSV file breaks off inside a quoted text: save it again from Excel.")) from error


def _lines(rows) -> Iterator[Line]:
    kept = blank = 0
    for number, row in enumerate(rows, start=1):
        values = tuple(_clean(value) for value in row[:MOST_COLUMNS])
        if all(value is None for value in values):
            blank += 1
            if blank > BLANK_LINES_AT_THE_END:
                return
            continue
        blank = 0
        kept += 1
        if kept > MOST_LINES:
            raise FileRefused(
                _("The file has more than %(count)s lines: upload one decision at a time.") % {"count": MOST_LINES}
            )
        yield Line(number, values)


def _clean(value) -> Value | None:
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value[:LONGEST_CELL])
        return re.sub(r"\s+", " ", text).strip() or None
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, int | float | date) else str(value)
