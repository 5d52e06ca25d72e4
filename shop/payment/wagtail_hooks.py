"""Addresses and menu of the money below `/van-phong/`."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from . import office
from .models import PaymentAccount


class MoneyMenuItem(MenuItem):
    def is_shown(self, request):
        return office.allowed(request.user, office.VIEW)


class PaymentAccounts(ModelViewSet):
    """Where buyers send their money; for administrators."""

    model = PaymentAccount
    name = "payment_accounts"
    url_prefix = "tai-khoan-nhan-tien"
    icon = "key"
    menu_label = _("Payment accounts")
    add_to_settings_menu = True
    form_fields = ["producer", "bank_bin", "number", "holder", "has_webhook", "is_active"]
    list_display = ["bank_name", "number", "holder", "producer", "has_webhook", "is_active"]
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def payment_accounts():
    return PaymentAccounts()


@hooks.register("register_admin_menu_item")
def money():
    return MoneyMenuItem(_("Money received"), reverse_lazy("payment_money"), icon_name="download", order=310)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("tien-ve/", office.MoneyList.as_view(), name="payment_money"),
        path("tien-ve/<int:pk>/", office.MoneySettle.as_view(), name="payment_settle"),
        path("tien-ve/sao-ke/", office.StatementUpload.as_view(), name="payment_statements"),
        path("tien-ve/sao-ke/<int:pk>/", office.StatementPage.as_view(), name="payment_statement"),
    ]
