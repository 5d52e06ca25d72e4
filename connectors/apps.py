from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectorsConfig(AppConfig):
    name = "connectors"
    label = "connectors"
    verbose_name = _("Sales channels")

    def ready(self):
        from shop.desk.panels import Panel, register
        from shop.order import anonymising, elsewhere

        from . import checks, forgetting, receivers, wishes  # noqa: F401 - checks register themselves
        from .screens.desk import waiting

        receivers.connect()
        elsewhere.register(wishes.of_orders)
        anonymising.register(forgetting.forget)
        register(Panel("channels", _("Sales channels"), "connectors:desk_overview", 30, icon="globe", count=waiting))
