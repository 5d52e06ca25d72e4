"""How often offers and codes were used: counted once per purchase, and not for what was cancelled as a whole."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order.models import Order, OrderDiscount
from shop.order.pipeline import GIVEN_UP
from shop.voucher.models import Voucher, VoucherApplication

from .granted import Granted
from .models import ConditionalOffer
from .times import has_ended, has_started


class NoLongerGranted(Exception):
    """An offer or a code ended between basket and order; `why` is said to the buyer."""

    def __init__(self, granted: Granted, why: str):
        self.granted, self.why = granted, why
        super().__init__(why)


def count_use(granted: Iterable[Granted], purchase, orders: Sequence[Order]) -> None:
    """Called last in the transaction that placed `orders` with what was granted: after stock, so that rows are
    locked in one order everywhere.

    Raises:
        NoLongerGranted: somebody used it up, or it ended.
    """
    by_offer = {one.offer.pk: one for one in granted}
    if not by_offer:
        return
    given = _given(OrderDiscount.objects.filter(order__in=orders, offer_id__in=by_offer))
    by_voucher = {one.voucher.pk: one for one in by_offer.values() if one.voucher}
    for voucher in Voucher.objects.select_for_update().filter(pk__in=by_voucher).order_by("pk"):
        if why := _refusal(voucher, purchase):
            raise NoLongerGranted(by_voucher[voucher.pk], why)
        VoucherApplication.objects.create(voucher=voucher, order=orders[0], user=purchase.buyer)
        voucher.num_orders += 1
        voucher.total_discount += sum(
            amount for pk, amount in given.items() if by_offer[pk].voucher and by_offer[pk].voucher.pk == voucher.pk
        )
        voucher.save(update_fields=["num_orders", "total_discount", "code"])
    locked = {offer.pk: offer for offer in _locked(by_offer)}
    for pk, one in by_offer.items():
        if pk not in locked or not _still_covers(locked[pk], one.times):
            raise NoLongerGranted(one, _("“%(name)s” ended a moment ago.") % {"name": one.name})
        _count(locked[pk], one.times, given.get(pk, Decimal(0)), purchases=1)


def give_back(sender, order: Order, new_status: str, **kwargs) -> None:
    """What a cancelled order used can be used again. After the commit, because this transaction holds stock."""
    if new_status in GIVEN_UP and OrderDiscount.objects.filter(order=order).exists():
        transaction.on_commit(partial(_take_out, order), robust=True)


@transaction.atomic
def _take_out(order: Order) -> None:
    rows = list(OrderDiscount.objects.filter(order=order))
    for voucher in Voucher.objects.select_for_update().filter(pk__in={row.voucher_id for row in rows}).order_by("pk"):
        amount = sum(row.amount for row in rows if row.voucher_id == voucher.pk)
        voucher.total_discount -= min(amount, voucher.total_discount)
        voucher.num_orders = voucher.uses().distinct().count()
        voucher.save(update_fields=["num_orders", "total_discount", "code"])
    for offer in _locked({row.offer_id for row in rows}):
        mine = [row for row in rows if row.offer_id == offer.pk]
        times = sum(row.frequency or 0 for row in mine)
        if times and _hand_on(order, offer, times):
            times = 0
        _count(offer, -times, -sum(row.amount for row in mine), purchases=0)


def _hand_on(order: Order, offer: ConditionalOffer, times: int) -> bool:
    """Another order of the purchase still has the benefit: the use stays, and is noted there."""
    others = OrderDiscount.objects.filter(offer_id=offer.pk, order__facts__purchase__orders__order=order)
    heir = others.exclude(order=order).exclude(order__status__in=GIVEN_UP).order_by("pk").first()
    if heir is None:
        return False
    OrderDiscount.objects.filter(order=order, offer_id=offer.pk).update(frequency=0)
    return bool(OrderDiscount.objects.filter(pk=heir.pk).update(frequency=F("frequency") + times))


def _locked(offers: Iterable[int]) -> Iterable[ConditionalOffer]:
    return ConditionalOffer.objects.select_for_update().filter(pk__in=offers).order_by("pk")


def _given(rows) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("offer_id").annotate(Sum("amount")))


def _refusal(voucher: Voucher, purchase) -> str:
    if not voucher.is_active():
        return _("The code %(code)s ended a moment ago.") % {"code": voucher.code}
    if voucher.is_spent_by(purchase.phone):
        return _("The code %(code)s works once for each customer; this phone number has used it.") % {
            "code": voucher.code
        }
    return voucher.is_available_to_user(purchase.buyer)[1]


def _still_covers(offer: ConditionalOffer, times: int) -> bool:
    now = timezone.now()
    in_time = has_started(offer, now) and not has_ended(offer, now)
    return in_time and not offer.is_suspended and times <= offer.get_max_applications()


def _count(offer: ConditionalOffer, times: int, amount: Decimal, *, purchases: int) -> None:
    offer.num_applications = max(offer.num_applications + times, 0)
    offer.total_discount = max(offer.total_discount + amount, Decimal(0))
    offer.num_orders += purchases
    ConditionalOffer.objects.filter(pk=offer.pk).update(
        num_applications=offer.num_applications, total_discount=offer.total_discount, num_orders=offer.num_orders
    )
    used_up = offer.get_max_applications() == 0
    if not offer.is_suspended and used_up != (offer.status == ConditionalOffer.CONSUMED):
        offer.save()  # not for every sale: whoever remembers pages hears of it
