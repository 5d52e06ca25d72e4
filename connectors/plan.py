"""desired - acknowledged = plan: pure rules for numbers, prices and the writes that are left to make (laws 2 and 4).

Nothing here knows a database or a marketplace. Stock in units, prices in whole đồng.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _


class Aspect(StrEnum):
    """What a write is about, in the order of one visit."""

    STOCK = "stock"
    PRICE = "price"
    CONTENT = "content"
    VISIBILITY = "visibility"


@dataclass(frozen=True, slots=True)
class StockTerms:
    """All that decides the number a channel shows: `share` in percent, `cap` None = none, `floor` = held back there."""

    available: int
    share: int = 100
    buffer: int = 0
    cap: int | None = None
    floor: int = 0
    paused: bool = False
    short: bool = False

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
        if self.cap is not None:
            parts.append(_("at most %(n)s") % {"n": self.cap})
        return f"{', '.join(parts)} → {self.number()}." + self._floor()

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
class PriceTerms:
    """Our own price, the mark-up in percent, and the step that prices are rounded up to (1 = every đồng)."""

    price: int
    markup: Decimal = Decimal(0)
    rounding: int = 1000

    def number(self) -> int:
        """Rounded up to the step, except that our own price is never changed when there is no mark-up."""
        if not self.markup:
            return self.price
        raised = Decimal(self.price) * (100 + self.markup) / 100
        steps = (raised / self.rounding).to_integral_value(ROUND_CEILING)
        return max(int(steps * self.rounding), self.rounding)

    def why(self) -> str:
        """One sentence for the producer: why this price."""
        own = _money(self.price)
        if not self.markup:
            return _("%(price)s, the price of the shop.") % {"price": own}
        words = _("%(own)s %(markup)s%%, rounded up to %(step)s → %(price)s.")
        return words % {
            "own": own,
            "markup": f"{self.markup.normalize():+f}",
            "step": _money(self.rounding),
            "price": _money(self.number()),
        }

    def as_dict(self) -> dict[str, Any]:
        return {"price": self.price, "markup": str(self.markup), "rounding": self.rounding}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        return cls(int(stored["price"]), Decimal(stored["markup"]), int(stored["rounding"]))


def whole_dong(price: Decimal) -> int:
    return int(price.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of one listing or SKU: what is wanted, what was last sent, and the revision that was read.

    `key` is the database key of the listing (content, visibility) or SKU (stock, price).
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
            "was": row.sent,
            "wanted": row.wanted,
            "why": row.reason,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """The writes of one visit, and the rows that need none: their revision is acknowledged as it is."""

    writes: tuple[Write, ...]
    settled: tuple[Row, ...]

    def of(self, aspect: Aspect) -> list[Write]:
        return [write for write in self.writes if write.row.aspect == aspect]


def plan(rows: Iterable[Row]) -> Plan:
    """What differs is written, in the order of a visit; what is equal is settled without a write."""
    writes, settled = [], []
    for row in rows:
        if row.sent == row.wanted:
            settled.append(row)
        else:
            writes.append(Write(row, "create" if row.sent is None else "change"))
    order = list(Aspect)
    writes.sort(key=lambda write: (order.index(write.row.aspect), write.row.listing, write.row.key))
    return Plan(tuple(writes), tuple(settled))


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " ₫"
