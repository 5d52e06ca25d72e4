from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    name = "shop.enquiries"
    label = "enquiries"
    verbose_name = _("Booking requests")

    def ready(self):
        from shop.order import anonymising

        from .forgetting import forget

        anonymising.register(forget)
