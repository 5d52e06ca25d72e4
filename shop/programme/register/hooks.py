"""Addresses and menu of the register below `/van-phong/`."""

from typing import ClassVar

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.places.choosing import PlaceField
from catalogue.provenance.models import OfficeProvince

from . import access, certificates, decisions, imports, listings, producers, radar, stopping


class RegisterMenuItem(MenuItem):
    def __init__(self, *args, needs: str = access.VIEW, **kwargs):
        self.needs = needs
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return access.allowed(request.user, self.needs)


ITEMS = [
    RegisterMenuItem(_("Certificate radar"), reverse_lazy("programme_radar"), icon_name="time", order=10),
    RegisterMenuItem(
        _("Import decisions"), reverse_lazy("programme_imports"), icon_name="upload", order=20, needs=access.IMPORT
    ),
    RegisterMenuItem(_("Certificates"), reverse_lazy("programme_certificates"), icon_name="doc-full-inverse", order=30),
    RegisterMenuItem(_("Decisions"), reverse_lazy("programme_decisions"), icon_name="doc-full", order=40),
    RegisterMenuItem(_("Producers"), reverse_lazy("programme_producers"), icon_name="group", order=50),
]


@hooks.register("register_admin_menu_item")
def menu():
    return SubmenuMenuItem(_("OCOP register"), Menu(items=ITEMS), name="ocop-register", icon_name="list-ul", order=200)


class OfficeProvinceForm(WagtailAdminModelForm):
    class Meta:
        model = OfficeProvince
        fields = ("user", "province")
        field_classes: ClassVar = {"province": PlaceField}


class OfficeProvinces(ModelViewSet):
    """Administrators bind officers to provinces here."""

    model = OfficeProvince
    name = "programme_office_provinces"
    url_prefix = "can-bo-tinh"
    icon = "user"
    menu_label = _("Provinces of officers")
    add_to_settings_menu = True
    list_display = ["user", "province"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return OfficeProvinceForm


@hooks.register("register_admin_viewset")
def office_provinces():
    return OfficeProvinces()


@hooks.register("register_admin_urls")
def urls():
    return [
        path("nhap-quyet-dinh/", imports.Upload.as_view(), name="programme_imports"),
        path("nhap-quyet-dinh/<int:pk>/", imports.Preview.as_view(), name="programme_import"),
        path("giay-chung-nhan/", listings.CertificateList.as_view(), name="programme_certificates"),
        path(
            "giay-chung-nhan/ket-qua/",
            listings.CertificateList.as_view(results_only=True),
            name="programme_certificates_results",
        ),
        path("giay-chung-nhan/<int:pk>/", certificates.CertificatePage.as_view(), name="programme_certificate"),
        path("giay-chung-nhan/<int:pk>/ngung-ban/", stopping.StopSelling.as_view(), name="programme_certificate_stop"),
        path(
            "giay-chung-nhan/<int:pk>/<slug:act>/",
            certificates.CertificateAct.as_view(),
            name="programme_certificate_act",
        ),
        path("quyet-dinh/", listings.DecisionList.as_view(), name="programme_decisions"),
        path(
            "quyet-dinh/ket-qua/",
            listings.DecisionList.as_view(results_only=True),
            name="programme_decisions_results",
        ),
        path("quyet-dinh/<int:pk>/", decisions.DecisionPage.as_view(), name="programme_decision"),
        path("quyet-dinh/<int:pk>/ban-quet/", decisions.DecisionScan.as_view(), name="programme_decision_scan"),
        path("chu-the/", listings.ProducerList.as_view(), name="programme_producers"),
        path("chu-the/ket-qua/", listings.ProducerList.as_view(results_only=True), name="programme_producers_results"),
        path("chu-the/<int:pk>/", producers.ProducerPage.as_view(), name="programme_producer"),
        path("radar/", radar.Radar.as_view(), name="programme_radar"),
    ]
