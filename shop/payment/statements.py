"""A bank statement as the bank's website gives it, Excel or CSV, for shops that no messenger tells of their money.

`plan` reads it and says what each line would do; `apply` does that once, by the same function as the webhook.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.certification.importing.reading import FileRefused, Line, Value, read
from catalogue.slugs import fold

from .excess import PAYS
from .models import PaymentAccount, StatementImport
from .transactions import LARGEST_AMOUNT, Transfer, known, match, moment_of, one_line, record

SOURCE = "statement"
KNOWN = "known"
HEADER_WITHIN = 30
MOST_ROWS = 2_000
_HEADINGS = {
    "date": r"ngay( gio)?( giao dich| gd| hach toan| hieu luc)?|thoi gian( giao dich)?|(transaction |value |tnx )?date",
    "credit": r"(so tien )?(ghi )?co|phat sinh co|so tien (vao|den|thu)|tien vao|credit( amount)?",
    "amount": r"so tien( giao dich| gd)?|gia tri( giao dich)?|(transaction )?amount",
    "content": r"noi dung( giao dich| gd| chuyen khoan)?|mo ta|dien giai|(transaction )?(description|details)",
    "reference": r"(so|ma) (tham chieu|giao dich|gd|but toan|ct|chung tu)|(transaction )?(reference|ref)( no| number)?",
}
_MOMENTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class AppliedBefore(Exception):
    """This upload was applied already."""


def plan(content: bytes, account: PaymentAccount) -> list[dict]:
    """What each line with money in would do, as JSON. Nothing is stored.

    Raises:
        FileRefused: see `reading.read`; or no line names date, message and money in; or too many lines.
    """
    rows = [row for sheet in read(content) for row in _rows_of(sheet, account)]
    if not rows:
        raise FileRefused(
            _("No line of money that came in was found under headings such as “Ngày”, “Ghi có”, “Nội dung”.")
        )
    if len(rows) > MOST_ROWS:
        raise FileRefused(_("The statement has more than %(most)d lines. Take a shorter time.") % {"most": MOST_ROWS})
    paid: set[int] = set()
    for row in rows:
        if not row["problem"]:
            row["outcome"] = _foreseen(transfer_of(row, account), paid)
    return rows


def _foreseen(transfer: Transfer, paid: set[int]) -> str:
    """What recording this line would do, after the lines before it, which pay the attempts in `paid`."""
    if known(transfer):
        return KNOWN
    found = match(transfer, paid)
    if found.attempt and found.outcome in PAYS:
        paid.add(found.attempt.pk)
    return found.outcome


@transaction.atomic
def apply(statement: StatementImport) -> None:
    """Record the rows of the preview, all or none, and keep what came of each.

    Raises:
        AppliedBefore: nothing was done.
    """
    fresh = StatementImport.objects.filter(pk=statement.pk, applied_at=None)
    if not fresh.update(applied_at=timezone.now()):
        raise AppliedBefore
    for row in statement.rows:
        if not row["problem"]:
            stored, is_new = record(transfer_of(row, statement.account))
            row["outcome"], row["transaction"] = (stored.outcome if is_new else KNOWN), stored.pk
    StatementImport.objects.filter(pk=statement.pk).update(rows=statement.rows)


def transfer_of(row: dict, account: PaymentAccount) -> Transfer:
    return Transfer(
        source=SOURCE,
        remote_id=row["key"],
        account_numbers=(account.number,),
        amount=Decimal(row["amount"]),
        content=row["content"],
        occurred_at=datetime.fromisoformat(row["at"]),
        bank_reference=row["reference"],
    )


def _rows_of(lines: list[Line], account: PaymentAccount) -> Iterator[dict]:
    header, columns = _header_of(lines)
    if header is None:
        return
    seen: Counter[str] = Counter()
    for line in lines:
        if line.number > header.number:
            row = _row(line, columns)
            if row:
                told = "|".join((account.number, row["at"], row["amount"], row["content"], row["reference"]))
                seen[told] += 1
                row["key"] = hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest()
                yield row


def _header_of(lines: list[Line]) -> tuple[Line | None, dict[str, int]]:
    for line in lines[:HEADER_WITHIN]:
        columns: dict[str, int] = {}
        for number, value in enumerate(line.values):
            heading = re.sub(r"[^a-z0-9]+", " ", fold(re.sub(r"\(.*?\)", "", str(value or "")))).strip()
            for name, pattern in _HEADINGS.items():
                if name not in columns and re.fullmatch(pattern, heading):
                    columns[name] = number
        if {"date", "content"} <= columns.keys() and ("credit" in columns or "amount" in columns):
            return line, columns
    return None, {}


def _row(line: Line, columns: dict[str, int]) -> dict | None:
    """The line as JSON, with what is wrong with it; None if no money came in by it."""

    def cell(name: str) -> Value | None:
        column = columns.get(name)
        return line.values[column] if column is not None and column < len(line.values) else None

    money = cell("credit" if "credit" in columns else "amount")
    amount, moment, problem = _amount(money), _moment(cell("date")), ""
    if money is None or amount == 0 or (amount is not None and amount < 0):
        return None
    if moment is None and amount is None:
        return None  # a total, a page's foot, a heading again
    if amount is None or amount > LARGEST_AMOUNT:
        problem = _("“%(text)s” is no amount in whole đồng.") % {"text": money}
    elif moment is None:
        problem = _("“%(text)s” is no date such as 22/11/2026.") % {"text": cell("date") or ""}
    return {
        "row": line.number,
        "at": moment.isoformat() if moment else "",
        "amount": str(amount if amount is not None and not problem else 0),
        "content": one_line(str(cell("content") or ""), 500),
        "reference": one_line(str(cell("reference") or ""), 80),
        "problem": problem,
        "outcome": "",
    }


def _amount(value: Value | None) -> Decimal | None:
    """`1.250.000`, `1,250,000.00`, `+150,000 VND`, or a number → whole đồng; None if it is none."""
    if isinstance(value, int | float):
        return Decimal(int(value)) if value == value // 1 else None
    text = re.sub(r"\s|VND|đ|₫", "", str(value or ""), flags=re.IGNORECASE)
    found = re.fullmatch(r"([+-]?)(\d{1,3}(?:[.,]\d{3})+|\d{1,15})(?:[.,]00?)?", text)
    return Decimal(found[1] + re.sub(r"[.,]", "", found[2])) if found else None


def _moment(value: Value | None) -> datetime | None:
    if isinstance(value, datetime | date):
        value = f"{value:%Y-%m-%d %H:%M:%S}"
    text = re.sub(r"^(\d\d?)-(\d\d?)-", r"\1/\2/", str(value or ""))
    return next((moment for shape in _MOMENTS if (moment := moment_of(text, shape))), None)
