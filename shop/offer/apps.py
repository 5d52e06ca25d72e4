from oscar.apps.offer import apps

from django.db.models.signals import post_delete, post_save


class OfferConfig(apps.OfferConfig):
    """Oscar's offers in whole đồng, with few queries, and counted once per purchase."""

    name = "shop.offer"

    def ready(self):
        super().ready()
        from oscar.apps.order.signals import order_status_changed

        from .showing import forget
        from .usage import give_back

        for signal in (post_save, post_delete):
            signal.connect(forget, sender=self.get_model("ConditionalOffer"), dispatch_uid="offers_on_product_pages")
        order_status_changed.connect(give_back, dispatch_uid="offers_of_a_cancelled_order")
