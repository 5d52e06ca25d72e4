"""Tells the owner of an account what she has to do: sign in again, answer a wish to cancel, find goods sold twice.

A notice that was acted on, here or on the channel, is read: for everybody who got it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.accounts.models import User
from shop.notices.models import Notice
from shop.notices.sending import notify

from .models import ChannelAccount, ChannelOrder, Shortage
from .screens.access import accounts_for, is_programme_staff

DAYS_BEFORE = (1, 7)


def tell_needs_sign_in(account: ChannelAccount) -> None:
    """Once for each time that the permission is lost: the caller takes the step from another state."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(shop)s needs you to sign in again") % {"shop": account}
        text = _("Stock, prices and orders stand still until then. Nothing is lost: it goes on by itself afterwards.")
        _tell(account, subject, text)


def tell_of_endings(now: datetime) -> int:
    """Tell of permissions that end within 7 days, and again within one; each once. Answers how many were told."""
    told = 0
    for days in DAYS_BEFORE:
        ending = ChannelAccount.objects.filter(
            Q(ending_told=None) | Q(ending_told__gt=days),
            state=ChannelAccount.State.CONNECTED,
            grant_expires_at__gt=now,
            grant_expires_at__lte=now + timedelta(days=days),
        )
        for account in ending.select_related("producer"):
            told += _tell_of_ending(account, days, now)
    return told


def _tell_of_ending(account: ChannelAccount, days: int, now: datetime) -> bool:
    fresh = Q(ending_told=None) | Q(ending_told__gt=days)
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        if not ChannelAccount.objects.filter(fresh, pk=account.pk).update(ending_told=days):
            return False
        left = max(-(-(account.grant_expires_at - now) // timedelta(days=1)), 1)
        subject = ngettext(
            "%(shop)s: the permission ends in %(n)s day", "%(shop)s: the permission ends in %(n)s days", left
        ) % {"shop": account, "n": left}
        _tell(account, subject, _("Sign in again before that day, and selling goes on without a break."))
    return True


def tell_of_wish(kept: ChannelOrder) -> None:
    """The buyer asks to cancel: the caller saw it for the first time."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _wish(kept)
        text = _("%(shop)s. Do not pack it before you have agreed or refused.") % {"shop": kept.account}
        _tell(kept.account, subject, text, kept)


def tell_of_shortage(shortage: Shortage) -> None:
    """A channel sold what we do not have; told when it is found."""
    kept = shortage.channel_order
    with translation.override(settings.LANGUAGE_CODE):
        subject = _lack(kept)
        text = _("%(shop)s. %(product)s: %(wanted)s sold, %(available)s available.") % {
            "shop": kept.account,
            "product": shortage.record.product.get_title(),
            "wanted": shortage.wanted,
            "available": shortage.available,
        }
        _tell(kept.account, subject, text, kept)


def wish_is_answered(kept: ChannelOrder) -> None:
    """Somebody here answered it, or the channel settled it."""
    with translation.override(settings.LANGUAGE_CODE):
        _told(_pages("order", kept.pk)).filter(subject=_wish(kept)).update(read_at=timezone.now())


def shortage_is_over(kept: ChannelOrder) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        _told(_pages("order", kept.pk)).filter(subject=_lack(kept)).update(read_at=timezone.now())


def is_signed_in(account: ChannelAccount) -> None:
    """All that leads to the account's page is about its permission."""
    _told(_pages("account", account.pk)).update(read_at=timezone.now())


def _wish(kept: ChannelOrder) -> str:
    return _("The buyer asks to cancel order %(order)s") % {"order": kept.remote_id}


def _lack(kept: ChannelOrder) -> str:
    return _("Sold, but not in stock: order %(order)s") % {"order": kept.remote_id}


def _pages(page: str, key: int) -> list[str]:
    return [reverse(name, args=[key]) for name in (f"connectors:desk_{page}", f"channel_{page}")]


def _told(pages: list[str]):
    return Notice.objects.unread().filter(kind=Notice.Kind.CHANNEL, url__in=pages)


def _tell(account: ChannelAccount, subject: str, text: str, order: ChannelOrder | None = None) -> None:
    """The producer's people; the officers for the programme's own shop, or where nobody works for the producer here.

    It leads to the page of `order`, or to the account's."""
    page, key = ("order", order.pk) if order else ("account", account.pk)
    if account.producer and User.objects.filter(partners=account.producer.partner_id, is_active=True).exists():
        url = reverse(f"connectors:desk_{page}", args=[key])
        notify(account.producer, Notice.Kind.CHANNEL, subject, text, url)
        return
    for officer in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        if is_programme_staff(officer) and accounts_for(officer).filter(pk=account.pk).exists():
            notify(officer, Notice.Kind.CHANNEL, subject, text, reverse(f"channel_{page}", args=[key]))
