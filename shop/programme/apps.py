from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "shop.programme"
    label = "programme"
    verbose_name = _("Programme office")

    def ready(self) -> None:
        from .groups import ensure_groups

        # After the last app, when every permission has its row.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(ensure_groups, sender=last, dispatch_uid="programme-groups")
