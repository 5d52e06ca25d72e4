"""After a withdrawal: take the goods off sale, here and on every channel, and hold the open orders with them."""

from dataclasses import dataclass
from decimal import Decimal

from wagtail.admin import messages

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from catalogue.certification.models import Certificate
from catalogue.models import Product
from catalogue.provenance.publishing import unpublish
from shop.notices.models import Notice
from shop.notices.sending import notify
from shop.order.holding import hold, release
from shop.order.links import track_url
from shop.order.models import Line, Order
from shop.order.pipeline import HOLDING, Status
from shop.order.statuses import StepRefused, advance
from shop.payment.refunds import refundable
from shop.theming.templatetags.money import dong

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
        .select_related("order__facts__producer", "order__facts__purchase")
        .order_by("order__pk", "pk")
    )


@dataclass(frozen=True)
class OpenOrder:
    """An order with such goods as the office sees it: whom to call, where it is, and what can still be done."""

    order: Order
    lines: list[Line]
    track_url: str
    buyer_name: str
    buyer_phone: str
    may_act: bool
    is_held: bool


def open_orders(products: QuerySet[Product]) -> list[OpenOrder]:
    by_order: dict[int, list[Line]] = {}
    for line in open_lines(products):
        by_order.setdefault(line.order_id, []).append(line)
    return [_open_order(lines[0].order, lines) for lines in by_order.values()]


def _open_order(order: Order, lines: list[Line]) -> OpenOrder:
    purchase, may_act = order.facts.purchase, order.status in HOLDING
    return OpenOrder(
        order=order,
        lines=lines,
        track_url=track_url(order.number),
        buyer_name=purchase.name if purchase else order.facts.channel,
        buyer_phone=purchase.phone if purchase else "",
        may_act=may_act,
        is_held=may_act and bool(order.facts.held_for),
    )


def hold_orders(lines: QuerySet[Line], *, actor) -> list[Order]:
    """Hold the orders of these lines that are not yet on their way; answers those that were not held before."""
    open_ones = lines.filter(order__status__in=HOLDING).values("order")
    orders = Order.objects.filter(pk__in=open_ones)
    with translation.override(settings.LANGUAGE_CODE):
        why = _("Goods in it were taken off sale for safety; the office looks into it.")
    return hold(orders, why, actor=actor)


@transaction.atomic
def stop_selling(certificate: Certificate, products: list[Product], *, actor) -> None:
    """Hide these products from buyers and hold their open orders; channels follow by the recorded change.

    Their producer is told, and the buyers of the orders.
    """
    for product in products:
        unpublish(product, actor)
    hold_orders(open_lines(Product.objects.filter(pk__in=[product.pk for product in products])), actor=actor)
    with translation.override(settings.LANGUAGE_CODE):
        names = ", ".join(product.get_title() for product in products)
        subject = _("Taken off sale: %(names)s") % {"names": names}
        text = _(
            "The certificate was withdrawn. Open orders of these goods are on hold until the office releases them."
        )
        notify(certificate.producer, Notice.Kind.SAFETY, subject, text, reverse("desk:orders"))


def _paid(order: Order) -> Decimal:
    """What the buyer would get back, in whole đồng; 0 where a sales channel was paid."""
    return refundable(order) if order.facts.purchase_id else Decimal(0)


class StopSelling(CertificateScreen, TemplateView):
    """Offered after a withdrawal on a safety ground. At most 25 queries."""

    needs = access.ACT
    template_name = "programme/register/stop.html"

    def get(self, request, *args, **kwargs):
        if number := request.GET.get("cancel"):
            return self._ask(self._open_order(self.found(), number))
        return super().get(request, *args, **kwargs)

    def _ask(self, order: Order):
        """Once more, before an order is cancelled for good."""
        shown = Order.objects.for_display().get(pk=order.pk)
        if shown.status not in HOLDING:
            return redirect("programme_certificate_stop", self.kwargs["pk"])
        context = super().get_context_data(
            certificate=self.found(), order=shown, purchase=shown.facts.purchase, left=_paid(shown)
        )
        return render(self.request, "programme/register/stop_cancel.html", context)

    def found(self) -> Certificate:
        certificate = super().found()
        if certificate.timeline.withdrawn_on is None:
            raise Http404
        return certificate

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": _("Stop selling")}]

    def post(self, request, *args, **kwargs):
        certificate = self.found()
        for act, name in ((self._hold, "hold"), (self._release, "release"), (self._cancel, "cancel")):
            if name in request.POST:
                order = self._open_order(certificate, request.POST[name])
                if name == "cancel" and "sure" not in request.POST:
                    return self._ask(order)
                act(order)
                return redirect("programme_certificate_stop", certificate.pk)
        ticked = [key for key in request.POST.getlist("product") if key.isdecimal()]
        products = list(products_of(certificate).filter(pk__in=ticked, is_public=True))
        if products:
            stop_selling(certificate, products, actor=request.user)
            said = _("Taken off sale, and open orders are on hold. The producer was told; the channels follow soon.")
            messages.success(request, said)
        return redirect("programme_certificate_stop", certificate.pk)

    def _open_order(self, certificate: Certificate, number: str) -> Order:
        theirs = open_lines(products_of(certificate)).values("order")
        return get_object_or_404(Order.objects.select_related("facts"), pk__in=theirs, number=number)

    def _hold(self, order: Order) -> None:
        hold_orders(Line.objects.filter(order=order), actor=self.request.user)
        messages.success(self.request, _("Order %(number)s is on hold.") % {"number": order.number})

    def _release(self, order: Order) -> None:
        release(order, actor=self.request.user)
        messages.success(self.request, _("Order %(number)s goes on.") % {"number": order.number})

    def _cancel(self, order: Order) -> None:
        """The money, if there is any, goes back by the office's own page for that."""
        with translation.override(settings.LANGUAGE_CODE):
            note = _("cancelled by the office: the goods were taken off sale for safety")
        try:
            advance(order, Status.CANCELLED, actor=self.request.user, note=note, only_from=HOLDING)
        except StepRefused:
            messages.warning(self.request, _("Order %(number)s was changed meanwhile.") % {"number": order.number})
            return
        messages.success(self.request, _("Order %(number)s is cancelled.") % {"number": order.number})
        left = _paid(order)
        if left:
            said = _("The buyer paid %(amount)s: pay it back.") % {"amount": dong(left)}
            url, link = reverse("payment_refund", args=[order.number]), _("Money back")
            messages.warning(self.request, format_html('{} <a href="{}">{}</a>', said, url, link))

    def get_context_data(self, **kwargs):
        certificate = self.found()
        products = products_of(certificate)
        return super().get_context_data(
            certificate=certificate,
            products=products,
            on_sale=any(product.is_public for product in products),
            orders=open_orders(products),
            **kwargs,
        )
