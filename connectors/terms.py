"""The terms of a listed SKU as they are now: what `plan` computes its number and its price from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from .models import CapRule, ChannelAccount, Listing, ListingSku, Shortage
from .plan import PriceTerms, Sale, StockTerms, rounded_sale, whole_dong
from .registry import connector_class


def stock_terms(sku: ListingSku, account: ChannelAccount, short: set[int] | None = None) -> StockTerms:
    """`short` holds the stock records with an open shortage; without it the database is asked."""
    if short is None:
        short = short_records([sku.record_id])
    listing = sku.listing
    return StockTerms(
        available=max(sku.record.available, 0),
        share=_first(listing.share, account.share),
        buffer=_first(listing.buffer, account.buffer),
        **_cap(listing, account),
        floor=sku.reserved,
        paused=account.stock_paused or listing.stock_paused or not sku.record.product.is_public,
        short=sku.record_id in short,
    )


def _cap(listing: Listing, account: ChannelAccount) -> dict[str, Any]:
    """The limit that counts, whose it is, and that of the account where the listing sets it aside."""
    if listing.cap_rule == CapRule.ACCOUNT:
        return {"cap": account.cap, "cap_of": "account"}
    own = listing.cap if listing.cap_rule == CapRule.OWN else None
    return {"cap": own, "cap_of": "listing", "cap_aside": account.cap}


def price_terms(sku: ListingSku, account: ChannelAccount, now: datetime) -> PriceTerms | None:
    """None while the product has no price: nothing can be offered then."""
    listing = sku.listing
    rounding = _first(listing.rounding, account.rounding)
    if sku.own_price:
        plain = PriceTerms(sku.own_price, Decimal(0), rounding, own=True)
    elif sku.record.price is None:
        return None
    else:
        markup = _first(listing.markup, account.markup)
        plain = PriceTerms(whole_dong(sku.record.price), markup.normalize(), rounding)
    sale = _sale(sku, account, plain.number(), rounding)
    if sale is None or sale.ends <= now:
        return plain
    fair = sale.price < plain.number()
    return replace(plain, sale=sale if fair else None, void=not fair)


def _sale(sku: ListingSku, account: ChannelAccount, price: int, step: int) -> Sale | None:
    """The SKU's own sale price, else the listing's share off, else the account's: each with its own window."""
    if not connector_class(account.channel).sale_prices:
        return None
    listing = sku.listing
    at_listing = bool(sku.sale_price) or listing.sale_percent is not None
    rule = listing if at_listing else account
    if not (rule.sale_from and rule.sale_until):
        return None
    if sku.sale_price:
        return Sale(sku.sale_price, rule.sale_from, rule.sale_until)
    if not rule.sale_percent:
        return None
    return Sale(rounded_sale(price, rule.sale_percent, step), rule.sale_from, rule.sale_until)


def _first(own, common):
    return common if own is None else own


def short_records(records) -> set[int]:
    """Those of `records` that were sold short and not settled yet."""
    return set(
        Shortage.objects.filter(record__in=records, resolved_at=None).order_by().values_list("record_id", flat=True)
    )
