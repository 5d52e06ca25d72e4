"""After a withdrawal: take the goods off sale, here and on every channel, and see which orders hold them."""

from wagtail.admin import messages

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from catalogue.certification.models import Certificate
from catalogue.models import Product
from catalogue.provenance.publishing import unpublish
from shop.notices.models import Notice
from shop.notices.sending import notify
from shop.order.models import Line
from shop.order.pipeline import HOLDING, Status

from . import access
from .certificates import CertificateScreen


def products_of(certificate: Certificate) -> QuerySet[Product]:
    """The products and families that it covers; a covered pack size stands for itself."""
    return Product.objects.filter(coverages__certificate=certificate).select_related("parent").order_by("title", "pk")


def open_lines(products: QuerySet[Product]) -> QuerySet[Line]:
    """Lines with these goods, or a pack size of them, that are not yet delivered."""
    keys = list(products.values_list("pk", flat=True))
    lines = Line.objects.filter(order__status__in=[*HOLDING, Status.SHIPPED])
    return (
        (lines.filter(product__in=keys) | lines.filter(product__parent__in=keys))
        .select_related("order__facts__producer")
        .order_by("order__pk", "pk")
    )


@transaction.atomic
def stop_selling(certificate: Certificate, products: list[Product], *, actor) -> None:
    """Hide these products from buyers; channels follow by the recorded change. Their producer is told."""
    for product in products:
        unpublish(product, actor)
    with translation.override(settings.LANGUAGE_CODE):
        names = ", ".join(product.get_title() for product in products)
        subject = _("Taken off sale: %(names)s") % {"names": names}
        text = _("The certificate was withdrawn. Do not send open orders of these goods before the office has called.")
        notify(certificate.producer, Notice.Kind.SAFETY, subject, text, reverse("desk:orders"))


class StopSelling(CertificateScreen, TemplateView):
    """Offered after a withdrawal on a safety ground. At most 25 queries."""

    needs = access.ACT
    template_name = "programme/register/stop.html"

    def found(self) -> Certificate:
        certificate = super().found()
        if certificate.timeline.withdrawn_on is None:
            raise Http404
        return certificate

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": _("Stop selling")}]

    def post(self, request, *args, **kwargs):
        certificate = self.found()
        ticked = [key for key in request.POST.getlist("product") if key.isdecimal()]
        products = list(products_of(certificate).filter(pk__in=ticked, is_public=True))
        if products:
            stop_selling(certificate, products, actor=request.user)
            messages.success(request, _("Taken off sale. The producer was told; the channels follow within minutes."))
        return redirect("programme_certificate_stop", certificate.pk)

    def get_context_data(self, **kwargs):
        certificate = self.found()
        products = products_of(certificate)
        return super().get_context_data(
            certificate=certificate,
            products=products,
            on_sale=any(product.is_public for product in products),
            lines=open_lines(products),
            **kwargs,
        )
