"""A buyer's wish to cancel, as the desk shows it beside our order, and how the buyer pays on the channel."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.order.elsewhere import Elsewhere
from shop.theming.templatetags.money import dong

from .contract import OrderStatus
from .models import ChannelOrder, Command

NOT_SURE = (OrderStatus.ON_HOLD, OrderStatus.UNKNOWN)
ANSWERS = (Command.Kind.ACCEPT_CANCEL, Command.Kind.REJECT_CANCEL)


def with_answers(orders: QuerySet[ChannelOrder]) -> QuerySet[ChannelOrder]:
    """With `is_answered`: somebody has answered the wish, and the channel is being told."""
    pending = Command.objects.filter(channel_order=OuterRef("pk"), kind__in=ANSWERS, state=Command.State.PENDING)
    return orders.annotate(is_answered=Exists(pending))


def unanswered(orders: QuerySet[ChannelOrder]) -> QuerySet[ChannelOrder]:
    return with_answers(orders).filter(status=OrderStatus.CANCEL_REQUESTED, is_answered=False)


def of_orders(keys: list[int]) -> dict[int, Elsewhere]:
    """For `shop.order.elsewhere`."""
    rows = with_answers(ChannelOrder.objects.filter(orders__in=keys)).select_related("account")
    return {
        kept.order_key: Elsewhere(payment_of(kept), _asks(kept), _url(kept))
        for kept in rows.annotate(order_key=F("orders"))
    }


def payment_of(kept: ChannelOrder) -> str:
    channel = kept.account.channel.title()
    if kept.status == OrderStatus.CANCELLED:
        return _("Cancelled on %(channel)s: nothing to collect") % {"channel": channel}
    if kept.cod and kept.status == OrderStatus.DELIVERY_FAILED:
        return _("Not delivered: nothing was collected for %(channel)s") % {"channel": channel}
    if kept.cod:
        return _("Cash on delivery: %(amount)s for the whole order, collected for %(channel)s") % {
            "amount": dong(kept.total),
            "channel": channel,
        }
    if kept.status == OrderStatus.UNPAID:
        return _("Not paid on %(channel)s yet") % {"channel": channel}
    if kept.status in NOT_SURE and kept.paid_at is None:
        return _("%(channel)s has not said yet whether it is paid") % {"channel": channel}
    return _("Paid on %(channel)s") % {"channel": channel}


def _asks(kept: ChannelOrder) -> str:
    if kept.status != OrderStatus.CANCEL_REQUESTED:
        return ""
    channel = kept.account.channel.title()
    if kept.is_answered:
        return _("The buyer asks to cancel; your answer is on its way to %(channel)s.") % {"channel": channel}
    if kept.account.producer_id:
        return _("The buyer asks on %(channel)s to cancel this order. Answer first.") % {"channel": channel}
    return _("The buyer asks on %(channel)s to cancel this order. The office answers; wait.") % {"channel": channel}


def _url(kept: ChannelOrder) -> str:
    return reverse("connectors:desk_order", args=[kept.pk]) if kept.account.producer_id else ""
