"""The producer's door to the channel pages, below `/gian-hang/kenh-ban/`: the own accounts only."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from connectors.models import ChannelOrder
from connectors.status import REFUSED
from connectors.wishes import unanswered
from shop.desk.access import DeskMixin

from . import planned, views
from .access import listings_for, orders_for

NAMES = ("overview", "account", "plan", "listing", "new", "order")


class Desk(DeskMixin):
    """In the desk's frame. Mixed in before a page."""

    panel = "channels"

    def show(self, request, template: str, context: dict) -> HttpResponse:
        names = {name: f"connectors:desk_{name}" for name in NAMES}
        frame = {"urls": names, "part": f"connectors/parts/{template}.html"}
        return render(request, "desk/channels.html", context | frame | self.desk_context())

    def go(self, name: str, *args) -> HttpResponse:
        return redirect(f"connectors:desk_{name}", *args)


class Overview(Desk, views.Overview):
    """`/gian-hang/kenh-ban/`"""


class Account(Desk, views.Account):
    """`/gian-hang/kenh-ban/<account>/`"""


class Plan(Desk, planned.Plan):
    """`/gian-hang/kenh-ban/<account>/ke-hoach/`"""


class Listing(Desk, views.ListingPage):
    """`/gian-hang/kenh-ban/tin/<listing>/`"""


class New(Desk, views.NewListing):
    """`/gian-hang/kenh-ban/dang/<product>/`"""


class Order(Desk, views.OrderPage):
    """`/gian-hang/kenh-ban/don/<order>/`"""


def waiting(user) -> int:
    """What a person has to decide on, orders and refused listings: the number beside the desk's menu entry."""
    orders, refused = orders_for(user).order_by(), listings_for(user).order_by().filter(REFUSED)
    held = orders.filter(state=ChannelOrder.State.HELD).values("pk")
    wishes = unanswered(orders).exclude(state=ChannelOrder.State.HELD).values("pk")
    return held.union(wishes, refused.values("pk"), all=True).count()


urlpatterns = [
    path("", Overview.as_view(), name="desk_overview"),
    path("<int:pk>/", Account.as_view(), name="desk_account"),
    path("<int:pk>/ke-hoach/", Plan.as_view(), name="desk_plan"),
    path("tin/<int:pk>/", Listing.as_view(), name="desk_listing"),
    path("dang/<int:product>/", New.as_view(), name="desk_new"),
    path("don/<int:pk>/", Order.as_view(), name="desk_order"),
]
