from oscar.apps.basket import apps

from django.urls import path


class BasketConfig(apps.BasketConfig):
    """Oscar's basket with our pages."""

    name = "shop.basket"

    def ready(self):
        from . import views

        self.summary_view = views.BasketView
        self.add_view = views.BasketAddView

    def get_urls(self):
        from . import views, vouchers

        return [
            path("", self.summary_view.as_view(), name="summary"),
            path("so-mon/", views.count, name="count"),
            path("ma-giam-gia/", vouchers.VoucherView.as_view(), name="voucher"),
            path("add/<int:pk>/", self.add_view.as_view(), name="add"),
        ]
