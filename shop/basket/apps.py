from oscar.apps.basket import apps

from django.urls import path


class BasketConfig(apps.BasketConfig):
    """Oscar's basket with our two pages; vouchers come back with whole-đồng offers."""

    name = "shop.basket"

    def ready(self):
        from . import views

        self.summary_view = views.BasketView
        self.add_view = views.BasketAddView

    def get_urls(self):
        return [
            path("", self.summary_view.as_view(), name="summary"),
            path("add/<int:pk>/", self.add_view.as_view(), name="add"),
        ]
