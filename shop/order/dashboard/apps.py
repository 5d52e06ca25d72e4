from oscar.apps.dashboard.orders import apps


class OrdersDashboardConfig(apps.OrdersDashboardConfig):
    """Oscar's list and page of orders, to look at: who steps an order does so at the desk or in the office."""

    def ready(self):
        super().ready()
        from .views import OrderDetailView, OrderListView

        self.order_list_view, self.order_detail_view = OrderListView, OrderDetailView
