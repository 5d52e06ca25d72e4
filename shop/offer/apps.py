from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    """Oscar's offers in whole đồng, with few queries, and counted once per purchase."""

    name = "shop.offer"

    def ready(self):
        super().ready()
        from oscar.apps.order.signals import order_status_changed

        from .usage import give_back

        order_status_changed.connect(give_back, dispatch_uid="offers_of_a_cancelled_order")
