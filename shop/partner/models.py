from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from django.db import models


class Partner(AbstractPartner):
    """Oscar's side of a producer: who fulfils. Facts about the producer are in `catalogue.producers`."""


class StockRecord(AbstractStockRecord):
    """Price and stock of one sellable product.

    `num_in_stock` (on-hand) and `num_allocated` follow `shop.stock.ledger` and are never written elsewhere.
    Oscar's three verbs are refused here: a promise needs a claim that can be released, so order lines and channel
    lines call the ledger themselves.
    """

    @property
    def available(self) -> int:
        """Units that may still be promised."""
        return (self.num_in_stock or 0) - (self.num_allocated or 0)

    def allocate(self, quantity):
        raise TypeError("Stock is promised by shop.stock.ledger.reserve, which needs a claim.")

    def consume_allocation(self, quantity):
        raise TypeError("Stock is consumed by shop.stock.ledger.consume, by reservation.")

    def cancel_allocation(self, quantity):
        raise TypeError("Stock is released by shop.stock.ledger.release, by reservation.")

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints: list[models.BaseConstraint] = []


from oscar.apps.partner.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
