from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShippingRatesConfig(AppConfig):
    """Our table rates; the label differs from Oscar's `shipping`, whose tables stay."""

    name = "shop.shipping"
    label = "shop_shipping"
    verbose_name = _("Delivery rates")
