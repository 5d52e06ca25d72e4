"""desired - acknowledged = plan: pure rules for numbers, prices and the writes that are left to make (laws 2 and 4).

Nothing here knows a database or a marketplace. Stock in units, prices in whole đồng.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _


class Aspect(StrEnum):
    """What a write is about, in the order of one visit."""

    STOCK = "stock"
    PRICE = "price"
    CONTENT = "content"
    VISIBILITY = "visibility"


@dataclass(frozen=True, slots=True)
class StockTerms:
    """All that decides the number a channel shows: `share` in percent, `cap` None = none, `floor` = held back there.

    `cap_of` says whose the cap is (account or listing), `cap_aside` is the account's where the listing's rule counts.
    """

    available: int
    share: int = 100
    buffer: int = 0
    cap: int | None = None
    floor: int = 0
    paused: bool = False
    short: bool = False
    cap_of: str = ""
    cap_aside: int | None = None

    def number(self) -> int:
        """`max(floor, min(cap, share × (available − buffer)))`, never below 0; 0 above the floor while stopped."""
        if self.paused or self.short:
            return self.floor
        number = max((self.available - self.buffer) * self.share // 100, 0)
        if self.cap is not None:
            number = min(number, self.cap)
        return max(self.floor, number)

    def why(self) -> str:
        """One sentence for the producer: why this number."""
        if self.short:
            return _("0, because more was sold than there is: a shortage is open.") + self._floor()
        if self.paused:
            return _("0, because selling here is paused.") + self._floor()
        parts = [_("%(n)s available") % {"n": self.available}]
        if self.buffer:
            parts.append(_("%(n)s kept back") % {"n": self.buffer})
        if self.share != 100:
            parts.append(_("%(n)s%% share") % {"n": self.share})
        parts += self._why_cap()
        changed = "" if self.number() == self.available else f" → {self.number()}"
        return f"{', '.join(parts)}{changed}." + self._floor()

    def _why_cap(self) -> list[str]:
        if self.cap is None:
            lifted = _("no limit for this listing (the shop's limit of %(n)s is set aside)")
            return [] if self.cap_aside is None else [lifted % {"n": self.cap_aside}]
        words = {
            "account": _("at most %(n)s by the shop's limit"),
            "listing": _("at most %(n)s by the listing's limit"),
        }
        return [words.get(self.cap_of, _("at most %(n)s")) % {"n": self.cap}]

    def _floor(self) -> str:
        if not self.floor:
            return ""
        return " " + _("The channel holds back %(n)s for its promotions.") % {"n": self.floor}

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)


@dataclass(frozen=True, slots=True)
class Sale:
    """A lower price from `starts` until before `ends`."""

    price: int
    starts: datetime
    ends: datetime

    def boundaries(self) -> tuple[datetime, datetime]:
        return self.starts, self.ends

    def as_dict(self) -> dict[str, Any]:
        return {"price": self.price, "from": self.starts.isoformat(), "until": self.ends.isoformat()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        moments = (datetime.fromisoformat(stored[name]) for name in ("from", "until"))
        return cls(int(stored["price"]), *moments)


def offer(price: int, sale: Sale | None) -> int | dict[str, Any]:
    """What is sent and compared: the plain price, or the price with its sale."""
    return {"price": price, "sale": sale.as_dict()} if sale else price


def plain_price(offered: int | Mapping[str, Any] | None) -> int | None:
    """The price without the sale."""
    return offered["price"] if isinstance(offered, Mapping) else offered


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """The price of the shop (`own`: of this channel alone), the mark-up in percent, the step that prices are rounded
    up to (1 = every đồng), and a sale that is not over; one that is not below the price is `void` and not sent."""

    price: int
    markup: Decimal = Decimal(0)
    rounding: int = 1000
    own: bool = False
    sale: Sale | None = None
    void: bool = False

    def number(self) -> int:
        """Rounded up to the step, except that our own price is never changed when there is no mark-up."""
        if not self.markup:
            return self.price
        raised = Decimal(self.price) * (100 + self.markup) / 100
        steps = (raised / self.rounding).to_integral_value(ROUND_CEILING)
        return max(int(steps * self.rounding), self.rounding)

    def offer(self) -> int | dict[str, Any]:
        return offer(self.number(), self.sale)

    def next_change(self, now: datetime) -> datetime | None:
        """The next moment at which the price changes by itself."""
        return min((one for one in self.sale.boundaries() if one > now), default=None) if self.sale else None

    def why(self) -> str:
        """One sentence for the producer: why this price."""
        return self._why_price() + self._why_sale()

    def _why_price(self) -> str:
        own = _money(self.price)
        if self.own:
            return _("%(price)s, set for this channel alone.") % {"price": own}
        if not self.markup:
            return _("%(price)s, the price of the shop.") % {"price": own}
        words = _("%(own)s %(markup)s%%, rounded up to %(step)s → %(price)s.")
        return words % {
            "own": own,
            "markup": f"{self.markup.normalize():+f}",
            "step": _money(self.rounding),
            "price": _money(self.number()),
        }

    def _why_sale(self) -> str:
        if self.void:
            return " " + _("The sale price is not below it and is left out.")
        if self.sale is None:
            return ""
        words = _("On sale for %(price)s from %(start)s until %(end)s.")
        start, end = (f"{timezone.localtime(one):%H:%M %d/%m/%Y}" for one in self.sale.boundaries())
        return " " + words % {"price": _money(self.sale.price), "start": start, "end": end}

    def as_dict(self) -> dict[str, Any]:
        return {
            "price": self.price,
            "markup": str(self.markup),
            "rounding": self.rounding,
            "own": self.own,
            "sale": self.sale.as_dict() if self.sale else None,
            "void": self.void,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        sale = stored.get("sale")
        return cls(
            int(stored["price"]),
            Decimal(stored["markup"]),
            int(stored["rounding"]),
            own=stored.get("own", False),
            sale=Sale.from_dict(sale) if sale else None,
            void=stored.get("void", False),
        )


def rounded_sale(price: int, percent: int, step: int) -> int:
    """The price less `percent`, rounded up to the step."""
    steps = (Decimal(price) * (100 - percent) / 100 / step).to_integral_value(ROUND_CEILING)
    return int(steps * step)


def whole_dong(price: Decimal) -> int:
    return int(price.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of one listing or SKU: what is wanted, what was last sent, and the revision that was read.

    `key` is the database key of the listing (content, visibility) or SKU (stock, price); `next_change` is when
    `wanted` changes by itself. `acknowledged` is what the channel took last: for people, where `sent` is None because
    a later write was never confirmed. `refusal` tells in words why what is wanted would not be sent.
    """

    key: int
    listing: int
    aspect: Aspect
    label: str
    wanted: Any
    sent: Any
    revision: int
    reason: str = ""
    terms: Mapping[str, Any] | None = None
    next_change: datetime | None = None
    acknowledged: Any = None
    refusal: str = ""

    @property
    def was(self) -> Any:
        return self.acknowledged if self.sent is None else self.sent


@dataclass(frozen=True, slots=True)
class Write:
    """One write that will be made, and why."""

    row: Row
    action: str

    def as_dict(self) -> dict[str, Any]:
        row = self.row
        return {
            "listing": row.listing,
            "sku": row.label,
            "aspect": str(row.aspect),
            "action": self.action,
            "was": row.was,
            "wanted": row.wanted,
            "why": row.reason,
        }


@dataclass(frozen=True, slots=True)
class Wait:
    """A write that is not made before `until`, and what tells to wait, in words."""

    write: Write
    until: datetime
    because: str

    def as_dict(self) -> dict[str, Any]:
        until = self.until.isoformat(" ", "seconds")
        return {**self.write.as_dict(), "waits_until": until, "waits_because": self.because}


@dataclass(frozen=True, slots=True)
class Plan:
    """The writes of one visit, and the rows that need none: their revision is acknowledged as it is. Beside them what
    the visit leaves out, because it waits for another try or would be `refused` as it is."""

    writes: tuple[Write, ...]
    settled: tuple[Row, ...]
    waiting: tuple[Wait, ...] = ()
    refused: tuple[Row, ...] = ()

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "writes": [write.as_dict() for write in self.writes],
            "waiting": [wait.as_dict() for wait in self.waiting],
            "refused": [
                {"listing": row.listing, "sku": row.label, "aspect": str(row.aspect), "because": row.refusal}
                for row in self.refused
            ],
        }

    def of(self, aspect: Aspect) -> list[Write]:
        return [write for write in self.writes if write.row.aspect == aspect]


def write_of(row: Row) -> Write | None:
    """None where nothing differs, or what differs would not leave the house."""
    if row.refusal or row.sent == row.wanted:
        return None
    return Write(row, "create" if row.sent is None else "change")


def plan(rows: Iterable[Row]) -> Plan:
    """What differs is written, in the order of a visit; what is equal is settled without a write."""
    writes, settled, refused = [], [], []
    for row in rows:
        if write := write_of(row):
            writes.append(write)
        else:
            (refused if row.refusal else settled).append(row)
    order = list(Aspect)
    writes.sort(key=lambda write: (order.index(write.row.aspect), write.row.listing, write.row.key))
    return Plan(tuple(writes), tuple(settled), refused=tuple(refused))


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " ₫"
