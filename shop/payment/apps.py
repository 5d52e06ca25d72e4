from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentPortConfig(AppConfig):
    """Our payment port; its label differs from Oscar's `payment`, whose tables stay."""

    name = "shop.payment"
    label = "shop_payment"
    verbose_name = _("Payments")

    def ready(self):
        from oscar.apps.order.signals import order_status_changed

        from . import checks  # noqa: F401 - registers itself
        from .cod import follow_the_parcel
        from .lapse import follow_the_order

        order_status_changed.connect(follow_the_parcel, dispatch_uid="cod_follows_the_parcel")
        order_status_changed.connect(follow_the_order, dispatch_uid="payment_follows_the_order")
