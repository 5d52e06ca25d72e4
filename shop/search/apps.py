from oscar.apps.search import apps

from django.db.models.signals import post_migrate


class SearchConfig(apps.SearchConfig):
    name = "shop.search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        super().ready()
        from . import receivers

        post_migrate.connect(receivers.rebuild_when_empty, sender=self)
