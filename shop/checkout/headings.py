"""What the page of a purchase is headed with: how it stands, in one line."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shop.order.display import ShownOrder
from shop.order.pipeline import GIVEN_UP, Status
from shop.payment.showing import ShownCard, ShownTransfer


def heading(orders: Sequence[ShownOrder], transfers: Sequence[ShownTransfer], cards: Sequence[ShownCard]) -> str:
    """What waits to be paid comes first, then a hold, then what was given up."""
    if any(card.waiting for card in cards):
        return _("One step left: your payment")
    if waiting := [transfer for transfer in transfers if transfer.waiting]:
        return _of_waiting(waiting)
    if any(order.held_for for order in orders):
        return _("This order is on hold")
    statuses = {order.status for order in orders}
    if statuses == {Status.REFUSED}:
        return _("The producer cannot deliver this order")
    if statuses <= set(GIVEN_UP):
        lapsed = any(not (one.paid or one.cancelled) for one in [*transfers, *cards])
        return _("This order was not paid") if lapsed else _("This order is cancelled")
    if statuses & set(GIVEN_UP):
        return _("Part of this order is cancelled")
    if statuses == {Status.RETURNED}:
        return _("This order was returned")
    return _("Thank you, the order is placed")


def _of_waiting(transfers: Sequence[ShownTransfer]) -> str:
    """While a transfer with another amount is looked at, the buyer has nothing to do."""
    if any(not transfer.received for transfer in transfers):
        return _("One step left: your transfer")
    if any(transfer.missing for transfer in transfers):
        return _("Part of the money has arrived")
    if any(transfer.too_much for transfer in transfers):
        return _("More money than needed has arrived")
    return _("The money is being checked")
