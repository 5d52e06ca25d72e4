"""Which accounts have something to do: what the minute timer asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from .models import ChannelAccount, Command, InboundEvent, Listing, ListingSku
from .models.listings import ripe
from .planning import STAR_GRACE

EMPTY_POLL = timedelta(minutes=5)
"""Between two looks for orders at an account without listings. One with listings is asked in every round of the
minute timer: an order whose push was lost is there within a minute, for one call a minute."""


def due_accounts(now: datetime) -> list[int]:
    """Keys of connected, resting accounts with due rows, pushes, commands, a passed boundary, or a poll to make."""
    listings = Listing.objects.filter(account=OuterRef("pk")).filter(
        ripe("content", now) | ripe("visibility", now) | Q(star_overdue_since__lte=now - STAR_GRACE, sent__visible=True)
    )
    skus = ListingSku.objects.filter(listing__account=OuterRef("pk"), is_there=True).filter(
        ripe("stock", now) | ripe("price", now)
    )
    events = InboundEvent.objects.filter(account=OuterRef("pk"), handled_at=None)
    commands = Command.objects.filter(account=OuterRef("pk"), state=Command.State.PENDING).filter(
        Q(not_before=None) | Q(not_before__lte=now)
    )
    listed = Listing.objects.filter(account=OuterRef("pk")).exclude(item_id="")
    poll = Q(visited_at=None) | Q(visited_at__lte=now - EMPTY_POLL) | (Q(visited_at__lt=now) & Exists(listed))
    woken = Q(wakes__gt=F("wakes_seen"))
    work = poll | woken | Exists(listings) | Exists(skus) | Exists(events) | Exists(commands)
    return list(ChannelAccount.objects.workable(now).filter(work).order_by("pk").values_list("pk", flat=True))
