"""Cash on delivery on its way home: which parcels a carrier's list names, and recording that their cash arrived."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.certification.importing.reading import FileRefused, Line, Value, read
from catalogue.slugs import fold
from shop.checkout.models import Purchase
from shop.checkout.references import read_order_number
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance

from .models import CodRemittance, PaymentAttempt

State = PaymentAttempt.State
MOST_ROWS = 2_000
HEADER_WITHIN = 30
_CODE = (
    r"(ma|so) (don( hang)?( rieng| khach hang)?|van don|tham chieu)|van don|tracking( code| number)?"
    r"|order( code| id| number)?"
)
_AMOUNT = r"(so )?(tien )?(thu ho|cod)( thuc (thu|tra))?( \(.*\))?|cod( amount)?|amount|so tien"


class NothingToRemit(Exception):
    """None of these parcels waits for its cash any more; nothing was written."""


@dataclass(frozen=True)
class Named:
    """A line of a carrier's list: `attempt` if it is one of our parcels, `problem` if a person should look."""

    row: int
    code: str
    amount: Decimal | None
    attempt: PaymentAttempt | None
    problem: str


def cash_on_delivery() -> QuerySet[PaymentAttempt]:
    """Every parcel paid, or to be paid, at the door."""
    return PaymentAttempt.objects.filter(method=Purchase.Payment.COD, order__isnull=False)


def to_come() -> QuerySet[PaymentAttempt]:
    """Collected at the door and still with the carrier."""
    return cash_on_delivery().filter(state=State.COLLECTED)


def under_way() -> QuerySet[PaymentAttempt]:
    return cash_on_delivery().filter(state=State.PENDING, order__status=Status.SHIPPED)


def remitted() -> QuerySet[PaymentAttempt]:
    return cash_on_delivery().filter(state=State.REMITTED)


def not_accepted() -> QuerySet[PaymentAttempt]:
    """Parcels that nobody took at the door."""
    return cash_on_delivery().filter(state=State.REFUSED, order__status=Status.RETURNED)


@transaction.atomic
def remit(attempts: Collection[int], *, carrier: str, reference: str, received_on: date, actor) -> CodRemittance:
    """The carrier handed over the cash of these parcels. Whose delivery nobody had reported is delivered by that.

    Raises:
        NothingToRemit: none of them waits for cash.
    """
    waiting = cash_on_delivery().filter(pk__in=attempts)
    orders = Order.objects.filter(attempts__in=waiting.filter(state=State.PENDING), status=Status.SHIPPED)
    for order in orders.order_by("pk"):
        advance(order, Status.DELIVERED, actor=actor, note=_("the carrier handed over its cash"))
    collected = list(waiting.filter(state=State.COLLECTED).select_for_update(of=("self",)).order_by("pk"))
    if not collected:
        raise NothingToRemit
    PaymentAttempt.objects.filter(pk__in=[one.pk for one in collected]).update(
        state=State.REMITTED, settled_at=timezone.now()
    )
    remittance = CodRemittance.objects.create(
        carrier=carrier,
        reference=reference,
        received_on=received_on,
        amount=sum((one.amount for one in collected), Decimal(0)),
        actor=actor,
    )
    remittance.attempts.set(collected)
    return remittance


def named_in(content: bytes) -> list[Named]:
    """What a carrier's list, Excel or CSV, says of our parcels. Nothing is written.

    Raises:
        FileRefused: see `reading.read`; or no line names a parcel and its cash; or too many lines.
    """
    rows = [row for sheet in read(content) for row in _rows_of(sheet)]
    if not rows:
        raise FileRefused(_("No parcels were found under headings such as “Mã đơn hàng” or “Mã vận đơn” and “COD”."))
    if len(rows) > MOST_ROWS:
        raise FileRefused(_("The list has more than %(most)d lines. Take a shorter time.") % {"most": MOST_ROWS})
    known = _by_code([code for _row, code, _amount in rows])
    return [_named(row, code, amount, known.get(code)) for row, code, amount in rows]


def _rows_of(sheet: list[Line]) -> Iterator[tuple[int, str, Decimal | None]]:
    for at, line in enumerate(sheet[:HEADER_WITHIN]):
        codes, amount = _column(line, _CODE), _column(line, _AMOUNT)
        if codes is not None and amount is not None:
            for row in sheet[at + 1 :]:
                if code := _text(row, codes):
                    yield row.number, read_order_number(code) or code, _money(row, amount)
            return


def _column(line: Line, heading: str) -> int | None:
    texts = [fold(str(value or "")).strip() for value in line.values]
    return next((at for at, text in enumerate(texts) if re.fullmatch(heading, text)), None)


def _text(row: Line, column: int) -> str:
    value: Value | None = row.values[column] if column < len(row.values) else None
    return str(value).strip() if value is not None else ""


def _money(row: Line, column: int) -> Decimal | None:
    value = row.values[column] if column < len(row.values) else None
    if isinstance(value, int | float):
        return Decimal(str(value)).quantize(Decimal(1))
    digits = re.sub(r"[^\d]", "", str(value or ""))
    return Decimal(digits) if digits else None


def _by_code(codes: Collection[str]) -> dict[str, PaymentAttempt]:
    found = cash_on_delivery().filter(Q(order__number__in=codes) | Q(order__facts__tracking_code__in=codes))
    by_code = {}
    for attempt in found.select_related("order__facts"):
        by_code[attempt.order.number] = attempt
        if attempt.order.facts.tracking_code:
            by_code[attempt.order.facts.tracking_code] = attempt
    return by_code


def _named(row: int, code: str, amount: Decimal | None, attempt: PaymentAttempt | None) -> Named:
    if attempt is None:
        problem = _("no parcel of ours")
    elif attempt.state == State.REMITTED:
        problem = _("handed over before")
    elif attempt.state == State.REFUSED or attempt.order.status not in (Status.SHIPPED, Status.DELIVERED):
        problem = _("not paid at the door, as far as we know")
    elif amount != attempt.amount:
        problem = _("another amount")
    else:
        problem = ""
    return Named(row, code, amount, attempt, problem)
