"""What a person has to do on the channels, the most pressing first: one list for the top of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.contract import OrderStatus
from connectors.models import ChannelAccount, ChannelOrder, Shortage
from connectors.status import REFUSED
from connectors.wishes import unanswered

from . import showing
from .access import accounts_for, listings_for, orders_for
from .cards import Card

MOST = 25
"""Of each kind."""


@dataclass(frozen=True)
class Task:
    """`page` (account, order or listing) and `key` say where it is done; `account` is given where it must sign in."""

    page: str
    key: int
    label: str
    title: str
    text: str
    account: ChannelAccount | None = None


def tasks(user) -> list[Task]:
    """In as many queries as there are kinds, however much waits."""
    kinds = (_signing_in, _wishes, _shortages, _held, _listings)
    return list(chain.from_iterable(islice(kind(user), MOST) for kind in kinds))


def _signing_in(user) -> Iterator[Task]:
    lost = accounts_for(user).filter(state=ChannelAccount.State.NEEDS_SIGN_IN).select_related("producer")
    text = _("Stock, prices and orders stand still until then. Nothing is lost: it goes on by itself afterwards.")
    for account in lost[:MOST]:
        yield Task(
            "account", account.pk, _("This shop must sign in again at the marketplace."), str(account), text, account
        )


def _wishes(user) -> Iterator[Task]:
    for kept in unanswered(orders_for(user)).select_related("account")[:MOST]:
        yield Task("order", kept.pk, _("The buyer asks to cancel"), kept.remote_id, _from(kept))


def _shortages(user) -> Iterator[Task]:
    mine = Shortage.objects.filter(channel_order__in=orders_for(user).order_by().values("pk"), resolved_at=None)
    for one in mine.select_related("channel_order__account", "record__product")[:MOST]:
        text = _("Order %(order)s wants %(wanted)s, %(available)s available; every channel shows 0 until then.") % {
            "order": one.channel_order.remote_id,
            "wanted": one.wanted,
            "available": one.available,
        }
        yield Task("order", one.channel_order_id, _("Sold, but not in stock"), one.record.product.get_title(), text)


def _held(user) -> Iterator[Task]:
    """Those that are not asked about already, for a wish or a shortage."""
    short = Shortage.objects.filter(channel_order=OuterRef("pk"), resolved_at=None)
    held = orders_for(user).filter(~Exists(short), state=ChannelOrder.State.HELD)
    held = held.exclude(status=OrderStatus.CANCEL_REQUESTED)
    for kept in held.select_related("account").prefetch_related("lines")[:MOST]:
        lines = list(kept.lines.all())
        unknown = any(line.record_id is None and line.standing for line in lines)
        if lines and not unknown:
            continue  # somebody has said it: the next visit places it
        label = _("Say which product it is") if unknown else _("Held order")
        goods = "; ".join(f"{line.quantity} × {line.title}" for line in lines)
        yield Task("order", kept.pk, label, kept.remote_id, f"{_from(kept)}: {goods}")


def _listings(user) -> Iterator[Task]:
    mine = listings_for(user).filter(REFUSED | ~Q(drift={}) | Q(star_overdue_since__isnull=False))
    for listing in mine.select_related("account", "product").order_by("-pk")[:MOST]:
        problems = [card for one in showing.aspects(listing) for card in one["cards"]]
        label, text = _("Refused listing"), _told(problems)
        if listing.star_overdue_since:
            label = _("star still visible there")
        elif not problems and not listing.drift:
            continue  # changed since it was refused: it is sent again by itself
        elif not problems:
            label, text = _("Differs there"), _("The channel shows something else than was sent")
        yield Task("listing", listing.pk, label, f"{listing.product.get_title()} · {listing.account}", text)


def _from(kept: ChannelOrder) -> str:
    return f"{kept.account}, {timezone.localtime(kept.created_at):%H:%M %d/%m/%Y}"


def _told(problems: Sequence[Card]) -> str:
    """What happened, all of it, and what to do about the first."""
    if not problems:
        return ""
    happened = dict.fromkeys(problem["message"].rstrip(".") for problem in problems)
    first = problems[0]
    return " ".join(filter(None, [f"{'; '.join(happened)}.", first["remedy"], first.get("detail", "")]))
