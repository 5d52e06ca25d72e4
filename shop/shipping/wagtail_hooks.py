"""The delivery rates in the programme office."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from django.utils.translation import gettext_lazy as _

from .models import FreeShipping, ShippingRate


class ShippingRateViewSet(ModelViewSet):
    model = ShippingRate
    icon = "tablet-alt"
    form_fields = (
        "producer", "zone", "service", "up_to_grams", "price", "takes_fragile", "min_days", "max_days",
    )  # fmt: skip
    list_display = ("__str__", "producer", "takes_fragile", "min_days", "max_days")
    list_filter = ("zone", "service", "producer")
    list_per_page = 50


class FreeShippingViewSet(ModelViewSet):
    model = FreeShipping
    icon = "tag"
    form_fields = ("producer", "from_amount")
    list_display = ("__str__", "producer")


class DeliveryGroup(ModelViewSetGroup):
    menu_label = _("Delivery rates")
    menu_icon = "tablet-alt"
    menu_order = 400
    items = (ShippingRateViewSet, FreeShippingViewSet)


@hooks.register("register_admin_viewset")
def delivery_rates():
    return DeliveryGroup()
