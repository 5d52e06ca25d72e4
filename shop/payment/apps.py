from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentPortConfig(AppConfig):
    """Our payment port; its label differs from Oscar's `payment`, whose tables stay."""

    name = "shop.payment"
    label = "shop_payment"
    verbose_name = _("Payments")
