"""How the accounts are: one query for all of them, for the command and the screens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .comparing import DEMOTED
from .models import ChannelAccount, ChannelOrder, Fate, Listing, ListingSku, Shortage
from .models.listings import due, is_due

REFUSED = Q(content_state=Fate.REFUSED) | Q(visibility_state=Fate.REFUSED) | Q(content_problem__code=DEMOTED)


def with_counts(accounts: QuerySet[ChannelAccount]) -> list[ChannelAccount]:
    """The accounts with `n_listings`, `n_due`, `n_refused`, `n_drift`, `n_held` and `n_short` (five queries in all)."""
    found = list(accounts.select_related("producer"))
    mine = [account.pk for account in found]
    listings = Listing.objects.filter(account__in=mine)
    content_due = due("content") | due("images") | due("visibility")
    counted = {
        row["account"]: row
        for row in listings.order_by()
        .values("account")
        .annotate(
            listings=Count("pk"),
            due=Count("pk", filter=content_due & (Q(on_sale=True) | ~Q(item_id=""))),
            refused=Count("pk", filter=REFUSED),
            drift=Count("pk", filter=~Q(drift={})),
        )
    }
    sku_due = due("stock") | due("price")
    skus = _count(ListingSku.objects.filter(sku_due, listing__account__in=mine, is_there=True), "listing__account")
    held = _count(ChannelOrder.objects.filter(account__in=mine, state=ChannelOrder.State.HELD), "account")
    short = _count(Shortage.objects.filter(channel_order__account__in=mine, resolved_at=None), "channel_order__account")
    for account in found:
        row = counted.get(account.pk, {})
        account.n_listings, account.n_refused = row.get("listings", 0), row.get("refused", 0)
        account.n_drift = row.get("drift", 0)
        account.n_due = row.get("due", 0) + skus.get(account.pk, 0)
        account.n_held, account.n_short = held.get(account.pk, 0), short.get(account.pk, 0)
    return found


def _count(rows: QuerySet, by: str) -> dict[int, int]:
    counted: Iterable = rows.order_by().values(key=F(by)).annotate(n=Count("pk"))
    return {row["key"]: row["n"] for row in counted}


def refused_before(account: ChannelAccount) -> QuerySet[Listing]:
    """Listings of which something was refused and has not changed since: no visit and no plan touches it."""
    levels = ListingSku.objects.filter(_rests_refused("stock") | _rests_refused("price"), listing=OuterRef("pk"))
    return account.listings.filter(_rests_refused("content") | _rests_refused("visibility") | Exists(levels))


def _rests_refused(aspect: str) -> Q:
    return Q(**{f"{aspect}_state": Fate.REFUSED}) & ~due(aspect)


def rests_refused(row: Listing | ListingSku, aspect: str) -> bool:
    """The same of one aspect of a row that is in memory."""
    return getattr(row, f"{aspect}_state") == Fate.REFUSED and not is_due(row, aspect)


def status_rows(accounts: QuerySet[ChannelAccount]) -> list[dict]:
    """The same as plain rows, for the command; a lost permission ends no more."""
    lost = ChannelAccount.State.NEEDS_SIGN_IN
    return [
        {
            "account": account.pk,
            "channel": account.channel,
            "shop": account.shop_id,
            "name": account.name,
            "state": account.state,
            "permission_ends": _moment(account.grant_expires_at if account.state != lost else None),
            "last_visit": _moment(account.visited_at),
            "last_order": _moment(account.last_order_seen_at),
            "due": account.n_due,
            "refused": account.n_refused,
            "drift": account.n_drift,
            "held_orders": account.n_held,
            "shortages": account.n_short,
        }
        for account in with_counts(accounts)
    ]


def _moment(at: datetime | None) -> str | None:
    """In Vietnamese time, to the second."""
    return timezone.localtime(at).isoformat(" ", "seconds") if at else None
