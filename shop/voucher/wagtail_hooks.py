"""Address and menu entry of discount codes below `/van-phong/`."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from . import office


class VoucherMenuItem(MenuItem):
    def is_shown(self, request):
        return office.allowed(request.user, office.VIEW)


@hooks.register("register_admin_menu_item")
def vouchers():
    return VoucherMenuItem(_("Discount codes"), reverse_lazy("vouchers"), name="vouchers", icon_name="tag", order=320)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("ma-giam-gia/", office.VoucherList.as_view(), name="vouchers"),
        path("ma-giam-gia/moi/", office.VoucherNew.as_view(), name="voucher_new"),
        path("ma-giam-gia/<int:pk>/", office.VoucherPage.as_view(), name="voucher"),
    ]
