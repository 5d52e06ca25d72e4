"""What one cell says: stars, dates, numbers, names. Pure functions; what can't be read for sure is refused."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from catalogue.slugs import fold

from .reading import Value

STAR_WORDS = {"ba": 3, "bon": 4, "tu": 4, "nam": 5, "mot": 1, "hai": 2}
CODE_NOW = re.compile(r"\d{2}-\d{5}-\d+-20\d{2}")
CODE_BEFORE_2026 = re.compile(r"\d{2}-\d{3}-\d{5}-\d+-20\d{2}")


class Unreadable(Exception):
    """One cell can't be believed; the message says why, for the person who prepares the file."""


def star(value: Value) -> int:
    """`4`, `4 sao`, `****`, `★★★★`, `4 *`, `bốn sao`, `hạng 4 sao`, `OCOP 4 sao` → 4."""
    if isinstance(value, int | float):
        return _star_number(value)
    text = fold(str(value).replace("★", "*").replace("⭐", "*")).strip()
    if "tiem nang" in text:
        raise Unreadable(
            _("“Potential 5 stars” is a proposal to the ministry, not a recognition: enter the star that was decided.")
        )
    if re.fullmatch(r"(\* ?){1,6}", text):
        return _star_number(text.count("*"))
    words = re.sub(r"\b(dat|hang|xep|san pham|ocop|muc)\b|[().:]", " ", text)
    words = re.sub(r"\bsao\b|\*", " ", words).split()
    numbers = {STAR_WORDS.get(word) or (int(word) if word.isdigit() else None) for word in words}
    if len(numbers) != 1 or None in numbers:
        raise Unreadable(_("“%(text)s” is no star rank: write 3, 4 or 5.") % {"text": value})
    return _star_number(numbers.pop() or 0)


def _star_number(number: float) -> int:
    if number in (1, 2):
        raise Unreadable(_("Below three stars there is neither decision nor certificate (26/2026/QĐ-TTg Art. 4.1)."))
    if number not in (3, 4, 5):
        raise Unreadable(_("“%(text)s” is no star rank: write 3, 4 or 5.") % {"text": number})
    return int(number)


def day(value: Value) -> date:
    """An Excel date, `19/06/2025`, `2025-06-19`, `ngày 19 tháng 6 năm 2025`. Day before month, as in Vietnam."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = fold(str(value)).strip()
    if found := re.fullmatch(r"(?:ngay )?(\d{1,2})(?: ?[/.\-] ?| thang )(\d{1,2})(?: ?[/.\-] ?| nam )(\d{4})\.?", text):
        parts = found[3], found[2], found[1]
    elif found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00(?::00)?)?", text):
        parts = found[1], found[2], found[3]
    else:
        raise Unreadable(_("“%(text)s” is no date: write it as dd/mm/yyyy.") % {"text": value})
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise Unreadable(_("“%(text)s” is not in the calendar: day, month, year.") % {"text": value}) from error


def last_day(value: Value, begins: date | None) -> date | None:
    """A day, or a term such as `36 tháng` or `3 năm` from `begins`; None where that isn't known.

    Also `đến ngày 05/8/2029` and `đến hết ngày 05/8/2029`.
    """
    text = fold(str(value)).strip()
    if term := re.fullmatch(r"(\d{1,2}) ?(thang|nam)\.?", text):
        return months_later(begins, int(term[1]) * (12 if term[2] == "nam" else 1)) if begins else None
    until = re.fullmatch(r"(?:co (?:gia tri|hieu luc) )?(?:den|toi) (?:het )?(.+)", text)
    return day(until[1] if until else value)


def months_later(start: date, months: int) -> date:
    """The same day that many months later; the last of the month where that month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(start)


def decision_number(value: Value) -> tuple[str, date | None]:
    """`3981/QĐ-UBND`, also `3981/QĐ-UBND ngày 05/8/2026` with its date."""
    text = plain(value)
    found = re.fullmatch(
        r"(?:(?:Quyết định|QĐ) )?(?:số:? ?)?(\d[\w/.\-]*[\w])(?:,? ?(?:ngày|ký ngày) (.+))?", text, re.I
    )
    if not found or "/" not in found[1]:
        raise Unreadable(_("“%(text)s” is no decision number, such as 3981/QĐ-UBND.") % {"text": text})
    return found[1], day(found[2]) if found[2] else None


def score(value: Value) -> Decimal:
    """0 to 100; a decimal comma is usual."""
    try:
        number = Decimal(str(value).strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Unreadable(_("“%(text)s” is no score between 0 and 100.") % {"text": value}) from error
    if not 0 <= number <= 100:
        raise Unreadable(_("“%(text)s” is no score between 0 and 100.") % {"text": value})
    return number


def tax_code(value: Value) -> str:
    """Ten digits, or ten and three for a branch, or the twelve of a household's identity number."""
    text = f"{value:.0f}" if isinstance(value, float) else str(value)
    digits = re.sub(r"[ .]", "", text).strip()
    if not re.fullmatch(r"\d{10}(-?\d{3})?|\d{12}", digits):
        raise Unreadable(_("“%(text)s” is no tax code: 10 digits, or 10 and 3 with a hyphen, or 12.") % {"text": value})
    return f"{digits[:10]}-{digits[10:]}" if re.fullmatch(r"\d{13}", digits) else digits


def ocop_code(value: Value) -> str:
    """Shape only: province-commune-ordinal-year (26/2026), or with the district before."""
    text = plain(value).replace(" ", "").replace("–", "-")
    if not (CODE_NOW.fullmatch(text) or CODE_BEFORE_2026.fullmatch(text)):
        raise Unreadable(_("“%(text)s” has not the shape of an OCOP code, such as 68-24765-3-2026.") % {"text": value})
    return text


def plain(value: Value) -> str:
    """A text as it stands, whole numbers without `.0`; a formula is no text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = str(value)
    if text.startswith(("=", "@", "+", "|")):
        raise Unreadable(_("“%(text)s” is a formula, not a text.") % {"text": text[:60]})
    return text
