from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    name = "shop.search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        super().ready()
        from . import receivers  # noqa: F401
