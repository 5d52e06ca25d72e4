"""A source changed: raise the revision of what shows it, and wake the accounts (law 4).

Nothing is sent here. A lost wake-up costs at most a minute: the timer finds what is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from .models import ChannelAccount, Listing, ListingSku


def bump_skus(which: Q, *aspects: str) -> int:
    """Stock or price of these SKUs has to be looked at again; answers how many."""
    changed = ListingSku.objects.filter(which)
    accounts = set(changed.order_by().values_list("listing__account", flat=True))
    if not accounts:
        return 0
    count = changed.update(**_raised(aspects))
    wake(accounts)
    return count


def bump_listings(which: Q, *aspects: str) -> int:
    """Content, images or visibility of these listings has to be looked at again; answers how many."""
    changed = Listing.objects.filter(which)
    accounts = set(changed.order_by().values_list("account", flat=True))
    if not accounts:
        return 0
    count = Listing.objects.filter(pk__in=list(changed.values_list("pk", flat=True))).update(**_raised(aspects))
    wake(accounts)
    return count


def bump_account(account: ChannelAccount) -> None:
    """A rule of the account changed: every number, price and text of it."""
    bump_skus(Q(listing__account=account), "stock", "price")
    bump_listings(Q(account=account), "content", "visibility")


def doubt_stock(account: ChannelAccount, records: Iterable[int]) -> None:
    """The channel changed its own figures (somebody bought or cancelled there): what we last sent is no proof."""
    mine = Q(listing__account=account, record__in=list(records))
    if bump_skus(mine, "stock"):
        ListingSku.objects.filter(mine).update(stock_sent=None)


def send_again(listing: Listing) -> None:
    """A person asks: forget that it waits or was refused, and what the channel showed otherwise than sent.

    Nobody is sure of the text there any more: so it is compared there, and read back, even if nothing has changed here.
    """
    _forget_drifted(listing.pk)
    Listing.objects.filter(pk=listing.pk).update(
        content_not_before=None, images_not_before=None, visibility_not_before=None
    )
    listing.skus.update(stock_not_before=None, price_not_before=None)
    bump_skus(Q(listing=listing), "stock", "price")
    bump_listings(Q(pk=listing.pk), "content", "images", "visibility")


def _forget_drifted(pk: int) -> None:
    """What differs there is no longer taken for sent; a sale of somebody else's is remembered, so as to be ended."""
    listing = Listing.objects.get(pk=pk)
    drift = listing.drift
    if listing.sent:
        Listing.objects.filter(pk=pk).update(sent={**listing.sent, "in_flight": True})
    for sku in listing.skus.all() if drift else ():
        values: dict[str, Any] = {"stock_sent": None} if f"stock {sku.sku}" in drift else {}
        if drift.keys() & {f"price {sku.sku}", f"sale {sku.sku}"}:
            values["price_sent"] = None
        there = drift.get(f"sale {sku.sku}")
        if there and there["from"] and there["until"]:
            values["sale_sent"] = there
        if values:
            listing.skus.filter(pk=sku.pk).update(**values)


def wake(accounts: Iterable[int]) -> None:
    """Visit these accounts as soon as the present transaction is committed."""
    from .tasks import visit_woken

    for account_id in sorted(accounts):
        ChannelAccount.objects.filter(pk=account_id).update(wakes=F("wakes") + 1)
        transaction.on_commit(lambda account_id=account_id: visit_woken(account_id))


def visit_at(account_id: int, when: datetime) -> None:
    """Visit the account at that moment; until then what the channel put off waits."""
    from .tasks import visit_rested

    transaction.on_commit(lambda: visit_rested.schedule((account_id,), eta=when))


def _raised(aspects: Iterable[str]) -> dict:
    return {f"{aspect}_revision": F(f"{aspect}_revision") + 1 for aspect in aspects}
