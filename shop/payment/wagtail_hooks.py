"""Addresses and menu of the money below `/van-phong/`."""

from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from django.template.defaultfilters import yesno
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from . import office, office_cod, office_refunds
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
    list_display = [
        "bank_name",
        "number",
        "holder",
        "producer",
        Column(
            "has_webhook",
            label=_("SePay reports its money"),
            accessor=lambda account: yesno(account.has_webhook),
        ),
        Column("is_active", label=_("In use"), accessor=lambda account: yesno(account.is_active)),
    ]
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def payment_accounts():
    return PaymentAccounts()


@hooks.register("register_admin_menu_item")
def money():
    items = [
        MoneyMenuItem(_("Money received"), reverse_lazy("payment_money"), icon_name="download", order=10),
        MoneyMenuItem(_("Cash from carriers"), reverse_lazy("payment_cod"), icon_name="calendar-check", order=20),
        MoneyMenuItem(_("Money back"), reverse_lazy("payment_refunds"), icon_name="rotate", order=30),
    ]
    return SubmenuMenuItem(_("Money"), Menu(items=items), name="money", icon_name="download", order=310)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("tien-ve/", office.MoneyList.as_view(), name="payment_money"),
        path("tien-ve/<int:pk>/", office.MoneySettle.as_view(), name="payment_settle"),
        path("tien-ve/sao-ke/", office.StatementUpload.as_view(), name="payment_statements"),
        path("tien-ve/sao-ke/<int:pk>/", office.StatementPage.as_view(), name="payment_statement"),
        path("thu-ho/", office_cod.CodList.as_view(), name="payment_cod"),
        path("thu-ho/danh-sach/", office_cod.CodUpload.as_view(), name="payment_cod_upload"),
        path("hoan-tien/", office_refunds.RefundList.as_view(), name="payment_refunds"),
        path("hoan-tien/<str:number>/", office_refunds.RefundPage.as_view(), name="payment_refund"),
    ]
