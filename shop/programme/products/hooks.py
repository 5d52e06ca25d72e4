"""Addresses and menu entry of the product screens below `/van-phong/`."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from catalogue.provenance.access import is_programme_staff

from . import views


class ProductsMenuItem(MenuItem):
    def is_shown(self, request):
        return is_programme_staff(request.user)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("san-pham/", views.ProductList.as_view(), name="programme_products"),
        path("san-pham/xuat/", views.Export.as_view(), name="programme_products_export"),
        path("san-pham/nhap/", views.Import.as_view(), name="programme_products_import"),
        path("san-pham/nhap/<int:pk>/", views.ImportPlan.as_view(), name="programme_product_import"),
        path("san-pham/<int:pk>/", views.ProductEdit.as_view(), name="programme_product"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item():
    return ProductsMenuItem(_("Products"), reverse("programme_products"), icon_name="pick", order=210)
