from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "shop.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self):
        from django.db.models.signals import post_save

        from shop.checkout.models import StatusChange

        from .orders import tell_of_step

        post_save.connect(tell_of_step, sender=StatusChange, dispatch_uid="notices_of_orders")
