from oscar.apps.basket import apps

from django.urls import path


class BasketConfig(apps.BasketConfig):
    """Oscar's basket with our pages; vouchers come back with whole-đồng offers."""

    name = "shop.basket"

    def ready(self):
        from . import views

        self.summary_view = views.BasketView
        self.add_view = views.BasketAddView

    def get_urls(self):
        from . import views

        return [
            path("", self.summary_view.as_view(), name="summary"),
            path("so-mon/", views.count, name="count"),
            path("add/<int:pk>/", self.add_view.as_view(), name="add"),
        ]
