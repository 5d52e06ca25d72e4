"""The terms of a listed SKU as they are now: what `plan` computes its number and its price from."""

from __future__ import annotations

from .models import ChannelAccount, ListingSku, Shortage
from .plan import PriceTerms, StockTerms, whole_dong


def stock_terms(sku: ListingSku, account: ChannelAccount, short: set[int] | None = None) -> StockTerms:
    """`short` holds the stock records with an open shortage; without it the database is asked."""
    if short is None:
        short = short_records([sku.record_id])
    return StockTerms(
        available=max(sku.record.available, 0),
        share=account.share,
        buffer=account.buffer,
        cap=account.cap,
        floor=sku.reserved,
        paused=account.stock_paused or not sku.record.product.is_public,
        short=sku.record_id in short,
    )


def price_terms(sku: ListingSku, account: ChannelAccount) -> PriceTerms | None:
    """None while the product has no price: nothing can be offered then."""
    if sku.record.price is None:
        return None
    return PriceTerms(whole_dong(sku.record.price), account.markup.normalize(), account.rounding)


def short_records(records) -> set[int]:
    """Those of `records` that were sold short and not settled yet."""
    return set(
        Shortage.objects.filter(record__in=records, resolved_at=None).order_by().values_list("record_id", flat=True)
    )
