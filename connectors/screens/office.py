"""The office's door to the channel pages, below `/van-phong/kenh-ban/`."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from . import planned, views
from .access import is_programme_staff


class Office:
    """For programme staff, in Wagtail's frame. Mixed in before a page."""

    def dispatch(self, request, *args, **kwargs):
        if not is_programme_staff(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def show(self, request, template: str, context: dict) -> HttpResponse:
        names = {name: f"channel_{name}" for name in NAMES}
        crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
        if template != "overview":
            crumbs.append({"url": reverse("channel_overview"), "label": _("Sales channels")})
        crumbs.append({"url": "", "label": context["title"]})
        frame = {"urls": names, "header_title": context["title"], "breadcrumbs_items": crumbs, "header_icon": "globe"}
        frame["part"] = f"connectors/parts/{template}.html"
        return render(request, "connectors/office.html", context | frame)

    def go(self, name: str, *args) -> HttpResponse:
        return redirect(f"channel_{name}", *args)


NAMES = ("overview", "account", "plan", "listing", "new", "order", "call")


class Overview(Office, views.Overview):
    """`/van-phong/kenh-ban/`"""


class Account(Office, views.Account):
    """`/van-phong/kenh-ban/<account>/`"""


class Plan(Office, planned.Plan):
    """`/van-phong/kenh-ban/<account>/ke-hoach/`"""


class Listing(Office, views.ListingPage):
    """`/van-phong/kenh-ban/tin/<listing>/`"""


class New(Office, views.NewListing):
    """`/van-phong/kenh-ban/dang/<product>/`"""


class Order(Office, views.OrderPage):
    """`/van-phong/kenh-ban/don/<order>/`"""


class Call(Office, views.CallPage):
    """`/van-phong/kenh-ban/goi/<call>/`"""


class ChannelsMenuItem(MenuItem):
    def is_shown(self, request):
        return is_programme_staff(request.user)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("kenh-ban/", Overview.as_view(), name="channel_overview"),
        path("kenh-ban/<int:pk>/", Account.as_view(), name="channel_account"),
        path("kenh-ban/<int:pk>/ke-hoach/", Plan.as_view(), name="channel_plan"),
        path("kenh-ban/tin/<int:pk>/", Listing.as_view(), name="channel_listing"),
        path("kenh-ban/dang/<int:product>/", New.as_view(), name="channel_new"),
        path("kenh-ban/don/<int:pk>/", Order.as_view(), name="channel_order"),
        path("kenh-ban/goi/<int:pk>/", Call.as_view(), name="channel_call"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item():
    return ChannelsMenuItem(_("Sales channels"), reverse("channel_overview"), icon_name="globe", order=230)
