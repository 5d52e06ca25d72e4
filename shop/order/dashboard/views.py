"""Oscar's pages of orders without its ways to change one: they know no payment, no hold and no log of ours."""

from oscar.apps.dashboard.orders import views


class OrderListView(views.OrderListView):
    actions = ("download_selected_orders",)


class OrderDetailView(views.OrderDetailView):
    order_actions = ("save_note", "delete_note")
    line_actions = ()
