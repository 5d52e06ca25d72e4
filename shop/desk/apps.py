from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "shop.desk"
    label = "desk"
    verbose_name = _("Producer's desk")

    def ready(self):
        from .enquiries import waiting as enquiries_waiting
        from .panels import Panel, register
        from .queues import waiting
        from .returns import waiting as returns_waiting

        register(Panel("orders", _("Orders"), "desk:orders", 10, icon="package", count=waiting))
        register(Panel("returns", _("Returns"), "desk:returns", 15, icon="undo-2", count=returns_waiting))
        register(Panel("enquiries", _("Requests"), "desk:enquiries", 17, icon="calendar", count=enquiries_waiting))
