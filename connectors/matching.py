"""Which product of ours a channel's line is: by its listing, by what somebody said before, or three guesses."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.slugs import fold
from shop.partner.models import StockRecord

from .contract import OrderLine
from .models import ChannelAccount, ChannelOrderLine, ListingSku, SkuAlias

SUGGESTIONS = 3


def resolve(account: ChannelAccount, line: OrderLine | ChannelOrderLine) -> StockRecord | None:
    """The stock record behind a line, None when nobody knows yet."""
    item_id, model_id = _ids(line)
    listed = ListingSku.objects.filter(listing__account=account, listing__item_id=item_id, model_id=model_id)
    if sku := listed.select_related("record").first():
        return sku.record
    said = SkuAlias.objects.filter(account=account, item_id=item_id, model_id=model_id)
    alias = said.select_related("record").first()
    return alias.record if alias else None


def offered(account: ChannelAccount):
    """The stock records that this account may sell: its producer's, or everybody's for a programme shop."""
    records = StockRecord.objects.filter(product__isnull=False).select_related("product__parent", "partner")
    return records.filter(partner__producer=account.producer) if account.producer_id else records


def suggestions(line: ChannelOrderLine) -> list[StockRecord]:
    """Up to three likely records, best first: equal SKU, then the share of common words."""
    account = line.channel_order.account
    wanted = _words(f"{line.title} {line.variation}")
    scored = []
    for record in offered(account):
        words = _words(f"{record.product.get_title()} {record.product.title}")
        common = len(wanted & words) / max(len(wanted | words), 1)
        same = bool(line.sku) and fold(line.sku) == fold(record.partner_sku)
        if same or common:
            scored.append((same, common, -record.pk, record))
    return [record for *_score, record in sorted(scored, key=lambda one: one[:3], reverse=True)[:SUGGESTIONS]]


def _ids(line: OrderLine | ChannelOrderLine) -> Sequence[str]:
    if isinstance(line, OrderLine):
        return line.ref.item_id, line.ref.model_id
    return line.item_id, line.model_id


def _words(text: str) -> set[str]:
    return set(fold(text).split())
