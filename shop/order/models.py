from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from django.db import models, transaction

from .pipeline import HOLDING, Status


class OrderQuerySet(models.QuerySet["Order"]):
    def of(self, user) -> "OrderQuerySet":
        """The orders that this user may see and handle: those of her own producers (law 10)."""
        from catalogue.producers.models import Producer

        return self.filter(facts__producer__in=Producer.objects.of(user))

    def on_hold(self) -> "OrderQuerySet":
        """Those that the office holds back; see `shop.order.holding`."""
        return self.filter(status__in=HOLDING).exclude(facts__held_for="")

    def for_display(self) -> "OrderQuerySet":
        """With all that `shop.order.display` reads, in a fixed number of queries."""
        return self.select_related(
            "facts__producer__commune",
            "facts__producer__province",
            "facts__purchase",
            "shipping_address",
        ).prefetch_related("lines__facts", "steps")

    def for_confirmation(self) -> "OrderQuerySet":
        """With what stands on the labels of the goods, and what was off, too."""
        return self.for_display().prefetch_related(
            "lines__product__sheet", "lines__product__parent__sheet", "discounts"
        )


class Order(AbstractOrder):
    """What one producer sends to one buyer. Its purchase, payee and proof as sold: `shop.checkout.models`."""

    objects = OrderQuerySet.as_manager()

    def set_status(self, new_status):
        """Oscar's dashboard steps the same way as everybody: `shop.order.statuses.advance`."""
        from .statuses import StepRefused, advance

        try:
            advance(self, new_status)
        except StepRefused as refusal:
            raise InvalidOrderStatus(str(refusal)) from refusal

    set_status.alters_data = True

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)


class Line(AbstractLine):
    """One product of an order. Its units are held by one reservation, and settled whole."""

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)

    def consume_allocation(self, quantity):
        from shop.stock import ledger

        self._settle_whole(quantity, ledger.consume)

    consume_allocation.alters_data = True

    def cancel_allocation(self, quantity):
        from shop.stock import ledger

        self._settle_whole(quantity, ledger.release, allocation_cancelled=True)

    cancel_allocation.alters_data = True

    def _settle_whole(self, quantity, settle, **also):
        if quantity != self.quantity:
            raise InvalidStockAdjustment("A line is shipped or cancelled whole.")
        with transaction.atomic():
            if not settle(self.reservation):
                raise InvalidStockAdjustment("The units of this line were settled before.")
            type(self).objects.filter(pk=self.pk).update(num_allocated=0, **also)
        self.refresh_from_db(fields=["num_allocated", "allocation_cancelled"])


from oscar.apps.order.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
