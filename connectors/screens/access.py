"""What a user may see of the channels: officers those of their provinces, producers their own (law 10)."""

from __future__ import annotations

from django.db.models import QuerySet

from catalogue.provenance.access import is_programme_staff, producers_for, products_for
from connectors.models import Call, ChannelAccount, ChannelOrder, Listing

__all__ = [
    "accounts_for",
    "calls_for",
    "is_programme_staff",
    "listings_for",
    "orders_for",
    "producers_for",
    "products_for",
]


def accounts_for(user) -> QuerySet[ChannelAccount]:
    """Every account for officers bound to no province; else those of the user's producers."""
    if is_programme_staff(user) and not user.office_provinces.exists():
        return ChannelAccount.objects.all()
    return ChannelAccount.objects.filter(producer__in=producers_for(user).values("pk"))


def listings_for(user) -> QuerySet[Listing]:
    return Listing.objects.filter(account__in=accounts_for(user).values("pk"))


def orders_for(user) -> QuerySet[ChannelOrder]:
    return ChannelOrder.objects.filter(account__in=accounts_for(user).values("pk"))


def calls_for(user) -> QuerySet[Call]:
    return Call.objects.filter(account__in=accounts_for(user).values("pk"))
