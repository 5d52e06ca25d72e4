"""Which accounts have something to do: what the minute timer asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from .models import ChannelAccount, Command, InboundEvent, Listing, ListingSku
from .models.listings import ripe, ripe_content, ripe_price
from .planning import STAR_GRACE

POLL = timedelta(minutes=5)


def due_accounts(now: datetime) -> list[int]:
    """Keys of connected, resting accounts with due rows, pushes, commands, a passed boundary, or a poll to make."""
    listings = Listing.objects.filter(account=OuterRef("pk")).filter(
        ripe_content(now) | ripe("visibility", now) | Q(star_overdue_since__lte=now - STAR_GRACE, sent__visible=True)
    )
    skus = ListingSku.objects.filter(listing__account=OuterRef("pk"), is_there=True).filter(
        ripe("stock", now) | ripe_price(now)
    )
    events = InboundEvent.objects.filter(account=OuterRef("pk"), handled_at=None)
    commands = Command.objects.filter(account=OuterRef("pk"), state=Command.State.PENDING).filter(
        Q(not_before=None) | Q(not_before__lte=now)
    )
    poll = Q(visited_at=None) | Q(visited_at__lte=now - POLL)
    woken = Q(wakes__gt=F("wakes_seen"))
    work = poll | woken | Exists(listings) | Exists(skus) | Exists(events) | Exists(commands)
    return list(ChannelAccount.objects.workable(now).filter(work).order_by("pk").values_list("pk", flat=True))
